"""What may be done to a statutory clock: start, suspend, resume, extend, stop. Each act returns a new clock.

An act that the law does not know is refused with a sentence that says which norm stands against it.
"""

from dataclasses import replace
from datetime import date

from modellregion.deadlines.clock import (
    Clock,
    Extension,
    Suspension,
    WithdrawnStart,
    due_on,
    open_suspension,
)
from modellregion.deadlines.computing import period_for, shift_for
from modellregion.deadlines.counting import Period, Shift
from modellregion.deadlines.errors import ClockError, ExtensionRefusedError
from modellregion.deadlines.holidays import calendar_for
from modellregion.deadlines.rules import Rule, find_rule
from modellregion.deadlines.words import day_de, day_en


def open_clock(
    rule: Rule, *, jurisdiction: str = "DE-NW", period: Period | None = None, shift: Shift | None = None
) -> Clock:
    """Return a clock that waits for its start.

    ``period`` and ``shift`` as in ``compute``; raises ``PeriodError`` or ``CalendarError`` likewise.
    """
    calendar_for(jurisdiction)
    return Clock(rule, jurisdiction, period_for(rule, period), shift_for(rule, shift))


def start(clock: Clock, on: date, reason: str) -> Clock:
    """Return the clock started by the rule's starting event on this day.

    Where the law changed between opening and start, the version that holds on the day of the event is taken. Raises
    ``ClockError`` when the clock already runs, ``RuleNotFoundError`` when the norm does not hold on that day.
    """
    if clock.started_on is not None:
        raise ClockError(
            f"Die Frist läuft schon seit {day_de(clock.started_on)}. Nehmen Sie erst den Beginn zurück.",
            f"The period has been running since {day_en(clock.started_on)}. Withdraw its start first.",
        )
    _refuse_finished(clock)
    return replace(_under_the_law_of(clock, on), started_on=on, start_reason=_stated(reason))


def withdraw_start(clock: Clock, found_on: date, reason: str) -> Clock:
    """Return the clock waiting again, because its start condition was not met after all (§ 42a Abs. 2 Satz 2 VwVfG).

    Suspensions and extensions of the false start fall away. Raises ``ClockError`` when the clock does not run or its
    effect has occurred before ``found_on``.
    """
    started_on = _running(clock)
    _refuse_after_effect(clock, found_on)
    withdrawn = WithdrawnStart(started_on, found_on, _stated(reason))
    return replace(
        clock,
        started_on=None,
        start_reason="",
        withdrawn_starts=(*clock.withdrawn_starts, withdrawn),
        suspensions=(),
        extensions=(),
    )


def suspend(clock: Clock, on: date, reason: str, waiting_for: str) -> Clock:
    """Return the clock suspended from this day on, which no longer counts.

    Raises ``ClockError`` when the rule knows no suspension, the clock does not run, is suspended already, or has ended.
    """
    started_on = _running(clock)
    if not clock.rule.suspendable:
        raise ClockError(
            f"{clock.rule.cited} kennt keine Hemmung: Die Frist läuft weiter, auch wenn Sie auf jemanden warten.",
            f"{clock.rule.cited} knows no suspension: the period runs on, even while you wait for someone.",
        )
    previous_end = clock.suspensions[-1].ends if clock.suspensions else started_on
    if previous_end is None:
        raise ClockError("Die Frist ist schon gehemmt.", "The period is suspended already.")
    if on <= previous_end:
        raise ClockError(
            f"Die Hemmung kann erst nach {day_de(previous_end)} beginnen.",
            f"The suspension can begin after {day_en(previous_end)} only.",
        )
    _refuse_after_end(clock, on)
    return replace(
        clock, suspensions=(*clock.suspensions, Suspension(on, _stated(reason), _stated(waiting_for)))
    )


def resume(clock: Clock, on: date) -> Clock:
    """Return the clock running again after this day, the last one that does not count.

    Raises ``ClockError`` when the clock is not suspended or the day is before the suspension.
    """
    open_one = open_suspension(clock)
    if open_one is None or clock.stopped_on is not None:
        raise ClockError("Die Frist ist nicht gehemmt.", "The period is not suspended.")
    if on < open_one.begins:
        raise ClockError(
            f"Die Hemmung begann erst am {day_de(open_one.begins)}.",
            f"The suspension began on {day_en(open_one.begins)} only.",
        )
    return replace(clock, suspensions=(*clock.suspensions[:-1], replace(open_one, ends=on)))


def extend(
    clock: Clock, *, told_on: date, reason: str, period: Period | None = None, until: date | None = None
) -> Clock:
    """Return the clock extended by ``period`` or until a day, as told to the person concerned on ``told_on``.

    Raises ``ExtensionRefusedError`` when the rule allows no (further) extension, when it comes too late, gives no
    reason, or would not lengthen the period; ``ClockError`` when the clock does not run or is suspended.
    """
    _running(clock)
    end = due_on(clock)
    if end is None:
        raise ClockError(
            "Die Frist ist gehemmt. Beenden Sie erst die Hemmung, dann verlängern Sie.",
            "The period is suspended. End the suspension first, then extend.",
        )
    _refuse_too_many(clock)
    if told_on > end and not clock.rule.extension_after_end:
        raise ExtensionRefusedError(
            f"Die Frist endete am {day_de(end)}. Eine Verlängerung muss vorher mitgeteilt sein "
            f"({clock.rule.extension_norm}).",
            f"The period ended on {day_en(end)}. An extension must be told before that "
            f"({clock.rule.extension_norm}).",
        )
    if not reason.strip():
        raise ExtensionRefusedError(
            "Eine Verlängerung ist zu begründen. Geben Sie den Grund an.",
            "An extension needs its reason. State it.",
        )
    if (period is None) == (until is None):
        raise ExtensionRefusedError(
            "Geben Sie entweder die Dauer der Verlängerung oder ihren letzten Tag an.",
            "State either the length of the extension or its last day.",
        )
    if until is not None and until <= end:
        raise ExtensionRefusedError(
            f"Der {day_de(until)} liegt nicht nach dem jetzigen Ende {day_de(end)}.",
            f"{day_en(until)} is not after the present end, {day_en(end)}.",
        )
    return replace(clock, extensions=(*clock.extensions, Extension(told_on, reason.strip(), period, until)))


def stop(clock: Clock, on: date, reason: str) -> Clock:
    """Return the clock stopped, because what it is for was done on this day: decided, certified, transferred.

    Raises ``ClockError`` when it is stopped already, or when its effect has occurred by law before that day.
    """
    _refuse_finished(clock)
    _refuse_after_effect(clock, on)
    return replace(clock, stopped_on=on, stop_reason=_stated(reason))


def _under_the_law_of(clock: Clock, on: date) -> Clock:
    old = clock.rule
    if old.holds_on(on):
        return clock
    new = find_rule(old.norm, clock.jurisdiction, on)
    return replace(
        clock,
        rule=new,
        period=new.period if new.period and clock.period == old.period else clock.period,
        shift=new.shift if clock.shift is old.shift else clock.shift,
    )


def _running(clock: Clock) -> date:
    _refuse_finished(clock)
    if clock.started_on is None:
        raise ClockError(
            "Die Frist hat noch nicht begonnen; sie wartet auf ihr auslösendes Ereignis.",
            "The period has not begun; it waits for its starting event.",
        )
    return clock.started_on


def _refuse_finished(clock: Clock) -> None:
    if clock.stopped_on is not None:
        raise ClockError(
            f"Die Frist ist seit {day_de(clock.stopped_on)} erledigt.",
            f"The period was finished on {day_en(clock.stopped_on)}.",
        )


def _refuse_after_end(clock: Clock, on: date) -> None:
    end = due_on(clock)
    if end is not None and on > end:
        raise ClockError(
            f"Die Frist endete schon am {day_de(end)}.", f"The period ended on {day_en(end)} already."
        )


def _refuse_after_effect(clock: Clock, on: date) -> None:
    end = due_on(clock)
    if end is None or on <= end or not clock.rule.effect.comes_by_law:
        return
    raise ClockError(
        f"Die Frist nach {clock.rule.cited} endete am {day_de(end)}; ihre Wirkung ist kraft Gesetzes eingetreten. "
        "Ändern lässt sich das nur noch durch einen neuen Bescheid.",
        f"The period of {clock.rule.cited} ended on {day_en(end)}; its effect occurred by law. "
        "Only a new decision can change that.",
    )


def _refuse_too_many(clock: Clock) -> None:
    allowed = clock.rule.max_extensions
    if allowed == "unlimited" or len(clock.extensions) < allowed:
        return
    if allowed == 0:
        raise ExtensionRefusedError(
            f"{clock.rule.cited} lässt keine Verlängerung zu.", f"{clock.rule.cited} allows no extension."
        )
    raise ExtensionRefusedError(
        f"Die Frist wurde schon verlängert; {clock.rule.extension_norm} lässt das nur {_times_de(allowed)} zu.",
        f"The period was extended already; {clock.rule.extension_norm} allows that {_times_en(allowed)} only.",
    )


def _times_de(count: int) -> str:
    return "einmal" if count == 1 else f"{count}-mal"


def _times_en(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _stated(text: str) -> str:
    if not text.strip():
        raise ClockError("Geben Sie einen Grund an.", "State a reason.")
    return text.strip()
