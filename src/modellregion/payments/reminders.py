"""Reminders (Mahnung) and what comes after them: claims are handed over to enforcement (Vollstreckung), and taken back.

Before enforcement the debtor is to be reminded with a week's time at least (§ 3 Abs. 3 VwVG; the Länder alike); ours is two
weeks. Which fees a reminder costs is the law of the Land and of the municipality: none is added here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.counters import next_number
from modellregion.kernel.data_keys import load
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.sealed_fields import opened
from modellregion.kernel.tenancy import tenant
from modellregion.payments.errors import NothingOverdueError, ReasonMissingError
from modellregion.payments.ledger import open_cents
from modellregion.payments.models import Claim, Debit, IntentPart, Plan, Run
from modellregion.payments.policy import Payments
from modellregion.payments.queries import ClaimView, claim_view, find_claim
from modellregion.payments.states import STILL_OPEN

DAYS_TO_ANSWER = 14
AT_ONCE_MAX = 500


class RunKind(StrEnum):
    """What is done with several claims at once."""

    REMINDER = "reminder"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class RunView:
    """A run: how many claims, and how many cents of them were open then; ``until`` is the day a reminder sets."""

    id: UUID
    kind: RunKind
    number: int
    at: datetime
    by: str
    until: date | None
    claims: int
    cents: int


@dataclass(frozen=True, slots=True)
class OwedClaim:
    """A claim with name and address of its debtor; the case's subject where none is known."""

    claim: ClaimView
    debtor: str


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is to be done: claims to remind of, those whose reminder is over, the runs so far."""

    to_remind: Sequence[ClaimView]
    to_hand_over: Sequence[ClaimView]
    runs: Sequence[RunView]


def overdue(ctx: Context) -> Overdue:
    """Return what the cash office has to do, the longest overdue first, and the latest runs."""
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        runs = Run.objects.filter(municipality_id=ctx.municipality).order_by("-at", "-id")[:50]
        return Overdue(
            [claim_view(row) for row in _to_remind(ctx).order_by("due_on", "id")[:AT_ONCE_MAX]],
            [claim_view(row) for row in _to_hand_over(ctx).order_by("due_on", "id")[:AT_ONCE_MAX]],
            [_view(row) for row in runs],
        )


def remind(ctx: Context, claims: Sequence[UUID]) -> UUID:
    """Remind of overdue claims: a new time to pay, a letter each, a line in the journal each.

    What is paid, being paid online, reminded of or handed over already is left out.

    :raises NothingOverdueError: when none is left.
    """
    ctx.authorise(Payments.BOOK)
    with tenant(ctx):
        rows = list(_to_remind(ctx).filter(id__in=claims[:AT_ONCE_MAX]).select_for_update().order_by("id"))
        until = ctx.today() + timedelta(days=DAYS_TO_ANSWER)
        run = _run(ctx, RunKind.REMINDER, rows, until)
        Claim.objects.filter(municipality_id=ctx.municipality, id__in=[row.id for row in rows]).update(
            reminder_id=run, reminded_until=until
        )
        append(ctx, *(_leaf(row, "reminded", f"bis {until:%d.%m.%Y}") for row in rows))
        return run


def hand_over(ctx: Context, claims: Sequence[UUID]) -> UUID:
    """Hand claims over to enforcement whose reminder is over; a payment that still comes makes a clearing item.

    :raises NothingOverdueError: when none can be handed over.
    """
    ctx.authorise(Payments.BOOK)
    with tenant(ctx):
        rows = list(_to_hand_over(ctx).filter(id__in=claims[:AT_ONCE_MAX]).select_for_update().order_by("id"))
        run = _run(ctx, RunKind.HANDOVER, rows, None)
        Claim.objects.filter(municipality_id=ctx.municipality, id__in=[row.id for row in rows]).update(
            handover_id=run
        )
        append(ctx, *(_leaf(row, "handed_over", row.reference) for row in rows))
        return run


def take_back(ctx: Context, *, claim: UUID, reason: str) -> None:
    """Take a claim back that was handed over; it can be reminded of and handed over again.

    :raises ReasonMissingError: without a reason. :raises NothingOverdueError: when it is not handed over (any more).
    """
    ctx.authorise(Payments.BOOK)
    if not reason.strip():
        raise ReasonMissingError("take back")
    with tenant(ctx):
        rows = Claim.objects.filter(municipality_id=ctx.municipality, id=claim).exclude(handover_id=None)
        row = rows.select_for_update().first()
        if row is None:
            raise NothingOverdueError(f"claim {claim} is not handed over")
        rows.update(handover_id=None, reminder_id=None, reminded_until=None)
        append(ctx, _leaf(row, "taken_back", reason.strip()[:500]))


def run_view(ctx: Context, run: UUID) -> tuple[RunView, list[OwedClaim]]:
    """Return a run and the claims that still belong to it, with their debtors.

    :raises NotFoundError: when there is none here.
    """
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        row = Run.objects.filter(municipality_id=ctx.municipality, id=run).first()
        if row is None:
            raise NotFoundError(f"run {run}")
        belongs = Q(reminder_id=run) | Q(handover_id=run)
        rows = list(Claim.objects.filter(belongs, municipality_id=ctx.municipality).order_by("due_on", "id"))
        load(ctx.municipality, [one.case_id for one in rows])
        return _view(row), [_owed(one) for one in rows]


def owed_claim(ctx: Context, claim: UUID) -> OwedClaim:
    """Return a claim with its debtor.

    :raises NotFoundError: when there is none here.
    """
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        return _owed(find_claim(ctx, claim))


def _owed(row: Claim) -> OwedClaim:
    known = opened(row, "debtor").decode()
    return OwedClaim(claim_view(row), known or row.subject)


def _to_remind(ctx: Context) -> "QuerySet[Claim]":
    return _open(ctx).filter(reminder_id=None, due_on__lt=ctx.today())


def _to_hand_over(ctx: Context) -> "QuerySet[Claim]":
    return _open(ctx).filter(handover_id=None, reminded_until__lt=ctx.today())


def _open(ctx: Context) -> "QuerySet[Claim]":
    """Return what is open and for which nobody is paying at a provider, and nothing is debited, right now; no plan runs."""
    live = IntentPart.objects.filter(municipality_id=ctx.municipality, ended_at=None).values("claim_id")
    debited = Debit.objects.filter(municipality_id=ctx.municipality, ended_at=None).values("claim_id")
    planned = Plan.objects.filter(municipality_id=ctx.municipality, ended_at=None).values("claim_id")
    rows = Claim.objects.filter(municipality_id=ctx.municipality, state__in=STILL_OPEN)
    return rows.exclude(id__in=live).exclude(id__in=debited).exclude(id__in=planned)


def _run(ctx: Context, kind: RunKind, rows: Sequence[Claim], until: date | None) -> UUID:
    if not rows:
        raise NothingOverdueError(f"no claim for a {kind}")
    run = Run(
        municipality_id=ctx.municipality,
        id=new_id(),
        kind=kind.value,
        number=next_number(ctx.municipality, f"payments.{kind}"),
        at=ctx.now(),
        by=ctx.actor.name,
        until=until,
        claims=len(rows),
        cents=sum(open_cents(row) for row in rows),
    )
    run.save(force_insert=True)
    return run.id


def _leaf(row: Claim, action: str, note: str) -> NewEntry:
    return NewEntry(Subject("claim", row.id), action, note=note, data={"cents": open_cents(row)})


def _view(row: Run) -> RunView:
    return RunView(row.id, RunKind(row.kind), row.number, row.at, row.by, row.until, row.claims, row.cents)
