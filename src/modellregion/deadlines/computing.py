"""From a rule and a day to the end of the period, with every step in words (Fristberechnung mit Rechenweg)."""

from dataclasses import dataclass
from datetime import date

from modellregion.deadlines.counting import Beginning, Period, Shift, Unit, last_day, shifted
from modellregion.deadlines.errors import PeriodError
from modellregion.deadlines.holidays import Calendar, calendar_for
from modellregion.deadlines.rules import Effect, Rule, Start
from modellregion.deadlines.words import closure_de, closure_en, day_de, day_en, period_de, period_en


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a computation in words, with the paragraph it rests on (Rechenschritt)."""

    de: str
    en: str
    norm: str
    """``"§ 187 Abs. 1 BGB"``; empty where a step only states a fact."""
    day: date | None = None
    """The day the step arrives at, where it arrives at one."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a period and the way to it (Fristende)."""

    rule: Rule
    jurisdiction: str
    start: date
    period: Period
    last_day: date
    """The last day as counted, before any shift."""
    due: date
    """The day with whose end the period ends; for a fiction the day on which it takes effect."""
    steps: tuple[Step, ...]


_STARTS_DE = {
    Start.RECEIVED: "Eingang",
    Start.PROPER_NOTICE: "Eingang der ordnungsgemäßen Anzeige",
    Start.COMPLETE_DOCUMENTS: "Eingang der vollständigen Unterlagen",
    Start.RECEIVED_SINGLE_CONTACT: "Eingang bei der einheitlichen Stelle",
    Start.POSTED: "Aufgabe zur Post",
    Start.SENT: "Absendung",
    Start.PROVIDED: "Bereitstellung zum Abruf",
    Start.RETRIEVED: "Abruf",
    Start.NOTIFICATION_SENT: "Absendung der Benachrichtigung",
    Start.PUBLISHED: "ortsübliche Bekanntmachung",
    Start.NOTIFIED: "Bekanntgabe",
    Start.RECEIPT_CERTIFIED: "Bescheinigung des Empfangs",
    Start.RECORDED: "Aufzeichnung",
    Start.LAST_EDITED: "letzte Bearbeitung",
    Start.EVENT_TO_REPORT: "meldepflichtiges Ereignis",
    Start.HINDRANCE_ENDED: "Wegfall des Hindernisses",
}
_STARTS_EN = {
    Start.RECEIVED: "receipt",
    Start.PROPER_NOTICE: "receipt of the proper notice",
    Start.COMPLETE_DOCUMENTS: "receipt of the complete documents",
    Start.RECEIVED_SINGLE_CONTACT: "receipt at the point of single contact",
    Start.POSTED: "posting",
    Start.SENT: "sending",
    Start.PROVIDED: "provision for retrieval",
    Start.RETRIEVED: "retrieval",
    Start.NOTIFICATION_SENT: "sending of the notification",
    Start.PUBLISHED: "local publication",
    Start.NOTIFIED: "notice of the act",
    Start.RECEIPT_CERTIFIED: "certificate of receipt",
    Start.RECORDED: "recording",
    Start.LAST_EDITED: "last editing",
    Start.EVENT_TO_REPORT: "event to be reported",
    Start.HINDRANCE_ENDED: "end of the hindrance",
}
_FICTIONS = {
    Effect.DEEMED_NOTIFIED: (
        "Der Bescheid gilt an diesem Tag als bekannt gegeben",
        "The act counts as notified on",
    ),
    Effect.DEEMED_RECEIVED: (
        "Der Eingang gilt an diesem Tag als erfolgt",
        "Receipt counts as having taken place on",
    ),
}


def compute(
    rule: Rule,
    start: date,
    *,
    jurisdiction: str = "DE-NW",
    period: Period | None = None,
    shift: Shift | None = None,
) -> Deadline:
    """Return the end of the rule's period that ``start`` sets off, with its steps.

    ``start`` is the day of the rule's starting event in legal German time. ``period`` is required where the rule leaves
    it to the authority or another statute (``rule.period is None``) and may replace the rule's own where a statute
    says so. ``shift`` may differ from the rule's only where ``rule.shift_open``. Raises ``PeriodError`` otherwise, and
    ``CalendarError`` for a year or Land without known holidays.
    """
    chosen_period = period_for(rule, period)
    chosen_shift = shift_for(rule, shift)
    calendar = calendar_for(jurisdiction)
    end = last_day(start, chosen_period, rule.begins, calendar)
    due = shifted(end, chosen_shift, calendar)
    steps = (
        start_step(rule, start),
        *counting_steps(rule, start, chosen_period, end),
        *ending_steps(rule, end, chosen_shift, calendar),
    )
    return Deadline(rule, jurisdiction, start, chosen_period, end, due, steps)


def fixed_date(rule: Rule, day: date, *, jurisdiction: str = "DE-NW") -> Deadline:
    """Return a date that the authority fixed (Termin), which stands on whatever day it falls (§ 31 Abs. 5 VwVfG)."""
    step = Step(
        f"Der Termin {day_de(day)} ist einzuhalten, auch an einem Samstag, Sonntag oder Feiertag.",
        f"The date {day_en(day)} stands, even on a Saturday, Sunday or public holiday.",
        rule.shift_cited(jurisdiction),
        day,
    )
    return Deadline(rule, jurisdiction, day, Period(1, Unit.DAYS), day, day, (step,))


def notified_on(deadline: Deadline, received_on: date | None = None) -> date:
    """Return the day of notice: the fiction's day, or a later day of real receipt (§ 41 Abs. 2 Satz 3 VwVfG).

    An earlier real receipt changes nothing. That the act did not arrive at all is for the office to decide.
    """
    return deadline.due if received_on is None else max(deadline.due, received_on)


def period_for(rule: Rule, period: Period | None) -> Period:
    """Return the period to count: the one given, else the rule's; raises ``PeriodError`` when there is neither."""
    chosen = period or rule.period
    if chosen is None:
        raise PeriodError(
            f"{rule.cited} überlässt die Dauer der Behörde. Geben Sie an, wie lang die Frist ist.",
            f"{rule.cited} leaves the length to the authority. State how long the period is.",
        )
    return chosen


def shift_for(rule: Rule, shift: Shift | None) -> Shift:
    """Return whether a closed last day moves; raises ``PeriodError`` when the rule does not leave that open."""
    if shift is None or shift is rule.shift:
        return rule.shift
    if not rule.shift_open:
        raise PeriodError(
            f"Bei {rule.cited} steht fest, ob sich das Ende verschiebt; das lässt sich nicht anders einstellen.",
            f"For {rule.cited} it is settled whether the end moves; this cannot be set otherwise.",
        )
    return shift


def start_step(rule: Rule, start: date) -> Step:
    """Say which event started the period."""
    return Step(
        f"Auslösendes Ereignis: {_STARTS_DE[rule.start]} am {day_de(start)}.",
        f"Starting event: {_STARTS_EN[rule.start]} on {day_en(start)}.",
        rule.cited,
        start,
    )


def waiting_step(rule: Rule) -> Step:
    """Say which event a period that has not begun waits for."""
    return Step(
        f"Die Frist hat noch nicht begonnen. Sie beginnt mit: {_STARTS_DE[rule.start]}.",
        f"The period has not begun. It begins with: {_STARTS_EN[rule.start]}.",
        rule.cited,
    )


def counting_steps(rule: Rule, start: date, period: Period, end: date) -> tuple[Step, ...]:
    """Say which day counts first and which is the last, with the paragraphs of the BGB."""
    if period.unit is Unit.FIRST_WORKING_DAY_OF_NEXT_MONTH:
        return (
            Step(
                f"Erster Arbeitstag des folgenden Monats ist {day_de(end)}.",
                f"The first working day of the following month is {day_en(end)}.",
                rule.cited,
                end,
            ),
        )
    if rule.begins is Beginning.EVENT:
        first = Step(
            "Der Tag dieses Ereignisses zählt nicht mit.",
            "The day of this event does not count.",
            "§ 187 Abs. 1 BGB",
        )
    else:
        first = Step("Dieser Tag zählt mit.", "This day counts.", "§ 187 Abs. 2 BGB", start)
    return (first, _length_step(rule, start, period, end))


def ending_steps(rule: Rule, end: date, shift: Shift, calendar: Calendar) -> tuple[Step, ...]:
    """Say whether the last day moves, and what happens then."""
    due = shifted(end, shift, calendar)
    steps = []
    if calendar.closure(end) is not None:
        what_de, what_en = closure_de(end, calendar), closure_en(end, calendar)
        if due == end:
            steps.append(
                Step(
                    f"Dieser Tag ist {what_de}. Das ändert hier nichts.",
                    f"This day is {what_en}. That changes nothing here.",
                    rule.cited if rule.effect in _FICTIONS else rule.shift_cited(calendar.jurisdiction),
                    end,
                )
            )
        else:
            steps.append(
                Step(
                    f"Dieser Tag ist {what_de}. Die Frist endet am nächsten Werktag: {day_de(due)}.",
                    f"This day is {what_en}. The period ends on the next working day: {day_en(due)}.",
                    rule.shift_cited(calendar.jurisdiction),
                    due,
                )
            )
    if rule.effect in _FICTIONS:
        de, en = _FICTIONS[rule.effect]
        steps.append(Step(f"{de}: {day_de(due)}.", f"{en} this day: {day_en(due)}.", rule.cited, due))
    else:
        steps.append(
            Step(
                f"Die Frist endet mit Ablauf des Tages: {day_de(due)}, 24 Uhr.",
                f"The period ends when the day ends: {day_en(due)}, midnight.",
                "§ 188 BGB",
                due,
            )
        )
    return tuple(steps)


def _missing_day(rule: Rule, start: date, period: Period, end: date) -> int | None:
    """Return the day number that the last month lacks (§ 188 Abs. 3 BGB), if that is why the period ends earlier."""
    if period.unit not in {Unit.MONTHS, Unit.YEARS} or period.then_days:
        return None
    wanted = start.day if rule.begins is Beginning.EVENT else start.day - 1
    return wanted if end.day < wanted else None


def _length_step(rule: Rule, start: date, period: Period, end: date) -> Step:
    missing = _missing_day(rule, start, period, end)
    why_de = f" Einen {missing}. hat dieser Monat nicht, darum zählt sein letzter Tag." if missing else ""
    why_en = f" This month has no day {missing}, so its last day counts." if missing else ""
    if period.unit is Unit.WORKING_DAYS:
        norm = rule.cited
    elif period.unit is Unit.DAYS:
        norm = "§ 188 Abs. 1 BGB"
    elif period.then_days:
        norm = "§ 188 Abs. 2, § 189 Abs. 2 BGB"
    else:
        norm = "§ 188 Abs. 3 BGB" if missing else "§ 188 Abs. 2 BGB"
    return Step(
        f"Die Frist dauert {period_de(period)}; letzter Tag ist {day_de(end)}.{why_de}",
        f"The period is {period_en(period)}; its last day is {day_en(end)}.{why_en}",
        norm,
        end,
    )
