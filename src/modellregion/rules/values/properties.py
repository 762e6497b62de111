"""What can stand behind a dot: entries of contexts, parts of dates and ranges (DMN 1.5 § 10.3.2.5, table 61)."""

from collections.abc import Callable
from typing import Final

from modellregion.rules.evaluation import Run, Value
from modellregion.rules.values import kinds
from modellregion.rules.values.kinds import kind_of
from modellregion.rules.values.numbers import divide, from_int
from modellregion.rules.values.temporal import (
    DAY,
    SECOND,
    DateTimeValue,
    DateValue,
    DayTimeDuration,
    TimeValue,
    YearMonthDuration,
    day_number,
    offset_seconds,
    zone_name,
)

Property = Callable[[Value], Value]


def weekday_number(value: DateValue | DateTimeValue) -> int:
    """Give 1 for Monday to 7 for Sunday, as ISO 8601 counts."""
    return (day_number(value) - 1) % 7 + 1


def _offset(value: TimeValue | DateTimeValue) -> DayTimeDuration | None:
    seconds = offset_seconds(value)
    return None if seconds is None else DayTimeDuration(seconds * SECOND)


def _months(part: Callable[[int], int]) -> Property:
    def read(value: YearMonthDuration) -> Value:
        amount = from_int(part(abs(value.months)))
        return -amount if value.months < 0 else amount

    return read


def _time(part: Callable[[int], int]) -> Property:
    def read(value: DayTimeDuration) -> Value:
        amount = from_int(part(abs(value.nanoseconds)))
        return -amount if value.nanoseconds < 0 else amount

    return read


def _seconds(value: DayTimeDuration) -> Value:
    amount = divide(from_int(abs(value.nanoseconds) % (60 * SECOND)), from_int(SECOND)).normalize()
    return -amount if value.nanoseconds < 0 else amount


_DAY: dict[str, Property] = {
    "year": lambda value: from_int(value.year),
    "month": lambda value: from_int(value.month),
    "day": lambda value: from_int(value.day),
    "weekday": lambda value: from_int(weekday_number(value)),
}
_CLOCK: dict[str, Property] = {
    "hour": lambda value: from_int(value.hour),
    "minute": lambda value: from_int(value.minute),
    "second": lambda value: from_int(value.second),
    "time offset": _offset,
    "timezone": lambda value: zone_name(value.tzinfo),
}

PROPERTIES: Final[dict[str, dict[str, Property]]] = {
    kinds.DATE: _DAY,
    kinds.TIME: _CLOCK,
    kinds.DATE_TIME: {**_DAY, **_CLOCK},
    kinds.YEAR_MONTH: {
        "years": _months(lambda months: months // 12),
        "months": _months(lambda months: months % 12),
    },
    kinds.DAY_TIME: {
        "days": _time(lambda amount: amount // DAY),
        "hours": _time(lambda amount: amount // (3600 * SECOND) % 24),
        "minutes": _time(lambda amount: amount // (60 * SECOND) % 60),
        "seconds": _seconds,
    },
    kinds.RANGE: {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}


def member(value: Value, name: str, run: Run) -> Value:
    """Give what ``value.name`` stands for; a list gives the list of its items' members, else null."""
    if type(value) is dict:
        if name not in value:
            run.note("feel-no-entry", f"The context has no entry {name!r}.")
            return None
        return value[name]
    if type(value) is list:
        run.charge(len(value))
        return [_single(item, name, run) for item in value]
    return _single(value, name, run)


def _single(value: Value, name: str, run: Run) -> Value:
    if type(value) is dict:
        return value.get(name)
    read = PROPERTIES.get(kind_of(value), {}).get(name)
    if read is None:
        if value is not None:
            run.note("feel-no-entry", f"A {kind_of(value)} has no {name!r}.")
        return None
    return read(value)
