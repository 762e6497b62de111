"""When a timer fires: ISO 8601 durations and dates, and FEEL expressions that yield them.

Years, months, weeks and days are counted on the calendar of Europe/Berlin, so that "in one day" is the same time of
day tomorrow; hours, minutes and seconds are elapsed time. Periods of law are no timers: the room ``deadlines`` counts
them.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONE = ZoneInfo("Europe/Berlin")
NEVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""What lies beyond the calendar's end fires never, which is this time."""

_DURATION = re.compile(
    r"P(?=[\dT])(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,7})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,11}(?:\.\d{1,9})?)S)?)?"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration of ISO 8601; ``elapsed`` is what is counted in real time."""

    months: int = 0
    days: int = 0
    elapsed: timedelta = timedelta()


@lru_cache(maxsize=1024)
def parse_duration(text: str) -> Duration | None:
    """Return the duration of a text such as P30D, P1M or PT90M; None when it is none, or negative."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or text.strip().endswith("T"):
        return None
    part = {name: Decimal(value or 0) for name, value in match.groupdict().items()}
    seconds = part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"]
    return Duration(
        months=int(part["years"] * 12 + part["months"]),
        days=int(part["weeks"] * 7 + part["days"]),
        elapsed=timedelta(seconds=int(seconds), microseconds=int(seconds % 1 * 1_000_000)),
    )


def parse_date(text: str) -> datetime | None:
    """Return the moment of an ISO 8601 date or date-time, in UTC; None when the text is none.

    A date is its first second in Germany; a time without an offset is German time. A zone may be named as FEEL does,
    ``2026-07-01T09:00:00@Europe/Berlin``.
    """
    written, _, zone = text.strip().partition("@")
    try:
        value = datetime.fromisoformat(written)
        if value.tzinfo is None:
            value = value.replace(tzinfo=ZoneInfo(zone) if zone else ZONE)
    except (ValueError, ZoneInfoNotFoundError):
        return None
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return NEVER


def after(start: datetime, duration: Duration) -> datetime:
    """Return ``start`` plus a duration, in UTC; a day that a month does not have is its last day.

    A local time that the change to summer time skips is taken an hour later.
    """
    try:
        if duration.months or duration.days:
            local = start.astimezone(ZONE)
            years, month = divmod(local.year * 12 + local.month - 1 + duration.months, 12)
            day = min(local.day, calendar.monthrange(years, month + 1)[1])
            local = local.replace(year=years, month=month + 1, day=day) + timedelta(days=duration.days)
            start = local.astimezone(UTC)
        return (start + duration.elapsed).astimezone(UTC)
    except (OverflowError, ValueError):
        return NEVER
