"""Agreed plans of instalments (Ratenplan): what is paid when; what is paid counts against the oldest open instalment.

A plan changes nothing in the ledger: it says when the parts of a claim are due (Stundung, § 222 AO, § 12 KAG NRW). An
instalment that stays open longer than the agreed days ends the plan, and the whole rest is due at once. No interest is added.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.payments.errors import (
    NothingToPayError,
    PlanDatesError,
    PlanMissingError,
    PlanRunningError,
    PlanSumError,
    ReasonMissingError,
)
from modellregion.payments.ledger import kept_cents, lock_claim, open_cents
from modellregion.payments.models import Claim, Debit, IntentPart, Plan, Settings
from modellregion.payments.policy import Payments
from modellregion.payments.states import PlanState

INSTALMENTS_MAX = 60


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment (Rate): until when, how many cents, how many of them are still open."""

    number: int
    due_on: date
    cents: int
    open_cents: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as pages show it; ``next`` is the oldest instalment that is open."""

    id: UUID
    state: PlanState
    agreed_at: datetime
    by: str
    note: str
    grace_days: int
    instalments: Sequence[Instalment]

    @property
    def next(self) -> Instalment | None:
        """The oldest instalment that is open."""
        return next((one for one in self.instalments if one.open_cents > 0), None)


def split(cents: int, count: int, *, rest_first: bool) -> list[int]:
    """Split an amount into equal parts, largest difference one: the cents left over go to the first or the last part.

    :raises ValueError: when there are more parts than cents, or none.
    """
    if not 0 < count <= cents:
        raise ValueError(f"{cents} cents in {count} parts")
    part, rest = divmod(cents, count)
    parts = [part] * count
    parts[0 if rest_first else -1] += rest
    return parts


def monthly(first: date, count: int) -> list[date]:
    """Return so many days, a month apart; where a month is too short, its last day."""
    found = []
    for number in range(count):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        found.append(date(year, month + 1, min(first.day, monthrange(year, month + 1)[1])))
    return found


def still_open(parts: Sequence[int], paid: int, reduced: int) -> list[int]:
    """Return what is open of each part: what is paid counts against the oldest, what is asked for less against the last.

    ``paid`` and ``reduced`` are what happened since the plan was agreed; ``paid`` below zero was given back, and is open again
    with the last part.
    """
    rest = list(parts)
    for position in reversed(range(len(rest))):
        taken = min(rest[position], max(0, reduced))
        rest[position] -= taken
        reduced -= taken
    for position in range(len(rest)):
        taken = min(rest[position], max(0, paid))
        rest[position] -= taken
        paid -= taken
    rest[-1] += max(0, -paid)
    return rest


def agree_plan(ctx: Context, *, claim: UUID, parts: Sequence[tuple[date, int]], note: str) -> UUID:
    """Agree a plan for what is open of a claim; a reminder that was sent is done with.

    :raises ReasonMissingError: without a note of what was agreed.
    :raises NothingToPayError: when nothing is open.
    :raises PlanRunningError: while it has a plan, is paid or debited, or is handed over.
    :raises PlanDatesError: when the days do not ascend from today on. :raises PlanSumError: when the sum is not what is open.
    """
    ctx.authorise(Payments.BOOK)
    if not note.strip():
        raise ReasonMissingError("no note")
    with tenant(ctx):
        row = lock_claim(ctx, claim)
        if open_cents(row) <= 0:
            raise NothingToPayError(f"claim {claim}")
        live = [
            table.objects.filter(municipality_id=ctx.municipality, claim_id=claim, ended_at=None).exists()
            for table in (Plan, Debit, IntentPart)
        ]
        if any(live) or row.handover_id is not None:
            raise PlanRunningError(f"claim {claim}")
        days = [day for day, _ in parts]
        if not 1 < len(parts) <= INSTALMENTS_MAX or days[0] < ctx.today() or days != sorted(set(days)):
            raise PlanDatesError("days")
        if any(cents <= 0 for _, cents in parts) or sum(cents for _, cents in parts) != open_cents(row):
            raise PlanSumError(f"not {open_cents(row)}")
        settings = Settings.objects.get(municipality_id=ctx.municipality)
        plan = Plan(
            municipality_id=ctx.municipality,
            id=new_id(),
            claim_id=claim,
            state=PlanState.RUNNING.value,
            parts=[[day.isoformat(), cents] for day, cents in parts],
            kept_cents=kept_cents(row),
            reduced_cents=row.reduced_cents,
            grace_days=settings.grace_days,
            agreed_at=ctx.now(),
            by=ctx.actor.name,
            note=note.strip()[:500],
        )
        plan.save(force_insert=True)
        Claim.objects.filter(municipality_id=ctx.municipality, id=claim).update(
            due_on=days[-1], reminder_id=None, reminded_until=None
        )
        _note(ctx, plan, "plan_agreed", plan.note)
        return plan.id


def end_plan(ctx: Context, *, claim: UUID, reason: str) -> None:
    """End a running plan by hand: the rest is due at once.

    :raises ReasonMissingError: without a reason. :raises PlanMissingError: when none runs.
    """
    ctx.authorise(Payments.BOOK)
    if not reason.strip():
        raise ReasonMissingError("no reason")
    with tenant(ctx):
        lock_claim(ctx, claim)
        plan = _running(ctx).filter(claim_id=claim).select_for_update().first()
        if plan is None:
            raise PlanMissingError(f"claim {claim}")
        _end(ctx, plan, PlanState.ENDED, "plan_ended", reason.strip()[:500])


def check_plans(ctx: Context) -> int:
    """End the plans that are paid, and those of which an instalment stayed open beyond the agreed days; return how many."""
    ended = 0
    with tenant(ctx):
        claims = list(_running(ctx).order_by("claim_id").values_list("claim_id", flat=True))
    for claim in claims:
        with tenant(ctx):
            row = lock_claim(ctx, claim)
            plan = _running(ctx).filter(claim_id=claim).select_for_update().first()
            if plan is None:
                continue
            view = plan_view(plan, row)
            if open_cents(row) <= 0:
                _end(ctx, plan, PlanState.KEPT, "plan_kept", "")
            elif view.next and view.next.due_on + timedelta(days=plan.grace_days) < ctx.today():
                _end(ctx, plan, PlanState.BROKEN, "plan_broken", f"Rate {view.next.number}")
            else:
                continue
            ended += 1
    return ended


def _end(ctx: Context, plan: Plan, state: PlanState, action: str, note: str) -> None:
    Plan.objects.filter(municipality_id=ctx.municipality, id=plan.id).update(
        state=state.value, ended_at=ctx.now()
    )
    if state is not PlanState.KEPT:
        Claim.objects.filter(municipality_id=ctx.municipality, id=plan.claim_id).update(due_on=ctx.today())
    _note(ctx, plan, action, note)


def _running(ctx: Context) -> "QuerySet[Plan]":
    return Plan.objects.filter(municipality_id=ctx.municipality, ended_at=None)


def has_plan(ctx: Context, claim: UUID) -> bool:
    """Tell whether a plan runs for a claim. In a ``tenant`` block."""
    return _running(ctx).filter(claim_id=claim).exists()


def amounts_to_pay(ctx: Context, claim: Claim) -> set[int]:
    """Return the amounts that may be paid of a claim at once: what is open, or the next instalment. In a ``tenant`` block."""
    plan = _running(ctx).filter(claim_id=claim.id).first()
    following = plan_view(plan, claim).next if plan else None
    return {open_cents(claim), *([following.open_cents] if following else [])}


def plans_of(ctx: Context, claims: Sequence[UUID]) -> dict[UUID, PlanView]:
    """Return the latest plan of each claim. The caller has checked the right to see them."""
    with tenant(ctx):
        rows = {
            row.claim_id: row
            for row in Plan.objects.filter(municipality_id=ctx.municipality, claim_id__in=claims).order_by(
                "id"
            )
        }
        owners = Claim.objects.filter(municipality_id=ctx.municipality, id__in=rows)
        return {owner.id: plan_view(rows[owner.id], owner) for owner in owners}


def plan_view(row: Plan, claim: Claim) -> PlanView:
    """Return a plan as pages show it, with what its claim's sums say now."""
    parts = [cents for _, cents in row.parts]
    paid, reduced = kept_cents(claim) - row.kept_cents, claim.reduced_cents - row.reduced_cents
    instalments = [
        Instalment(number, date.fromisoformat(day), cents, rest)
        for number, ((day, cents), rest) in enumerate(
            zip(row.parts, still_open(parts, paid, reduced), strict=True), 1
        )
    ]
    return PlanView(
        row.id, PlanState(row.state), row.agreed_at, row.by, row.note, row.grace_days, instalments
    )


def _note(ctx: Context, plan: Plan, action: str, note: str) -> None:
    data = {"plan": str(plan.id), "parts": plan.parts}
    append(ctx, NewEntry(Subject("claim", plan.claim_id), action, note=note, data=data))
