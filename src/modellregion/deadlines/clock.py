"""The statutory clock (Frist-Uhr): one running period of one case as a pure value, and how it reads.

A clock waits for its start condition, runs, may be suspended where the law knows that, may be extended as often as the
law allows, and is stopped by the act it waits for; otherwise its effect occurs. Nothing here reads the time: ``today``
is always handed in. A stored clock keeps ``rule.id``, so that it finishes under the rule it began with. What may be
done to a clock is in ``acts``.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from modellregion.deadlines.counting import (
    Period,
    Shift,
    extended_last_day,
    last_day,
    shifted,
    suspended_last_day,
)
from modellregion.deadlines.holidays import Calendar, calendar_for
from modellregion.deadlines.rules import Effect, Rule


class State(StrEnum):
    """Where a clock stands on a day."""

    WAITING = "waiting"
    """The start condition is not met; the period does not run."""
    RUNNING = "running"
    DUE_SOON = "due_soon"
    """Running, and the rule's days of warning have begun."""
    SUSPENDED = "suspended"
    """Gehemmt: the office waits for someone and the days do not count."""
    OVERDUE = "overdue"
    """The end has passed and the law attaches nothing to it but lateness."""
    TAKEN_EFFECT = "taken_effect"
    """The end has passed and the rule's effect has occurred by law."""
    STOPPED = "stopped"
    """What the period is for was done."""


@dataclass(frozen=True, slots=True)
class WithdrawnStart:
    """A start that turned out to be none, because documents were missing after all."""

    started_on: date
    found_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Suspension:
    """A stretch of days that do not count (Hemmung), first and last day included."""

    begins: date
    reason: str
    waiting_for: str
    """Who has to act: ``"Antragstellerin"``, ``"Untere Bauaufsichtsbehörde"``."""
    ends: date | None = None
    """The day on which the reason fell away; None while it lasts."""


@dataclass(frozen=True, slots=True)
class Extension:
    """A lengthening of the period (Fristverlängerung), by a period or until a day, told to the person concerned."""

    told_on: date
    reason: str
    period: Period | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A statutory clock; make one with ``open_clock`` and change it only by the functions of ``acts``."""

    rule: Rule
    jurisdiction: str
    """Whose public holidays count."""
    period: Period
    shift: Shift
    started_on: date | None = None
    """The day of the rule's starting event."""
    start_reason: str = ""
    withdrawn_starts: tuple[WithdrawnStart, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stopped_on: date | None = None
    stop_reason: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """A clock as it stands on one day."""

    state: State
    due_on: date | None
    """Last day of the period; None while waiting or suspended without end."""
    days_left: int | None
    """Days from today to the last day: 0 on it, negative after it; None without one or when stopped."""
    effect_on: date | None
    """First day on which the effect holds, once it has occurred."""
    stopped_late: bool = False
    """Stopped after the end of the period."""


@dataclass(frozen=True, slots=True)
class Change:
    """How one suspension or extension moved the end of the period."""

    cause: Suspension | Extension
    from_day: date
    to_day: date
    """Both before any shift to a working day."""


def changes(clock: Clock, *, until: date | None = None) -> tuple[Change, ...]:
    """Return in order of time how suspensions and extensions moved the end, before any shift.

    An open suspension counts up to and including ``until``; without ``until`` it is left out.
    """
    if clock.started_on is None:
        return ()
    calendar = calendar_for(clock.jurisdiction)
    end = last_day(clock.started_on, clock.period, clock.rule.begins, calendar)
    dated: list[tuple[date, Suspension | Extension]] = [
        *((one.begins, one) for one in clock.suspensions),
        *((one.told_on, one) for one in clock.extensions),
    ]
    found = []
    for _, cause in sorted(dated, key=lambda entry: entry[0]):
        moved = _moved(clock, end, cause, until, calendar)
        if moved is not None:
            found.append(Change(cause, end, moved))
            end = moved
    return tuple(found)


def last_day_of(clock: Clock, *, until: date | None = None) -> date | None:
    """Return the last day of the period before any shift, None while the clock waits."""
    if clock.started_on is None:
        return None
    moved = changes(clock, until=until)
    if moved:
        return moved[-1].to_day
    return last_day(clock.started_on, clock.period, clock.rule.begins, calendar_for(clock.jurisdiction))


def due_on(clock: Clock) -> date | None:
    """Return the day with whose end the period ends; None while it waits or is suspended without end."""
    return None if open_suspension(clock) else _due(clock)


def earliest_due_on(clock: Clock, today: date) -> date | None:
    """Return the earliest day on which the period can end if an open suspension ended today; None while it waits."""
    return _due(clock, until=today)


def state_on(clock: Clock, today: date) -> Status:
    """Return how the clock stands on a day, which must not lie before the clock's last change."""
    due = due_on(clock)
    if clock.stopped_on is not None:
        return Status(State.STOPPED, due, None, None, due is not None and clock.stopped_on > due)
    if clock.started_on is None or today < clock.started_on:
        return Status(State.WAITING, None, None, None)
    if due is None or any(one.begins <= today <= (one.ends or today) for one in clock.suspensions):
        return Status(State.SUSPENDED, due, None, None)
    left = (due - today).days
    if clock.rule.effect.comes_by_law and today >= effect_day(clock.rule, due):
        return Status(State.TAKEN_EFFECT, due, left, effect_day(clock.rule, due))
    if left < 0:
        return Status(State.OVERDUE, due, left, None)
    return Status(State.DUE_SOON if left <= clock.rule.warn_days else State.RUNNING, due, left, None)


def effect_day(rule: Rule, due: date) -> date:
    """Return the first day on which the effect holds: the day itself for a deemed notice, else the day after."""
    if rule.effect in {Effect.DEEMED_NOTIFIED, Effect.DEEMED_RECEIVED}:
        return due
    return due + timedelta(days=1)


def _moved(
    clock: Clock, end: date, cause: Suspension | Extension, until: date | None, calendar: Calendar
) -> date | None:
    if isinstance(cause, Extension):
        # The old and the new period are one: § 193 BGB does not first move the end of the old one.
        return extended_last_day(end, cause.period, calendar) if cause.period else cause.until
    ends = cause.ends or until
    if ends is None or ends < cause.begins:
        return None
    if cause.begins > end:
        # Only the days of the shift were left when the suspension began; they are what remains afterwards.
        end = shifted(end, clock.shift, calendar)
    return suspended_last_day(end, cause.begins, ends, clock.period.unit, calendar)


def _due(clock: Clock, *, until: date | None = None) -> date | None:
    end = last_day_of(clock, until=until)
    return None if end is None else shifted(end, clock.shift, calendar_for(clock.jurisdiction))


def open_suspension(clock: Clock) -> Suspension | None:
    """Return the suspension that has not ended, if the clock is suspended."""
    latest = clock.suspensions[-1] if clock.suspensions else None
    return latest if latest is not None and latest.ends is None else None
