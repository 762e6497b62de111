"""Dates, times and durations as text: ISO 8601 as XML Schema 1.1 and DMN 1.5 § 10.3.4.1 restrict it."""

import re
from datetime import tzinfo

from modellregion.rules.errors import NoValueError
from modellregion.rules.values.temporal import (
    DAY,
    MONTHS_MAX,
    NANOSECONDS_MAX,
    SECOND,
    DateTimeValue,
    DateValue,
    DayTimeDuration,
    TimeValue,
    YearMonthDuration,
    make_date,
    make_date_time,
    make_time,
    nanosecond_of,
    offset_seconds,
    zone_name,
    zone_named,
    zone_with_offset,
)

_DATE = r"(-?)([1-9][0-9]{4,8}|[0-9]{4})-([0-9]{2})-([0-9]{2})"
_CLOCK = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,30}))?"
_ZONE = r"([Zz]|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+/-]{1,60})?"

DATE = re.compile(_DATE)
TIME = re.compile(_CLOCK + _ZONE)
DATE_TIME = re.compile(_DATE + "T" + _CLOCK + _ZONE)
YEAR_MONTH_DURATION = re.compile(r"(-?)P(?=[0-9])(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")
DAY_TIME_DURATION = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]{1,18})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]{1,30}))?S)?)?"
)


def parse_date(text: str) -> DateValue:
    """Read ``2026-01-31``; raises ``NoValueError`` for anything else."""
    found = DATE.fullmatch(text)
    if not found:
        raise NoValueError(f"{text[:60]!r} is not a date as 2026-01-31.")
    return _date_of(found.group(1), found.group(2), found.group(3), found.group(4))


def parse_time(text: str) -> TimeValue:
    """Read ``08:30:00``, with fraction, offset or ``@Europe/Berlin`` if wanted; raises ``NoValueError``."""
    found = TIME.fullmatch(text)
    if not found:
        raise NoValueError(f"{text[:60]!r} is not a time as 08:30:00.")
    return _time_of(*found.groups())


def parse_date_time(text: str) -> DateTimeValue:
    """Read ``2026-01-31T08:30:00``, or a mere date as its midnight; raises ``NoValueError``."""
    if DATE.fullmatch(text):
        return make_date_time(parse_date(text), make_time(0, 0, 0, 0, None))
    found = DATE_TIME.fullmatch(text)
    if not found:
        raise NoValueError(f"{text[:60]!r} is not a date and time as 2026-01-31T08:30:00.")
    parts = found.groups()
    return make_date_time(_date_of(*parts[:4]), _time_of(*parts[4:]))


def parse_duration(text: str) -> YearMonthDuration | DayTimeDuration:
    """Read ``P1Y6M`` or ``P3DT12H``; both kinds mixed, and all else, raise ``NoValueError``."""
    found = YEAR_MONTH_DURATION.fullmatch(text)
    if found:
        sign, years, months = found.groups()
        return make_year_month(_signed(sign, int(years or 0) * 12 + int(months or 0)))
    found = DAY_TIME_DURATION.fullmatch(text)
    if not found:
        raise NoValueError(f"{text[:60]!r} is not a duration as P1Y6M or P3DT12H.")
    sign, days, hours, minutes, seconds, fraction = found.groups()
    whole = ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return make_day_time(_signed(sign, whole * SECOND + _nanoseconds(fraction)))


def make_year_month(months: int) -> YearMonthDuration:
    """Build a duration; raises ``NoValueError`` when it is longer than any date can use."""
    if abs(months) > MONTHS_MAX:
        raise NoValueError("The duration is too long.")
    return YearMonthDuration(months)


def make_day_time(nanoseconds: int) -> DayTimeDuration:
    """Build a duration; raises ``NoValueError`` when it is longer than any date can use."""
    if abs(nanoseconds) > NANOSECONDS_MAX:
        raise NoValueError("The duration is too long.")
    return DayTimeDuration(nanoseconds)


def _date_of(sign: str, year: str, month: str, day: str) -> DateValue:
    return make_date(_signed(sign, int(year)), int(month), int(day))


def _time_of(hour: str, minute: str, second: str, fraction: str | None, zone: str | None) -> TimeValue:
    return make_time(int(hour), int(minute), int(second), _nanoseconds(fraction), _zone_of(zone))


def _zone_of(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in "Zz":
        return zone_with_offset(0)
    if text.startswith("@"):
        return zone_named(text[1:])
    parts = [int(part) for part in text[1:].split(":")]
    if any(part > 59 for part in parts[1:]):
        raise NoValueError(f"{text!r} is not a time offset.")
    seconds = parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
    return zone_with_offset(_signed(text[0], seconds))


def _signed(sign: str, value: int) -> int:
    return -value if sign == "-" else value


def _nanoseconds(fraction: str | None) -> int:
    return int(fraction[:9].ljust(9, "0")) if fraction else 0


def date_text(value: DateValue | DateTimeValue) -> str:
    """Write the date as FEEL reads it."""
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"


def time_text(value: TimeValue | DateTimeValue) -> str:
    """Write the time of day, with its zone, as FEEL reads it."""
    fraction = f".{nanosecond_of(value):09d}".rstrip("0") if nanosecond_of(value) else ""
    name = zone_name(value.tzinfo)
    zone = f"@{name}" if name else _offset_text(offset_seconds(value))
    return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{fraction}{zone}"


def _offset_text(seconds: int | None) -> str:
    if seconds is None:
        return ""
    if seconds == 0:
        return "Z"
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    tail = f":{second:02d}" if second else ""
    return f"{'-' if seconds < 0 else '+'}{hour:02d}:{minute:02d}{tail}"


def date_time_text(value: DateTimeValue) -> str:
    """Write date and time as FEEL reads them."""
    return f"{date_text(value)}T{time_text(value)}"


def duration_text(value: YearMonthDuration | DayTimeDuration) -> str:
    """Write a duration in its shortest normal form, zero as ``P0M`` or ``PT0S``."""
    if isinstance(value, YearMonthDuration):
        years, months = divmod(abs(value.months), 12)
        parts = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return f"{'-' if value.months < 0 else ''}P{parts}"
    days, inside = divmod(abs(value.nanoseconds), DAY)
    whole, fraction = divmod(inside, SECOND)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    tail = f".{fraction:09d}".rstrip("0") if fraction else ""
    clock = (f"{hour}H" if hour else "") + (f"{minute}M" if minute else "")
    clock += f"{second}{tail}S" if second or fraction or not (clock or days) else ""
    text = "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"-{text}" if value.nanoseconds < 0 else text
