"""Direct debits (Lastschriften) of claims: announced to the payer, collected in a file for the bank, credited or returned.

A claim has one live debit. Money counts when the bank credits it, not when the file is made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from modellregion.deadlines.api import easter_sunday
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.payments.errors import DebitUnderWayError, NothingToPayError, PlanRunningError
from modellregion.payments.ledger import Entry, book, open_cents
from modellregion.payments.models import Claim, Debit, IntentPart, Mandate
from modellregion.payments.plans import has_plan
from modellregion.payments.settings import bank_account
from modellregion.payments.states import Account, DebitState, Kind, MandateState

LIVE = (DebitState.ANNOUNCED.value, DebitState.EXPORTED.value)


@dataclass(frozen=True, slots=True)
class DebitView:
    """A debit as pages show it."""

    id: UUID
    claim: UUID
    mandate: UUID
    cents: int
    collect_on: date
    state: DebitState
    end_to_end: str
    sequence: str
    return_code: str
    collection: UUID | None

    @property
    def is_live(self) -> bool:
        """Whether it is still to be collected or credited."""
        return self.state.value in LIVE


def debit_view(row: Debit) -> DebitView:
    """Return a row as pages show it."""
    return DebitView(
        row.id,
        row.claim_id,
        row.mandate_id,
        row.cents,
        row.collect_on,
        DebitState(row.state),
        row.end_to_end,
        row.sequence,
        row.return_code,
        row.collection_id,
    )


def is_target_day(day: date) -> bool:
    """Tell whether banks settle payments in euro on a day: no Saturday, Sunday or holiday of TARGET (T2).

    The holidays: 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December (European Central Bank).
    """
    easter = easter_sunday(day.year)
    moving = {easter - timedelta(days=2), easter + timedelta(days=1)}
    return (
        day.weekday() < 5
        and (day.month, day.day) not in {(1, 1), (5, 1), (12, 25), (12, 26)}
        and day not in moving
    )


def target_day(earliest: date) -> date:
    """Return the first day from ``earliest`` on that banks settle on."""
    while not is_target_day(earliest):
        earliest += timedelta(days=1)
    return earliest


def announce(ctx: Context, claim: Claim, mandate: Mandate) -> Debit:
    """Announce the debit of a locked claim (Vorabankündigung): what is open, after the agreed days. In a ``tenant`` block.

    :raises NothingToPayError: when nothing is open.
    :raises DebitUnderWayError: while it is debited or paid online already.
    :raises PlanRunningError: while it is paid by instalments.
    """
    if open_cents(claim) <= 0:
        raise NothingToPayError(f"claim {claim.id}")
    if has_plan(ctx, claim.id):
        raise PlanRunningError(f"claim {claim.id}")
    debits = Debit.objects.filter(municipality_id=ctx.municipality, claim_id=claim.id)
    parts = IntentPart.objects.filter(municipality_id=ctx.municipality, claim_id=claim.id, ended_at=None)
    if debits.filter(ended_at=None).exists() or parts.exists():
        raise DebitUnderWayError(f"claim {claim.id}")
    days = bank_account(ctx).notice_days
    debit = Debit(
        municipality_id=ctx.municipality,
        id=new_id(),
        mandate_id=mandate.id,
        claim_id=claim.id,
        cents=open_cents(claim),
        collect_on=target_day(ctx.today() + timedelta(days=days)),
        state=DebitState.ANNOUNCED.value,
        end_to_end=f"{claim.reference}-{debits.count() + 1}",
        announced_at=ctx.now(),
    )
    debit.save(force_insert=True)
    note_debit(ctx, debit, "debit_announced", f"{debit.collect_on:%d.%m.%Y}, {mandate.reference}")
    return debit


def withdraw(ctx: Context, debit: Debit, why: str) -> None:
    """End an announced debit that is not to be collected; a mandate for it alone ends with it. In a ``tenant`` block."""
    end_debit(ctx, debit, DebitState.WITHDRAWN)
    Mandate.objects.filter(
        municipality_id=ctx.municipality,
        id=debit.mandate_id,
        recurring=False,
        state=MandateState.ACTIVE.value,
    ).update(state=MandateState.LAPSED.value, ended_at=ctx.now())
    note_debit(ctx, debit, "debit_withdrawn", why)


def is_debited(ctx: Context, claim: UUID) -> bool:
    """Tell whether a claim has a live debit. In a ``tenant`` block."""
    live = Debit.objects.filter(municipality_id=ctx.municipality, claim_id=claim, ended_at=None)
    return live.exists()


def credit(ctx: Context, claim: Claim, debit: Debit) -> None:
    """Post that the bank credited a debit: the locked claim is paid by what was collected. In a ``tenant`` block."""
    note = f"Lastschrift {debit.end_to_end}"
    book(ctx, claim, Entry(Kind.PAYMENT, Account.DEBIT, Account.RECEIVABLE, debit.cents, note=note))
    end_debit(ctx, debit, DebitState.SETTLED)


def take_return(ctx: Context, claim: Claim, debit: Debit, *, line: UUID, code: str) -> None:
    """Post that a debit came back (Rücklastschrift): the locked claim is open again. In a ``tenant`` block.

    What came back before its credit was booked is credited first; the credit of its batch then adds up all the same.
    """
    if debit.state == DebitState.EXPORTED:
        credit(ctx, claim, debit)
    note = " ".join(filter(None, ["Rücklastschrift", code, debit.end_to_end]))
    entry = Entry(Kind.RETURN, Account.RECEIVABLE, Account.BANK, debit.cents, line=line, note=note)
    book(ctx, claim, entry)
    debit.return_code = code
    end_debit(ctx, debit, DebitState.RETURNED)
    mandate = Mandate.objects.get(municipality_id=ctx.municipality, id=debit.mandate_id)
    if mandate.state == MandateState.ACTIVE and code in _ACCOUNT_IS_GONE:
        Mandate.objects.filter(municipality_id=ctx.municipality, id=mandate.id).update(
            state=MandateState.REVOKED.value, ended_at=ctx.now()
        )
        data = {"reference": mandate.reference, "code": code}
        append(ctx, NewEntry(Subject("mandate", mandate.id), "mandate_revoked", note=code, data=data))


_ACCOUNT_IS_GONE = frozenset({"AC01", "AC04", "AC06", "AC13", "AG01", "MD01", "MD07"})
"""Reasons after which a mandate must not be used again: account wrong, closed or blocked, no mandate, holder dead."""


def end_debit(ctx: Context, debit: Debit, state: DebitState) -> None:
    """Write the state in which a debit ends. In a ``tenant`` block."""
    debit.state, debit.ended_at = state.value, ctx.now()
    Debit.objects.filter(municipality_id=ctx.municipality, id=debit.id).update(
        state=debit.state, ended_at=debit.ended_at, return_code=debit.return_code
    )


def debits_of(ctx: Context, claims: Sequence[UUID]) -> dict[UUID, DebitView]:
    """Return the latest debit of each claim. The caller has checked the right to see them."""
    with tenant(ctx):
        rows = Debit.objects.filter(municipality_id=ctx.municipality, claim_id__in=claims).order_by("id")
        return {row.claim_id: debit_view(row) for row in rows}


def note_debit(ctx: Context, debit: Debit, action: str, note: str = "") -> None:
    """Append the journal's entry of what happened to a debit, to its claim."""
    data = {"debit": str(debit.id), "cents": debit.cents, "collect_on": str(debit.collect_on)}
    append(ctx, NewEntry(Subject("claim", debit.claim_id), action, note=note, data=data))


def total(debits: Iterable[Debit]) -> int:
    """Return what several debits collect together, in cents."""
    return sum(one.cents for one in debits)
