"""A clock in words: how its end was counted, step by step, and the certificate of its effect (§ 42a Abs. 3 VwVfG)."""

from dataclasses import dataclass
from datetime import date

from modellregion.deadlines.clock import (
    Change,
    Clock,
    Extension,
    State,
    Suspension,
    WithdrawnStart,
    changes,
    last_day_of,
    open_suspension,
    state_on,
)
from modellregion.deadlines.computing import (
    Step,
    counting_steps,
    ending_steps,
    start_step,
    waiting_step,
)
from modellregion.deadlines.counting import last_day
from modellregion.deadlines.errors import ClockError
from modellregion.deadlines.holidays import calendar_for
from modellregion.deadlines.rules import Effect
from modellregion.deadlines.words import day_de, day_en, period_de, period_en


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate of an effect that came by law states (Bescheinigung der Genehmigungsfiktion)."""

    norm: str
    """The paragraph that orders the effect."""
    certificate_norm: str
    """The paragraph that gives the right to the certificate."""
    effect: Effect
    started_on: date
    due_on: date
    effect_on: date
    extended: bool
    de: str
    en: str


_EFFECTS = {
    Effect.DEEMED_GRANTED: ("gilt die Genehmigung als erteilt", "the permission counts as granted"),
    Effect.DEEMED_WITHDRAWN: ("gilt der Antrag als zurückgenommen", "the application counts as withdrawn"),
}


def explain(clock: Clock) -> tuple[Step, ...]:
    """Return in order how the end of the clock's period comes about; the last step says where it stands without one."""
    withdrawn = tuple(_withdrawn_step(one) for one in clock.withdrawn_starts)
    if clock.started_on is None:
        return (*withdrawn, waiting_step(clock.rule))
    calendar = calendar_for(clock.jurisdiction)
    first_end = last_day(clock.started_on, clock.period, clock.rule.begins, calendar)
    steps = [
        *withdrawn,
        start_step(clock.rule, clock.started_on),
        *counting_steps(clock.rule, clock.started_on, clock.period, first_end),
        *(_change_step(clock, change) for change in changes(clock)),
    ]
    if open_one := open_suspension(clock):
        steps.append(_open_step(open_one))
    else:
        steps.extend(ending_steps(clock.rule, last_day_of(clock) or first_end, clock.shift, calendar))
    if clock.stopped_on is not None:
        steps.append(
            Step(
                f"Erledigt am {day_de(clock.stopped_on)}: {clock.stop_reason}",
                f"Finished on {day_en(clock.stopped_on)}: {clock.stop_reason}",
                "",
                clock.stopped_on,
            )
        )
    return tuple(steps)


def certificate(clock: Clock, today: date) -> Certificate:
    """Return what the certificate of the clock's effect states.

    Raises ``ClockError`` when the norm knows no certificate or the effect has not occurred by ``today``.
    """
    rule = clock.rule
    if not rule.certificate_norm or rule.effect not in _EFFECTS:
        raise ClockError(
            f"{rule.cited} sieht keine Bescheinigung vor.", f"{rule.cited} provides for no certificate."
        )
    status = state_on(clock, today)
    if (
        status.state is not State.TAKEN_EFFECT
        or clock.started_on is None
        or status.due_on is None
        or status.effect_on is None
    ):
        raise ClockError(
            f"Die Wirkung nach {rule.cited} ist nicht eingetreten; es gibt nichts zu bescheinigen.",
            f"The effect of {rule.cited} has not occurred; there is nothing to certify.",
        )
    de, en = _EFFECTS[rule.effect]
    return Certificate(
        norm=rule.cited,
        certificate_norm=rule.certificate_norm,
        effect=rule.effect,
        started_on=clock.started_on,
        due_on=status.due_on,
        effect_on=status.effect_on,
        extended=bool(clock.extensions),
        de=f"Die Frist begann durch das Ereignis vom {day_de(clock.started_on)} und endete mit Ablauf des Tages "
        f"{day_de(status.due_on)}. Seit {day_de(status.effect_on)} {de} ({rule.cited}).",
        en=f"The period was started by the event of {day_en(clock.started_on)} and ended when the day "
        f"{day_en(status.due_on)} ended. Since {day_en(status.effect_on)} {en} ({rule.cited}).",
    )


def _withdrawn_step(one: WithdrawnStart) -> Step:
    return Step(
        f"Der Beginn am {day_de(one.started_on)} zählt nicht. Festgestellt am {day_de(one.found_on)}: {one.reason}",
        f"The start on {day_en(one.started_on)} does not count. Found on {day_en(one.found_on)}: {one.reason}",
        "",
        one.started_on,
    )


def _change_step(clock: Clock, change: Change) -> Step:
    cause = change.cause
    if isinstance(cause, Suspension):
        ends = cause.ends or cause.begins
        return Step(
            f"Vom {day_de(cause.begins)} bis {day_de(ends)} war die Frist gehemmt ({cause.reason}, gewartet auf: "
            f"{cause.waiting_for}). Diese Tage zählen nicht; letzter Tag ist nun {day_de(change.to_day)}.",
            f"From {day_en(cause.begins)} to {day_en(ends)} the period was suspended ({cause.reason}, waiting for: "
            f"{cause.waiting_for}). These days do not count; the last day is now {day_en(change.to_day)}.",
            "§ 209 BGB (entsprechend)",
            change.to_day,
        )
    return Step(
        f"Verlängert {_length_de(cause)}, mitgeteilt am {day_de(cause.told_on)} ({cause.reason}). Gerechnet vom Ende "
        f"der bisherigen Frist; letzter Tag ist nun {day_de(change.to_day)}.",
        f"Extended {_length_en(cause)}, told on {day_en(cause.told_on)} ({cause.reason}). Counted from the end of the "
        f"period so far; the last day is now {day_en(change.to_day)}.",
        f"{clock.rule.extension_norm}, § 190 BGB",
        change.to_day,
    )


def _open_step(one: Suspension) -> Step:
    return Step(
        f"Seit {day_de(one.begins)} ist die Frist gehemmt ({one.reason}, gewartet auf: {one.waiting_for}). Ihr Ende "
        "steht erst fest, wenn die Hemmung endet.",
        f"Since {day_en(one.begins)} the period is suspended ({one.reason}, waiting for: {one.waiting_for}). Its end "
        "is certain only when the suspension ends.",
        "§ 209 BGB (entsprechend)",
        one.begins,
    )


def _length_de(cause: Extension) -> str:
    if cause.period is not None:
        return f"um {period_de(cause.period)}"
    return f"bis {day_de(cause.until)}" if cause.until else ""


def _length_en(cause: Extension) -> str:
    if cause.period is not None:
        return f"by {period_en(cause.period)}"
    return f"until {day_en(cause.until)}" if cause.until else ""
