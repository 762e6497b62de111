"""Counting periods by §§ 187-193 BGB and § 31 VwVfG (Fristberechnung): a small algebra on days.

A period is applied to the day of an event (which does not count, § 187 Abs. 1 BGB) or to a first day (which counts,
§ 187 Abs. 2 BGB). The result is the last day of the period; the period ends when that day ends. Whether a last day on a
Saturday, Sunday or public holiday moves is decided apart, because the law decides it apart (§ 31 Abs. 3-6 VwVfG).
"""

import calendar as gregorian
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from modellregion.deadlines.errors import PeriodError
from modellregion.deadlines.holidays import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
"""Legal time in Germany (§ 4 Einheiten- und Zeitgesetz)."""

_DAYS_OF_A_WEEK = 7
_MONTHS_OF_A_YEAR = 12
_DAYS_OF_HALF_A_MONTH = 15


class Unit(StrEnum):
    """In what a period is measured."""

    DAYS = "days"
    """Tage (§ 188 Abs. 1 BGB)."""
    WEEKS = "weeks"
    """Wochen (§ 188 Abs. 2 BGB)."""
    MONTHS = "months"
    """Monate (§ 188 Abs. 2 and 3 BGB)."""
    YEARS = "years"
    """Jahre (§ 188 Abs. 2 BGB)."""
    WORKING_DAYS = "working_days"
    """Arbeitstage: days that are neither Saturday nor Sunday nor public holiday."""
    FIRST_WORKING_DAY_OF_NEXT_MONTH = "first_working_day_of_next_month"
    """Erster Arbeitstag des Folgemonats (§ 3 Abs. 5 GewAnzV); the count is always 1."""


class Beginning(StrEnum):
    """Whether the day to which a period is applied counts."""

    EVENT = "event"
    """An event or moment within the day starts the period; the day does not count (§ 187 Abs. 1 BGB)."""
    DAY = "day"
    """The beginning of the day starts the period; the day counts (§ 187 Abs. 2 BGB)."""


class Shift(StrEnum):
    """What happens to a last day that is closed."""

    NEXT_WORKING_DAY = "next_working_day"
    """It moves to the next working day (§ 31 Abs. 3 VwVfG, § 193 BGB, § 222 Abs. 2 ZPO)."""
    NONE = "none"
    """It stays: fixed dates (§ 31 Abs. 5 VwVfG), ends told as such (Abs. 3 Satz 2), benefits (Abs. 4), fictions."""


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a law or an authority states it (Frist)."""

    count: int
    """At least 1."""
    unit: Unit
    then_days: int = 0
    """Days counted after whole months: the half month of “one and a half months” (§ 189 Abs. 2 BGB)."""

    def __post_init__(self) -> None:
        if self.count < 1:
            raise PeriodError(
                f"Eine Frist dauert mindestens eine Einheit, nicht {self.count}. Geben Sie eine positive Zahl an.",
                f"A period has at least one unit, not {self.count}. Give a positive number.",
            )
        if self.then_days and self.unit is not Unit.MONTHS:
            raise PeriodError(
                "Nur auf ganze Monate kann ein halber Monat folgen (§ 189 Abs. 2 BGB).",
                "Only whole months can be followed by half a month (§ 189 Abs. 2 BGB).",
            )
        if self.then_days < 0:
            raise PeriodError(
                f"Nach den Monaten können nicht {self.then_days} Tage folgen.",
                f"The months cannot be followed by {self.then_days} days.",
            )


def days(count: int) -> Period:
    """Return a period of days."""
    return Period(count, Unit.DAYS)


def weeks(count: int) -> Period:
    """Return a period of weeks."""
    return Period(count, Unit.WEEKS)


def months(count: int, *, and_a_half: bool = False) -> Period:
    """Return a period of months; ``and_a_half`` adds 15 days, counted last (§ 189 Abs. 2 BGB)."""
    return Period(count, Unit.MONTHS, _DAYS_OF_HALF_A_MONTH if and_a_half else 0)


def years(count: int) -> Period:
    """Return a period of years."""
    return Period(count, Unit.YEARS)


def working_days(count: int) -> Period:
    """Return a period of working days (Arbeitstage)."""
    return Period(count, Unit.WORKING_DAYS)


HALF_YEAR = months(6)
"""Halbes Jahr (§ 189 Abs. 1 BGB)."""
QUARTER = months(3)
"""Vierteljahr (§ 189 Abs. 1 BGB)."""
HALF_MONTH = days(_DAYS_OF_HALF_A_MONTH)
"""Halber Monat (§ 189 Abs. 1 BGB)."""


def last_day(start: date, period: Period, beginning: Beginning, calendar: Calendar) -> date:
    """Return the last day of the period, before any shift.

    ``start`` is the day of the event or the first day, as ``beginning`` says. ``calendar`` matters for working days
    only. Source: § 187, § 188 Abs. 1-3, § 189 BGB.
    """
    counted = beginning is Beginning.DAY
    match period.unit:
        case Unit.DAYS:
            return start + timedelta(days=period.count - counted)
        case Unit.WEEKS:
            return start + timedelta(days=_DAYS_OF_A_WEEK * period.count - counted)
        case Unit.MONTHS:
            end = _months_later(start, period.count, counted=counted)
            return end + timedelta(days=period.then_days)
        case Unit.YEARS:
            return _months_later(start, _MONTHS_OF_A_YEAR * period.count, counted=counted)
        case Unit.WORKING_DAYS:
            eve = start - timedelta(days=1) if counted else start
            return calendar.working_day_after(eve, period.count)
        case Unit.FIRST_WORKING_DAY_OF_NEXT_MONTH:
            return first_working_day_of_next_month(start, calendar)


def shifted(day: date, shift: Shift, calendar: Calendar) -> date:
    """Return the day on which a period that would end on ``day`` does end."""
    return calendar.working_day_from(day) if shift is Shift.NEXT_WORKING_DAY else day


def first_working_day_of_next_month(day: date, calendar: Calendar) -> date:
    """Return the first working day of the month after the one in which ``day`` lies (§ 3 Abs. 5 Satz 2 GewAnzV)."""
    first = _in_month(day, 1, 1)
    return calendar.working_day_from(first)


def suspended_last_day(previous_end: date, begins: date, ends: date, unit: Unit, calendar: Calendar) -> date:
    """Return the last day of a period of ``unit`` after a suspension (Hemmung), before any shift.

    ``begins`` and ``ends`` are the first and the last day that do not count. Suspended time is not counted in (§ 209
    BGB, by analogy): its days are added to the end; of a period of working days only its working days are.
    """
    length = (ends - begins).days + 1
    if unit is not Unit.WORKING_DAYS:
        return previous_end + timedelta(days=length)
    lost = sum(calendar.is_working_day(begins + timedelta(days=offset)) for offset in range(length))
    return calendar.working_day_after(previous_end, lost)


def end_of_hours(start: datetime, hours: int) -> datetime:
    """Return the instant at which a period of hours ends, in legal German time.

    Hours run through Saturdays, Sundays and public holidays (§ 31 Abs. 6 VwVfG) and have their natural length: on the
    night of a clock change 24 hours end at another time of day. Raises ``PeriodError`` when ``start`` has no time
    zone or ``hours`` is not positive.
    """
    if hours < 1:
        raise PeriodError(
            f"Eine Frist nach Stunden dauert mindestens eine Stunde, nicht {hours}.",
            f"A period of hours has at least one hour, not {hours}.",
        )
    return (_aware(start).astimezone(UTC) + timedelta(hours=hours)).astimezone(BERLIN)


def local_date(instant: datetime) -> date:
    """Return the day in legal German time on which an instant falls.

    Raises ``PeriodError`` when the instant has no time zone: a guess could cost a day.
    """
    return _aware(instant).astimezone(BERLIN).date()


def ends_at(day: date) -> datetime:
    """Return the instant at which a day ends (Ablauf des Tages): the first moment of the next day, German time.

    What arrives before this instant is in time.
    """
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=BERLIN)


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise PeriodError(
            "Ein Zeitpunkt ohne Zeitzone lässt keinen Tag erkennen. Übergeben Sie ihn mit Zeitzone.",
            "An instant without a time zone does not tell its day. Hand it in with its time zone.",
        )
    return instant


def _months_later(start: date, count: int, *, counted: bool) -> date:
    """Return the day that § 188 Abs. 2 BGB names, or the month's last day where it is missing (Abs. 3)."""
    if not counted:
        return _in_month(start, count, start.day)
    if start.day == 1:
        # The day before the first of a month is the last of the month before, whatever its number.
        return _in_month(start, count, 1) - timedelta(days=1)
    return _in_month(start, count, start.day - 1)


def _in_month(start: date, months_on: int, day: int) -> date:
    year, month = divmod(start.year * _MONTHS_OF_A_YEAR + start.month - 1 + months_on, _MONTHS_OF_A_YEAR)
    return date(year, month + 1, min(day, gregorian.monthrange(year, month + 1)[1]))


def extended_last_day(previous_end: date, period: Period, calendar: Calendar) -> date:
    """Return the last day of a period that is lengthened by ``period``, before any shift.

    The new period is counted from the end of the previous one (§ 190 BGB). The end of the previous one is taken as an
    event, so a month after 28 February ends on 28 March (as BGH reckons a prolonged period by § 187 Abs. 1 BGB).
    """
    return last_day(previous_end, period, Beginning.EVENT, calendar)
