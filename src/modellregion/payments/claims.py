"""Raises claims (Forderungen, Sollstellung), and changes what is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from modellregion.forms.api import search_key
from modellregion.kernel.context import Context
from modellregion.kernel.counters import next_number
from modellregion.kernel.envelope import plain
from modellregion.kernel.ids import new_id
from modellregion.kernel.sealed_fields import seal_rows
from modellregion.kernel.tenancy import tenant
from modellregion.payments.clearing import doubt_payment, open_item
from modellregion.payments.errors import AmountTooLargeError, ReasonMissingError
from modellregion.payments.ledger import Entry, book, kept_cents, lock_claim, open_cents, raise_with
from modellregion.payments.models import Claim
from modellregion.payments.policy import Payments
from modellregion.payments.references import creditor_reference
from modellregion.payments.settings import is_set_up
from modellregion.payments.states import Account, ClaimState, Kind, Trouble

DAYS_TO_PAY = 30
SERIES = "payments"


@dataclass(frozen=True, slots=True)
class Position:
    """A line of a claim: what for (by language), how often, cents each, the norm it rests on."""

    texts: Mapping[str, str]
    count: int
    cents: int
    basis: str = ""


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A claim to be raised for a case; ``titles`` say what for, by language.

    ``code_digest`` is that of the code which opens the case's status page; ``debtor`` is name and address of who owes it.
    """

    case: UUID
    code_digest: bytes
    number: str
    subject: str
    titles: Mapping[str, str]
    positions: Sequence[Position]
    debtor: str = ""

    @property
    def cents(self) -> int:
        """What is asked for, in cents."""
        return sum(one.count * one.cents for one in self.positions)


def raise_claim(ctx: Context, new: NewClaim) -> UUID | None:
    """Raise a claim and post it; None where nothing is asked for, or the municipality has named no account.

    Joins the transaction of what it is asked for; called by the rooms above, which have authorised that.
    """
    with tenant(ctx):
        if new.cents <= 0 or not is_set_up(ctx):
            return None
        today = ctx.today()
        reference = creditor_reference(f"{today:%y}{next_number(ctx.municipality, SERIES):08}")
        claim = Claim(
            municipality_id=ctx.municipality,
            id=new_id(),
            case_id=new.case,
            code_digest=new.code_digest,
            number=new.number,
            subject=new.subject,
            purpose=new.titles["de"],
            titles=dict(new.titles),
            reference=reference,
            search=search_key(f"{reference} {new.number} {new.subject} {new.titles['de']}"),
            positions=[_position(one) for one in new.positions],
            amount_cents=new.cents,
            state=ClaimState.OPEN.value,
            created_at=ctx.now(),
            due_on=due_day(today),
            debtor=plain(new.debtor.encode()),
        )
        seal_rows(ctx.municipality, [claim])
        raise_with(ctx, claim)
        return claim.id


def change_code_of_claims(ctx: Context, case: UUID, code_digest: bytes) -> None:
    """Let the claims of a case be found by its new code. Joins the transaction that changes it."""
    with tenant(ctx):
        Claim.objects.filter(municipality_id=ctx.municipality, case_id=case).update(code_digest=code_digest)


def _position(one: Position) -> dict[str, Any]:
    return {"texts": dict(one.texts), "count": one.count, "cents": one.cents, "basis": one.basis}


def due_day(today: date) -> date:
    """Return the day until which a claim of today is to be paid."""
    return today + timedelta(days=DAYS_TO_PAY)


def reduce_claim(ctx: Context, *, claim: UUID, cents: int, reason: str) -> None:
    """Ask for less (Absetzung): what was paid above it is to be given back, and shows as overpaid until it is.

    :raises AmountTooLargeError: for more than is asked for.
    :raises ReasonMissingError: without a reason.
    """
    ctx.authorise(Payments.REFUND)
    with tenant(ctx):
        row = lock_claim(ctx, claim)
        _check(reason, cents, row.amount_cents - row.reduced_cents)
        book(ctx, row, Entry(Kind.REDUCTION, Account.REVENUE, Account.RECEIVABLE, cents, note=reason.strip()))


def refund(ctx: Context, *, claim: UUID, cents: int, way: Account, reason: str) -> None:
    """Give back money that was paid (Erstattung): the claim is reduced by as much as it is not overpaid, then paid out.

    XBezahldienste has no refunds: this is the cash office's booking; paying it out is done by transfer or in cash.

    :raises AmountTooLargeError: for more than was paid and not yet given back.
    :raises ReasonMissingError: without a reason.
    """
    ctx.authorise(Payments.REFUND)
    with tenant(ctx):
        row = lock_claim(ctx, claim)
        _check(reason, cents, kept_cents(row))
        surplus = max(0, -open_cents(row))
        if cents > surplus:
            entry = Entry(
                Kind.REDUCTION, Account.REVENUE, Account.RECEIVABLE, cents - surplus, note=reason.strip()
            )
            book(ctx, row, entry)
        book(ctx, row, Entry(Kind.REFUND, Account.RECEIVABLE, way, cents, note=reason.strip()))


def _check(reason: str, cents: int, most: int) -> None:
    if not reason.strip():
        raise ReasonMissingError("no reason")
    if not 0 < cents <= most:
        raise AmountTooLargeError(f"{cents} of {most}")


def book_payment(
    ctx: Context, claim: Claim, *, way: Account, cents: int, line: UUID | None = None, note: str = ""
) -> None:
    """Post a payment to a locked claim; what is more than open makes a clearing item. Inside a ``tenant`` block."""
    book(ctx, claim, Entry(Kind.PAYMENT, way, Account.RECEIVABLE, cents, line=line, note=note))
    doubt_payment(ctx, claim, cents=cents, line=line)


def take_cash(ctx: Context, *, claim: UUID, cents: int, note: str = "") -> None:
    """Take cash at the counter; parts are taken, more than is open is not.

    :raises AmountTooLargeError: for more than is open.
    """
    ctx.authorise(Payments.BOOK)
    with tenant(ctx):
        row = lock_claim(ctx, claim)
        if not 0 < cents <= open_cents(row):
            raise AmountTooLargeError(f"{cents} of {open_cents(row)}")
        book_payment(ctx, row, way=Account.CASH, cents=cents, note=note.strip())


def question_claims(ctx: Context, *, case: UUID, trouble: Trouble, cents: int | None = None) -> None:
    """Have the cashier look at a case's claims; with ``cents`` only where something else is asked for. In a ``tenant`` block.

    Whether a fee stays when an application is withdrawn or refused is decided by a person (decision 152).
    """
    for claim in Claim.objects.filter(municipality_id=ctx.municipality, case_id=case):
        asked = claim.amount_cents - claim.reduced_cents
        if asked > 0 and asked != cents:
            open_item(ctx, trouble, claim=claim.id, cents=asked if cents is None else cents)
