"""Dates, times and durations (DMN 1.5 § 10.3.2.3.4-8).

Python's own ``date``, ``time`` and ``datetime`` carry what they can carry: years 1 to 9999, microseconds. FEEL
reaches further (years of nine digits, nanoseconds); only there ``WideDate``, ``FineTime`` and ``WideDateTime``
stand in. All six share their attribute names, and nothing outside this package asks which of the two it got.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from datetime import tzinfo as Zone  # noqa: N812 - the value classes below have a field of its own name
from functools import lru_cache
from typing import Self, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from modellregion.rules.errors import NoValueError

YEAR_MAX = 999_999_999
OFFSET_SECONDS_MAX = 18 * 3600
SECOND = 1_000_000_000
DAY = 86_400 * SECOND
CYCLE_YEARS = 400
CYCLE_DAYS = 146_097
MONTHS_MAX = 12 * 10**12
NANOSECONDS_MAX = DAY * 10**12


@dataclass(frozen=True, slots=True, order=True)
class YearMonthDuration:
    """FEEL's ``years and months duration``, as a number of months."""

    months: int


@dataclass(frozen=True, slots=True, order=True)
class DayTimeDuration:
    """FEEL's ``days and time duration``, as a number of nanoseconds."""

    nanoseconds: int

    @classmethod
    def from_timedelta(cls, value: timedelta) -> Self:
        """Take over Python's duration without loss."""
        return cls((value.days * 86_400 + value.seconds) * SECOND + value.microseconds * 1_000)

    def to_timedelta(self) -> timedelta:
        """Give Python's duration; what is finer than a microsecond is cut off."""
        return timedelta(microseconds=self.nanoseconds // 1_000)


@dataclass(frozen=True, slots=True)
class WideDate:
    """A date of a year that Python's ``date`` does not know."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class FineTime:
    """A time of day finer than Python's ``time``."""

    hour: int
    minute: int
    second: int
    nanosecond: int
    tzinfo: Zone | None = None


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """A date and time outside Python's years, or finer than its microseconds."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    nanosecond: int
    tzinfo: Zone | None = None


DateValue: TypeAlias = date | WideDate
TimeValue: TypeAlias = time | FineTime
DateTimeValue: TypeAlias = datetime | WideDateTime


def make_date(year: int, month: int, day: int) -> DateValue:
    """Build a date; raises ``NoValueError`` for a day that no calendar has."""
    _require_day(year, month, day)
    return date(year, month, day) if 1 <= year <= 9999 else WideDate(year, month, day)


def make_time(hour: int, minute: int, second: int, nanosecond: int, zone: Zone | None) -> TimeValue:
    """Build a time of day; raises ``NoValueError`` for a time that no clock shows."""
    _require_clock(hour, minute, second)
    if nanosecond % 1_000:
        return FineTime(hour, minute, second, nanosecond, zone)
    return time(hour, minute, second, nanosecond // 1_000, zone)


def make_date_time(day: DateValue, clock: TimeValue, *, fold: int = 0) -> DateTimeValue:
    """Put a date and a time of day together; the zone is the time's. ``fold`` as Python's ``datetime`` has it."""
    year, month, number = day.year, day.month, day.day
    nanosecond = nanosecond_of(clock)
    if 1 <= year <= 9999 and not nanosecond % 1_000:
        microsecond = nanosecond // 1_000
        return datetime(
            year, month, number, clock.hour, clock.minute, clock.second, microsecond, clock.tzinfo, fold=fold
        )
    return WideDateTime(year, month, number, clock.hour, clock.minute, clock.second, nanosecond, clock.tzinfo)


def _require_day(year: int, month: int, day: int) -> None:
    if abs(year) > YEAR_MAX or not 1 <= month <= 12:
        raise NoValueError(f"There is no month {month} of a year {year}.")
    if not 1 <= day <= days_in_month(year, month):
        raise NoValueError(f"There is no day {day} in month {month} of the year {year}.")


def _require_clock(hour: int, minute: int, second: int) -> None:
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise NoValueError(f"No clock shows {hour}:{minute}:{second}.")


def days_in_month(year: int, month: int) -> int:
    """Count the days of a month of any proleptic Gregorian year, also year 0 and before."""
    return calendar.monthrange(year_like(year), month)[1]


def year_like(year: int) -> int:
    """Give a year that Python knows and that has the same calendar: all repeats every 400 years."""
    return year if 1 <= year <= 9999 else 2000 + year % CYCLE_YEARS


def date_part(value: DateTimeValue) -> DateValue:
    """Give the day of a date and time, in its own zone."""
    return value.date() if isinstance(value, datetime) else make_date(value.year, value.month, value.day)


def time_part(value: DateTimeValue) -> TimeValue:
    """Give the time of day of a date and time, with its zone."""
    return make_time(value.hour, value.minute, value.second, nanosecond_of(value), value.tzinfo)


def nanosecond_of(value: TimeValue | DateTimeValue) -> int:
    """Give the fraction of the second."""
    if isinstance(value, FineTime | WideDateTime):
        return value.nanosecond
    return value.microsecond * 1_000


def nanoseconds_of_day(value: TimeValue | DateTimeValue) -> int:
    """Count the nanoseconds since midnight on the clock shown."""
    return ((value.hour * 60 + value.minute) * 60 + value.second) * SECOND + nanosecond_of(value)


def clock_at(nanoseconds: int, zone: Zone | None) -> TimeValue:
    """Give the time of day that many nanoseconds after midnight."""
    seconds, fraction = divmod(nanoseconds, SECOND)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return make_time(hour, minute, second, fraction, zone)


def day_number(value: DateValue | DateTimeValue) -> int:
    """Count days as ``date.toordinal`` does, into all years: 0001-01-01 is day 1."""
    if isinstance(value, date):
        return value.toordinal()
    like = year_like(value.year)
    cycles = (value.year - like) // CYCLE_YEARS
    return date(like, value.month, value.day).toordinal() + cycles * CYCLE_DAYS


def date_at(number: int) -> DateValue:
    """Give the date of a day number."""
    if 1 <= number <= 3_652_059:
        return date.fromordinal(number)
    cycles, inside = divmod(number - 1, CYCLE_DAYS)
    like = date.fromordinal(inside + 1)
    return make_date(like.year + cycles * CYCLE_YEARS, like.month, like.day)


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_named(name: str) -> Zone:
    """Find a zone of the IANA data base by its name; raises ``NoValueError`` when it has none."""
    # Looked up in a set first: a name that does not exist would send ZoneInfo through all folders each time.
    if name not in _zone_names():
        raise NoValueError(f"There is no time zone {name!r}.")
    return ZoneInfo(name)


def zone_with_offset(seconds: int) -> Zone:
    """Give the nameless zone with this distance from UTC; raises ``NoValueError`` beyond 18 hours."""
    if abs(seconds) > OFFSET_SECONDS_MAX:
        raise NoValueError("A time offset is at most 18 hours.")
    return UTC if seconds == 0 else timezone(timedelta(seconds=seconds))


def zone_name(zone: Zone | None) -> str | None:
    """Give the name of a named zone, as ``Europe/Berlin``; None for an offset."""
    return zone.key if isinstance(zone, ZoneInfo) else None


def offset_seconds(value: TimeValue | DateTimeValue) -> int | None:
    """Give the distance from UTC; None without a zone, and for a time of day in a zone with summer time."""
    zone = value.tzinfo
    if zone is None:
        return None
    moment = value if isinstance(value, datetime) else None
    if isinstance(value, WideDateTime):
        clock = time(value.hour, value.minute, value.second)
        moment = datetime.combine(date(year_like(value.year), value.month, value.day), clock, zone)
    offset = zone.utcoffset(moment)
    return None if offset is None else int(offset.total_seconds())


def moment_at(utc_nanoseconds: int, zone: Zone | None) -> DateTimeValue:
    """Give the date and time a zone's clock shows at an instant; without a zone, UTC's clock unmarked."""
    if zone is None:
        days, inside = divmod(utc_nanoseconds, DAY)
        return make_date_time(date_at(days), clock_at(inside, None))
    days, inside = divmod(utc_nanoseconds, DAY)
    plain = date_at(days)
    like = plain if isinstance(plain, date) else date(year_like(plain.year), plain.month, plain.day)
    seconds = inside // SECOND
    try:
        instant = datetime(like.year, like.month, like.day, tzinfo=UTC) + timedelta(seconds=seconds)
        shown = instant.astimezone(zone)
    except OverflowError as error:
        raise NoValueError("The date and time is out of range.") from error
    offset = shown.utcoffset() or timedelta()
    days, inside = divmod(utc_nanoseconds + int(offset.total_seconds()) * SECOND, DAY)
    return make_date_time(date_at(days), clock_at(inside, zone), fold=shown.fold)


def local_nanoseconds(value: DateTimeValue) -> int:
    """Count nanoseconds on the calendar and clock shown, whatever their zone."""
    return day_number(value) * DAY + nanoseconds_of_day(value)


def utc_nanoseconds(value: DateTimeValue) -> int | None:
    """Count nanoseconds on the line of instants; None for a value without zone."""
    offset = offset_seconds(value)
    return None if offset is None else local_nanoseconds(value) - offset * SECOND
