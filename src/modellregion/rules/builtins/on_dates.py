"""Functions that build and take apart dates, times and durations (DMN 1.5 §§ 10.3.4.1, 10.3.4.7 and 10.3.4.8)."""

from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Final

from modellregion.rules.builtins.registry import builtin
from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.values import kinds
from modellregion.rules.values.comparison import equal
from modellregion.rules.values.kinds import kind_of
from modellregion.rules.values.numbers import from_int, is_whole
from modellregion.rules.values.properties import weekday_number
from modellregion.rules.values.temporal import (
    SECOND,
    DateTimeValue,
    DateValue,
    DayTimeDuration,
    TimeValue,
    YearMonthDuration,
    date_part,
    make_date,
    make_date_time,
    make_time,
    offset_seconds,
    time_part,
    year_like,
    zone_name,
    zone_with_offset,
)
from modellregion.rules.values.temporal_text import (
    make_year_month,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _day_of(value: DateValue | DateTimeValue) -> DateValue:
    return date_part(value) if kind_of(value) == kinds.DATE_TIME else value  # type: ignore[arg-type, return-value]


def _whole(value: Decimal, limit: int = 10**9) -> int:
    if not is_whole(value) or abs(value) > limit:
        raise NoValueError(f"{value} is no part of a date or time.")
    return int(value)


@builtin("date(from: string | date | date and time)")
def to_date(source: Value) -> DateValue:
    """Read a date, or take the day of a date and time."""
    return parse_date(source) if type(source) is str else _day_of(source)


@builtin("date(year: number, month: number, day: number)")
def date_of(year: Decimal, month: Decimal, day: Decimal) -> DateValue:
    """Build a date of its parts."""
    return make_date(_whole(year), _whole(month), _whole(day))


@builtin("time(from: string | time | date | date and time)")
def to_time(source: Value) -> TimeValue:
    """Read a time of day, or take that of a date and time; a date has its midnight in UTC."""
    kind = kind_of(source)
    if kind == kinds.STRING:
        return parse_time(source)
    if kind == kinds.DATE:
        return make_time(0, 0, 0, 0, zone_with_offset(0))
    return time_part(source) if kind == kinds.DATE_TIME else source


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration?)")
def time_of(
    hour: Decimal, minute: Decimal, second: Decimal, offset: DayTimeDuration | None = None
) -> TimeValue:
    """Build a time of day of its parts; the second may have a fraction."""
    whole = second.to_integral_value(ROUND_DOWN)
    nanosecond = int((second - whole) * SECOND)
    zone = None if offset is None else zone_with_offset(offset.nanoseconds // SECOND)
    return make_time(_whole(hour), _whole(minute), _whole(whole), nanosecond, zone)


@builtin("date and time(from: string | date | date and time)")
def to_date_time(source: Value) -> DateTimeValue:
    """Read a date and time; a date is its midnight."""
    if type(source) is str:
        return parse_date_time(source)
    if kind_of(source) == kinds.DATE:
        return make_date_time(source, make_time(0, 0, 0, 0, zone_with_offset(0)))
    return source  # type: ignore[no-any-return] # the signature lets nothing else through


@builtin("date and time(date: date | date and time, time: time)")
def date_and_time(day: DateValue | DateTimeValue, clock: TimeValue) -> DateTimeValue:
    """Put the day of the first and the time of the second together; the zone is the time's."""
    return make_date_time(_day_of(day), clock)


@builtin("duration(from: string | days and time duration | years and months duration)")
def duration(source: Value) -> YearMonthDuration | DayTimeDuration:
    """Read a duration."""
    return parse_duration(source) if type(source) is str else source


@builtin("years and months duration(from: date | date and time, to: date | date and time)")
def years_and_months_duration(
    start: DateValue | DateTimeValue, end: DateValue | DateTimeValue
) -> YearMonthDuration:
    """Count the whole months from one day to another."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return make_year_month(months)


@builtin("now()", with_run=True)
def now(run: Run) -> DateTimeValue:
    """Give the moment the caller handed in."""
    if run.now is None:
        raise NoValueError("Nobody said what time it is.")
    return run.now


@builtin("today()", with_run=True)
def today(run: Run) -> DateValue:
    """Give the day of the moment the caller handed in."""
    return date_part(now(run))


@builtin("day of year(date: date | date and time)")
def day_of_year(day: DateValue | DateTimeValue) -> Decimal:
    """Count the days since New Year, which is 1."""
    return from_int(_like(day).timetuple().tm_yday)


@builtin("day of week(date: date | date and time)")
def day_of_week(day: DateValue | DateTimeValue) -> str:
    """Name the day in English, as the standard wants it."""
    return _WEEKDAYS[weekday_number(day) - 1]


@builtin("month of year(date: date | date and time)")
def month_of_year(day: DateValue | DateTimeValue) -> str:
    """Name the month in English, as the standard wants it."""
    return _MONTHS[day.month - 1]


@builtin("week of year(date: date | date and time)")
def week_of_year(day: DateValue | DateTimeValue) -> Decimal:
    """Give the week's number after ISO 8601."""
    return from_int(_like(day).isocalendar().week)


def _like(day: DateValue | DateTimeValue) -> date:
    return date(year_like(day.year), day.month, day.day)


@builtin("is(value1: any, value2: any)", with_run=True)
def same(run: Run, one: Value, other: Value) -> bool:
    """Tell whether two values are the same thing: of one kind, equal, and for times of one zone."""
    if kind_of(one) != kind_of(other) or not equal(one, other, run):
        return False
    if kind_of(one) not in {kinds.TIME, kinds.DATE_TIME}:
        return True
    return zone_name(one.tzinfo) == zone_name(other.tzinfo) and offset_seconds(one) == offset_seconds(other)
