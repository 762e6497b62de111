"""SEPA mandates (Lastschriftmandate): given by the payer, used again, revoked, lapsed after 36 months without use.

A mandate is a reference, the day it was given, and an account; name and IBAN are sealed at rest and shown masked. What is
collected with it stands in ``debits.py``.
"""

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import plain
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import access_code_digest, new_id
from modellregion.kernel.sealed_fields import opened, seal_rows
from modellregion.kernel.tenancy import tenant
from modellregion.payments.debits import announce, withdraw
from modellregion.payments.errors import (
    ConsentMissingError,
    DebitsNotOfferedError,
    HolderMissingError,
    IbanAbroadError,
    IbanInvalidError,
    MandateUnknownError,
    ReasonMissingError,
)
from modellregion.payments.ledger import lock_claim
from modellregion.payments.models import Claim, Debit, Mandate
from modellregion.payments.policy import Payments
from modellregion.payments.references import HOLDER_MAX, plain_holder, plain_words
from modellregion.payments.settings import bank_account
from modellregion.payments.states import DebitState, MandateState

LAPSES_AFTER_MONTHS = 36
SHOWN_SIGNS = 4
IBAN_MAX = 34
# No letters that are misread: the reference is read aloud and typed.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# European Union, Iceland, Liechtenstein, Norway: here an IBAN is enough (Regulation (EU) 260/2012, Art. 5).
EEA = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)


class Debtor(msgspec.Struct, frozen=True):
    """Who is debited: the account's holder and its IBAN without blanks. Sealed wherever it is stored."""

    holder: str
    iban: str

    @property
    def masked(self) -> str:
        """The IBAN as it is shown: country, check digits, stars, the last four signs."""
        return f"{self.iban[:4]} **** {self.iban[-SHOWN_SIGNS:]}"


@dataclass(frozen=True, slots=True)
class MandateView:
    """A mandate as pages show it."""

    id: UUID
    reference: str
    recurring: bool
    holder: str
    masked_iban: str
    state: MandateState
    signed_on: date
    last_used_on: date | None


@dataclass(frozen=True, slots=True)
class NewMandate:
    """What a payer gives: the account's holder, IBAN as typed, whether later fees too, whether they agreed to it."""

    holder: str
    iban: str
    recurring: bool
    agreed: bool


def checked_iban(text: str) -> str:
    """Return an IBAN without blanks; its check digits and the form of its country fit.

    :raises IbanInvalidError: when it is none. :raises IbanAbroadError: when its bank lies outside of the EEA.
    """
    try:
        iban = IBAN(text[: 2 * IBAN_MAX])
    except SchwiftyException as error:
        raise IbanInvalidError("no IBAN") from error
    if iban.country_code not in EEA:
        raise IbanAbroadError(iban.country_code)
    return str(iban)


def debtor_of(row: Mandate) -> Debtor:
    """Return who is debited with a mandate; nobody once that was erased."""
    content = opened(row, "debtor")
    return msgspec.json.decode(content, type=Debtor) if content else Debtor("", "")


def mandate_view(row: Mandate) -> MandateView:
    """Return a row as pages show it."""
    debtor = debtor_of(row)
    return MandateView(
        row.id,
        row.reference,
        row.recurring,
        debtor.holder,
        debtor.masked,
        MandateState(row.state),
        row.signed_on,
        row.last_used_on,
    )


def give_mandate(ctx: Context, *, code: str, claim: UUID, new: NewMandate) -> UUID:
    """Take a mandate from the holder of a code and announce the debit of the claim with it; return the mandate's id.

    :raises NotFoundError: when the code opens no such claim.
    :raises DebitsNotOfferedError: when the municipality has no creditor identifier.
    :raises HolderMissingError, IbanInvalidError, IbanAbroadError, ConsentMissingError: for what was typed.
    :raises NothingToPayError, DebitUnderWayError: when the claim cannot be debited now.
    """
    with tenant(ctx):
        return take_mandate(ctx, _own_claim(ctx, code, claim), new)


def take_mandate(ctx: Context, claim: Claim, new: NewMandate) -> UUID:
    """Write a mandate for a locked claim and announce the debit, as ``give_mandate`` says. In a ``tenant`` block."""
    holder = plain_holder(new.holder)
    if not plain_words(holder, HOLDER_MAX):
        raise HolderMissingError("no holder")
    iban = checked_iban(new.iban)
    if not new.agreed:
        raise ConsentMissingError("not agreed")
    if not bank_account(ctx).creditor_id:
        raise DebitsNotOfferedError("no creditor identifier")
    mandate = Mandate(
        municipality_id=ctx.municipality,
        id=new_id(),
        claim_id=claim.id,
        reference=f"MR-{''.join(secrets.choice(_SIGNS) for _ in range(12))}",
        recurring=new.recurring,
        debtor=plain(msgspec.json.encode(Debtor(holder, iban))),
        state=MandateState.ACTIVE.value,
        signed_on=ctx.today(),
    )
    seal_rows(ctx.municipality, [mandate])
    mandate.save(force_insert=True)
    _note(ctx, mandate, "mandate_given")
    announce(ctx, claim, mandate)
    return mandate.id


def use_mandate(ctx: Context, *, code: str, claim: UUID, reference: str, iban_end: str) -> UUID:
    """Announce the debit of a claim with a recurring mandate that was given before; return the mandate's id.

    Who knows its reference and the last four signs of the IBAN may use it.

    :raises MandateUnknownError: when there is none that can be used.
    :raises NothingToPayError, DebitUnderWayError: when the claim cannot be debited now.
    """
    key = "".join(reference.upper().split())
    with tenant(ctx):
        row = _own_claim(ctx, code, claim)
        mandate = (
            Mandate.objects.select_for_update()
            .filter(municipality_id=ctx.municipality, reference=key, state=MandateState.ACTIVE.value)
            .first()
        )
        end = "".join(iban_end.upper().split())
        if (
            mandate is None
            or not mandate.recurring
            or is_lapsed(mandate, ctx.today())
            or debtor_of(mandate).iban[-SHOWN_SIGNS:] != end
        ):
            raise MandateUnknownError("no such mandate")
        announce(ctx, row, mandate)
        return mandate.id


def _own_claim(ctx: Context, code: str, claim: UUID) -> Claim:
    row = lock_claim(ctx, claim)
    if bytes(row.code_digest) != access_code_digest(code):
        raise NotFoundError(f"claim {claim} is somebody else's")
    return row


def revoke_by_code(ctx: Context, *, code: str, claim: UUID) -> None:
    """Revoke the mandate with which the payer's claim is, or was last, debited. What is in a file stays there.

    :raises NotFoundError: when there is none, or the code opens another claim.
    """
    with tenant(ctx):
        row = _own_claim(ctx, code, claim)
        debits = Debit.objects.filter(municipality_id=ctx.municipality, claim_id=row.id).order_by("-id")
        last = debits.values_list("mandate_id", flat=True).first()
        if last is None:
            raise NotFoundError("no mandate")
        _revoke(ctx, last, "")


def revoke_at_desk(ctx: Context, *, mandate: UUID, reason: str) -> None:
    """Revoke a mandate at the payer's word, by letter or on the phone.

    :raises ReasonMissingError: without a reason. :raises NotFoundError: when there is none here.
    """
    ctx.authorise(Payments.BOOK)
    if not reason.strip():
        raise ReasonMissingError("no reason")
    with tenant(ctx):
        _revoke(ctx, mandate, reason.strip()[:500])


def _revoke(ctx: Context, mandate: UUID, reason: str) -> None:
    row = Mandate.objects.select_for_update().filter(municipality_id=ctx.municipality, id=mandate).first()
    if row is None:
        raise NotFoundError(f"mandate {mandate}")
    if row.state != MandateState.ACTIVE:
        return
    _end(ctx, row, MandateState.REVOKED, "mandate_revoked", reason)


def _end(ctx: Context, row: Mandate, state: MandateState, action: str, reason: str = "") -> None:
    row.state, row.ended_at = state.value, ctx.now()
    Mandate.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
        state=row.state, ended_at=row.ended_at
    )
    _note(ctx, row, action, reason)
    announced = Debit.objects.select_for_update().filter(
        municipality_id=ctx.municipality, mandate_id=row.id, state=DebitState.ANNOUNCED.value
    )
    for debit in announced:
        withdraw(ctx, debit, action)


def is_lapsed(row: Mandate, today: date) -> bool:
    """Tell whether a mandate was not used for 36 months (SEPA Core rulebook 4.1)."""
    last = max(row.last_used_on or row.signed_on, row.signed_on)
    year, month = divmod(last.year * 12 + last.month - 1 + LAPSES_AFTER_MONTHS, 12)
    # The last day of February three years on may not exist: the month's end counts, as in § 188 Abs. 3 BGB.
    day = last.day
    while True:
        try:
            return today > date(year, month + 1, day)
        except ValueError:
            day -= 1


def lapse_mandates(ctx: Context) -> int:
    """End every mandate that was not used for 36 months; return how many."""
    with tenant(ctx):
        rows = Mandate.objects.select_for_update().filter(
            municipality_id=ctx.municipality, state=MandateState.ACTIVE.value
        )
        waiting = set(
            Debit.objects.filter(municipality_id=ctx.municipality, ended_at=None).values_list(
                "mandate_id", flat=True
            )
        )
        old = [row for row in rows if is_lapsed(row, ctx.today()) and row.id not in waiting]
        for row in old:
            _end(ctx, row, MandateState.LAPSED, "mandate_lapsed")
        return len(old)


def mandates_of(ctx: Context, claim: UUID) -> list[MandateView]:
    """Return the mandates with which a claim was debited, the newest first. The caller has checked the right to see them."""
    with tenant(ctx):
        used = Debit.objects.filter(municipality_id=ctx.municipality, claim_id=claim).values("mandate_id")
        rows = Mandate.objects.filter(municipality_id=ctx.municipality, id__in=used).order_by("-id")
        return [mandate_view(row) for row in rows]


def _note(ctx: Context, row: Mandate, action: str, reason: str = "") -> None:
    """Append the journal's entry; the account is not in it."""
    data = {"reference": row.reference, "recurring": row.recurring, "claim": str(row.claim_id)}
    append(ctx, NewEntry(Subject("mandate", row.id), action, note=reason, data=data))
    append(ctx, NewEntry(Subject("claim", row.claim_id), action, note=row.reference, data=data))
