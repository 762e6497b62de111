"""Statutory clocks of a case as rows: read as what ``deadlines`` knows of them, written back, stopped by an act."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import msgspec
from django.db import connection

from modellregion.cases.errors import ClockRefusedError
from modellregion.cases.models import Clock as ClockRow
from modellregion.cases.surroundings import JURISDICTION
from modellregion.deadlines.api import (
    Clock,
    Extension,
    Period,
    Rule,
    Shift,
    State,
    Step,
    Suspension,
    WithdrawnStart,
    due_on,
    ends_at,
    explain,
    open_clock,
    rule_by_id,
    state_on,
)
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.jobs import defer
from modellregion.kernel.sealed_fields import opened, sealed_for

_STOP = """
UPDATE cases_clock SET stopped_on = %s
WHERE municipality_id = %s AND case_id = %s AND request_id IS NULL AND stopped_on IS NULL AND effect_on IS NULL
RETURNING rule, due_on
"""
_DUE = """
UPDATE cases_case SET updated_at = %(now)s, due_on = (
    SELECT min(k.due_on) FROM cases_clock k
    WHERE k.municipality_id = %(municipality)s AND k.case_id = %(case)s AND k.request_id IS NULL
      AND k.stopped_on IS NULL AND k.effect_on IS NULL)
WHERE municipality_id = %(municipality)s AND id = %(case)s AND decided_at IS NULL
"""


class _Course(msgspec.Struct, omit_defaults=True):
    """What a row keeps beyond its dates."""

    jurisdiction: str
    period: Period
    shift: Shift
    start_reason: str = ""
    withdrawn_starts: tuple[WithdrawnStart, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stop_reason: str = ""


_course = msgspec.json.Decoder(_Course)


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as pages show it: its name, its norm, where it stands, how it was counted, how many days are left.

    ``begins_with`` is the event that starts it, as ``deadlines`` calls it. ``due_on`` and ``days_left`` are None while it
    waits for its start or is suspended; ``can`` names the acts that the law knows for it now: start, withdraw_start,
    suspend, resume, extend, certify.
    """

    id: UUID
    name: str
    norm: str
    begins_with: str
    state: State
    started_on: date | None
    due_on: date | None
    stopped_on: date | None
    effect_on: date | None
    days_left: int | None
    effect: str
    waiting_for: str
    can: frozenset[str]
    steps: tuple[Step, ...]

    @property
    def is_late(self) -> bool:
        """Whether the date has passed, or had passed when the clock was stopped."""
        if self.stopped_on is not None:
            return self.due_on is not None and self.stopped_on > self.due_on
        return self.days_left is not None and self.days_left < 0


def read_clock(row: ClockRow) -> Clock:
    """Return the clock of a row."""
    rule = rule_by_id(row.rule)
    if row.course is None:
        return replace(
            open_clock(rule, jurisdiction=JURISDICTION), started_on=row.started_on, stopped_on=row.stopped_on
        )
    course = _course.decode(opened(row, "course"))
    return Clock(
        rule=rule,
        jurisdiction=course.jurisdiction,
        period=course.period,
        shift=course.shift,
        started_on=row.started_on,
        start_reason=course.start_reason,
        withdrawn_starts=course.withdrawn_starts,
        suspensions=course.suspensions,
        extensions=course.extensions,
        stopped_on=row.stopped_on,
        stop_reason=course.stop_reason,
    )


def write_clock(ctx: Context, row: ClockRow, clock: Clock) -> None:
    """Write a changed clock back, let the case show its nearest date, and wake up when its effect occurs."""
    row.rule, row.started_on, row.stopped_on = clock.rule.id, clock.started_on, clock.stopped_on
    row.due_on = due_on(clock)
    row.course = sealed_course(row, clock)
    ClockRow.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
        rule=row.rule,
        started_on=row.started_on,
        stopped_on=row.stopped_on,
        due_on=row.due_on,
        effect_on=row.effect_on,
        course=row.course,
    )
    if row.request_id is None:
        show_due_date(ctx, row.case_id)
    wake_for(ctx, row, clock.rule)


def add_clock(ctx: Context, case: UUID, clock: Clock, *, request: UUID | None = None) -> ClockRow:
    """Write a new clock."""
    row = ClockRow(
        municipality_id=ctx.municipality,
        id=new_id(),
        case_id=case,
        request_id=request,
        rule=clock.rule.id,
        started_on=clock.started_on,
        due_on=due_on(clock),
    )
    row.course = sealed_course(row, clock)
    ClockRow.objects.bulk_create([row])
    wake_for(ctx, row, clock.rule)
    return row


def sealed_course(row: ClockRow, clock: Clock) -> bytes:
    """Return what a row keeps of a clock beyond its dates."""
    return sealed_for(row, "course", msgspec.json.encode(_course_of(clock)))


def _course_of(clock: Clock) -> _Course:
    return _Course(
        jurisdiction=clock.jurisdiction,
        period=clock.period,
        shift=clock.shift,
        start_reason=clock.start_reason,
        withdrawn_starts=clock.withdrawn_starts,
        suspensions=clock.suspensions,
        extensions=clock.extensions,
        stop_reason=clock.stop_reason,
    )


def wake_for(ctx: Context, row: ClockRow, rule: Rule) -> None:
    """Let the worker look at a clock when its last day has ended, if anything happens by itself then."""
    is_running = row.due_on is not None and row.stopped_on is None and row.effect_on is None
    if is_running and row.due_on is not None and (rule.effect.comes_by_law or row.request_id is not None):
        wake(ctx, row.case_id, row.id, row.due_on)


def wake(ctx: Context, case: UUID, clock: UUID, due: date) -> None:
    """Write the job down that looks at a clock after its last day."""
    defer("cases.clock_rings", ctx.municipality, at=ends_at(due), case=str(case), clock=str(clock))


def show_due_date(ctx: Context, case: UUID) -> None:
    """Let the case show the nearest date of its running clocks."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"municipality": ctx.municipality, "case": case, "now": ctx.now()})


def stop_clocks(ctx: Context, case: UUID) -> None:
    """Stop all running clocks of a case today.

    :raises ClockRefusedError: when one of them had its effect by law before: only a new decision can change that.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STOP, [ctx.today(), ctx.municipality, case])
        for rule, due in cursor.fetchall():
            if due is not None and due < ctx.today() and rule_by_id(rule).effect.comes_by_law:
                raise ClockRefusedError.after_effect(rule_by_id(rule).cited)


def clocks_of(ctx: Context, case: UUID) -> list[ClockView]:
    """Return a case's own clocks. Must run inside a ``tenant`` block."""
    rows = ClockRow.objects.filter(municipality_id=ctx.municipality, case_id=case, request_id=None)
    return [clock_view(ctx, row) for row in rows.order_by("started_on", "id")]


def clock_view(ctx: Context, row: ClockRow) -> ClockView:
    """Return a clock as pages show it."""
    clock = read_clock(row)
    status = state_on(clock, ctx.today())
    rule = clock.rule
    left = None if row.due_on is None else (row.due_on - ctx.today()).days
    open_one = clock.suspensions[-1] if status.state is State.SUSPENDED and clock.suspensions else None
    return ClockView(
        id=row.id,
        name=rule.en if ctx.language == "en" else rule.de,
        norm=rule.norm,
        begins_with=rule.start.value,
        state=status.state,
        started_on=row.started_on,
        due_on=row.due_on,
        stopped_on=row.stopped_on,
        effect_on=row.effect_on,
        days_left=left,
        effect=rule.effect.value,
        waiting_for=open_one.waiting_for if open_one else "",
        can=_acts(clock, status.state, row),
        # Pages say by themselves when and by what a clock was stopped.
        steps=explain(replace(clock, stopped_on=None)),
    )


def _acts(clock: Clock, state: State, row: ClockRow) -> frozenset[str]:
    if state is State.STOPPED:
        return frozenset()
    if row.effect_on is not None:
        return frozenset({"certify"} if clock.rule.certificate_norm else set())
    if state is State.WAITING:
        return frozenset({"start"})
    if state is State.SUSPENDED:
        return frozenset({"resume"})
    if state is State.TAKEN_EFFECT:
        return frozenset()
    acts = {"withdraw_start"}
    if clock.rule.suspendable:
        acts.add("suspend")
    if clock.rule.max_extensions == "unlimited" or len(clock.extensions) < clock.rule.max_extensions:
        acts.add("extend")
    return frozenset(acts)
