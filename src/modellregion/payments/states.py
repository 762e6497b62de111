"""States, ways and accounts of payments, and what they are called."""

from enum import StrEnum

from django.utils.translation import gettext_lazy


class ClaimState(StrEnum):
    """State of a claim (Forderung); it follows from its sums."""

    OPEN = "open"
    PART_PAID = "part_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


STILL_OPEN = (ClaimState.OPEN.value, ClaimState.PART_PAID.value)
"""The states of claims of which something is to be paid."""
CLAIM_STATE_NAMES = {
    ClaimState.OPEN: gettext_lazy("Offen"),
    ClaimState.PART_PAID: gettext_lazy("Teilweise bezahlt"),
    ClaimState.PAID: gettext_lazy("Bezahlt"),
    ClaimState.OVERPAID: gettext_lazy("Überzahlt"),
    ClaimState.CANCELLED: gettext_lazy("Abgesetzt"),
    ClaimState.REFUNDED: gettext_lazy("Erstattet"),
}


class IntentState(StrEnum):
    """State of an attempt to pay online: the provider's (XBezahldienste), and what we know of the call itself.

    ``created``: written down, the provider's answer is not known. ``unclear``: the provider knows the request, but did not
    tell its transaction. ``disputed``: paid, but not what was asked for. ``expired``: no final answer within 30 days.
    """

    CREATED = "created"
    INITIAL = "initial"
    UNCLEAR = "unclear"
    PAYED = "payed"
    FAILED = "failed"
    CANCELED = "canceled"
    DISPUTED = "disputed"
    EXPIRED = "expired"

    @property
    def is_final(self) -> bool:
        """Whether this state is never left."""
        return self not in {IntentState.CREATED, IntentState.INITIAL, IntentState.UNCLEAR}


INTENT_STATE_NAMES = {
    IntentState.CREATED: gettext_lazy("Antwort steht aus"),
    IntentState.INITIAL: gettext_lazy("Begonnen"),
    IntentState.UNCLEAR: gettext_lazy("Unklar"),
    IntentState.PAYED: gettext_lazy("Bezahlt"),
    IntentState.FAILED: gettext_lazy("Fehlgeschlagen"),
    IntentState.CANCELED: gettext_lazy("Abgebrochen"),
    IntentState.DISPUTED: gettext_lazy("Strittig"),
    IntentState.EXPIRED: gettext_lazy("Abgelaufen"),
}


class Account(StrEnum):
    """Account of the ledger (Konto)."""

    RECEIVABLE = "receivable"
    REVENUE = "revenue"
    ONLINE = "online"
    DEBIT = "debit"
    BANK = "bank"
    CASH = "cash"
    DEPOSIT = "deposit"
    DIFFERENCE = "difference"
    CHARGES = "charges"


ACCOUNT_NAMES = {
    Account.RECEIVABLE: gettext_lazy("Forderungen"),
    Account.REVENUE: gettext_lazy("Gebühren"),
    Account.ONLINE: gettext_lazy("Bezahldienst (unterwegs)"),
    Account.DEBIT: gettext_lazy("Lastschriften (unterwegs)"),
    Account.BANK: gettext_lazy("Bank"),
    Account.CASH: gettext_lazy("Barkasse"),
    Account.DEPOSIT: gettext_lazy("Verwahrung"),
    Account.DIFFERENCE: gettext_lazy("Kassendifferenz"),
    Account.CHARGES: gettext_lazy("Bankentgelte"),
}

WAYS = {
    Account.ONLINE: gettext_lazy("Online"),
    Account.DEBIT: gettext_lazy("Lastschrift"),
    Account.BANK: gettext_lazy("Überweisung"),
    Account.CASH: gettext_lazy("Bar"),
}
"""The accounts that money comes in by, and what these ways are called."""
WAYS_BACK = {way: name for way, name in WAYS.items() if way in {Account.BANK, Account.CASH}}
"""The ways by which the cash office gives money back."""


class Kind(StrEnum):
    """Kind of a posting."""

    CLAIM = "claim"
    PAYMENT = "payment"
    REDUCTION = "reduction"
    REFUND = "refund"
    DEPOSIT = "deposit"
    SETTLEMENT = "settlement"
    DIFFERENCE = "difference"
    RETURN = "return"
    CHARGE = "charge"


KIND_NAMES = {
    Kind.CLAIM: gettext_lazy("Forderung"),
    Kind.PAYMENT: gettext_lazy("Zahlung"),
    Kind.REDUCTION: gettext_lazy("Absetzung"),
    Kind.REFUND: gettext_lazy("Erstattung"),
    Kind.DEPOSIT: gettext_lazy("Verwahrung"),
    Kind.SETTLEMENT: gettext_lazy("Auszahlung von Bezahldienst oder Bank"),
    Kind.DIFFERENCE: gettext_lazy("Kassendifferenz"),
    Kind.RETURN: gettext_lazy("Rücklastschrift"),
    Kind.CHARGE: gettext_lazy("Bankentgelt"),
}


class Trouble(StrEnum):
    """Kind of a clearing item (Klärungsfall)."""

    AMOUNT = "amount"
    LATE = "late"
    CONTRADICTION = "contradiction"
    TRANSACTION_TWICE = "transaction_twice"
    UNCLEAR = "unclear"
    EXPIRED = "expired"
    OVERPAID = "overpaid"
    TRANSFER_AMOUNT = "transfer_amount"
    TRANSFER_UNKNOWN = "transfer_unknown"
    OUTGOING = "outgoing"
    CASE_ENDED = "case_ended"
    FEE_CHANGED = "fee_changed"
    HANDED_OVER = "handed_over"
    DEBIT_RETURNED = "debit_returned"


TROUBLE_NAMES = {
    Trouble.AMOUNT: gettext_lazy("Bezahlt wurde ein anderer Betrag oder eine andere Währung"),
    Trouble.LATE: gettext_lazy("Als bezahlt gemeldet, nachdem der Vorgang beendet war"),
    Trouble.CONTRADICTION: gettext_lazy("Der Bezahldienst widerspricht dem, was er vorher gemeldet hat"),
    Trouble.TRANSACTION_TWICE: gettext_lazy(
        "Der Bezahldienst nennt eine Nummer, die zu einer anderen Zahlung gehört"
    ),
    Trouble.UNCLEAR: gettext_lazy("Der Bezahldienst kennt die Zahlung, gibt aber keine Auskunft"),
    Trouble.EXPIRED: gettext_lazy("Nach 30 Tagen keine endgültige Antwort des Bezahldienstes"),
    Trouble.OVERPAID: gettext_lazy("Es ist mehr eingegangen als gefordert"),
    Trouble.TRANSFER_AMOUNT: gettext_lazy("Überweisung mit anderem Betrag als offen"),
    Trouble.TRANSFER_UNKNOWN: gettext_lazy("Überweisung ohne erkennbares Kassenzeichen"),
    Trouble.OUTGOING: gettext_lazy("Abgang vom Konto"),
    Trouble.CASE_ENDED: gettext_lazy(
        "Der Antrag wurde zurückgenommen oder zurückgewiesen: bleibt die Gebühr?"
    ),
    Trouble.FEE_CHANGED: gettext_lazy("Die Angaben wurden berichtigt, die Gebühr wäre jetzt eine andere"),
    Trouble.HANDED_OVER: gettext_lazy(
        "Bezahlt, nachdem die Forderung übergeben war: Die Vollstreckung muss es wissen"
    ),
    Trouble.DEBIT_RETURNED: gettext_lazy("Lastschrift zurückgegeben: Wer trägt das Entgelt der Bank?"),
}


class LineState(StrEnum):
    """State of a line of an account statement."""

    PROPOSED = "proposed"
    UNCLEAR = "unclear"
    BOOKED = "booked"
    EXPLAINED = "explained"


LINE_STATE_NAMES = {
    LineState.PROPOSED: gettext_lazy("Vorschlag"),
    LineState.UNCLEAR: gettext_lazy("Zu klären"),
    LineState.BOOKED: gettext_lazy("Gebucht"),
    LineState.EXPLAINED: gettext_lazy("Erklärt"),
}


class MandateState(StrEnum):
    """State of a SEPA mandate. ``used``: given for one debit, which the bank has. ``lapsed``: not used for 36 months."""

    ACTIVE = "active"
    USED = "used"
    REVOKED = "revoked"
    LAPSED = "lapsed"


MANDATE_STATE_NAMES = {
    MandateState.ACTIVE: gettext_lazy("Gültig"),
    MandateState.USED: gettext_lazy("Verbraucht"),
    MandateState.REVOKED: gettext_lazy("Widerrufen"),
    MandateState.LAPSED: gettext_lazy("Verfallen"),
}


class DebitState(StrEnum):
    """State of a direct debit (Lastschrift); the last three are final.

    ``exported``: in the bank's file. ``settled``: the bank has credited it; it can still come back (``returned``).
    """

    ANNOUNCED = "announced"
    EXPORTED = "exported"
    SETTLED = "settled"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


DEBIT_STATE_NAMES = {
    DebitState.ANNOUNCED: gettext_lazy("Angekündigt"),
    DebitState.EXPORTED: gettext_lazy("Bei der Bank"),
    DebitState.SETTLED: gettext_lazy("Gutgeschrieben"),
    DebitState.RETURNED: gettext_lazy("Zurückgegeben"),
    DebitState.WITHDRAWN: gettext_lazy("Zurückgenommen"),
}


class PlanState(StrEnum):
    """State of a plan of instalments. ``broken``: an instalment stayed open too long; ``ended``: by the cash office."""

    RUNNING = "running"
    KEPT = "kept"
    BROKEN = "broken"
    ENDED = "ended"


PLAN_STATE_NAMES = {
    PlanState.RUNNING: gettext_lazy("Läuft"),
    PlanState.KEPT: gettext_lazy("Ganz bezahlt"),
    PlanState.BROKEN: gettext_lazy("Nicht eingehalten"),
    PlanState.ENDED: gettext_lazy("Beendet"),
}
