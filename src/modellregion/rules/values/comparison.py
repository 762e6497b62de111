"""Equality and order (DMN 1.5 § 10.3.2.13, tables 42 and 54): three-valued, and never across kinds."""

from collections.abc import Callable

from modellregion.rules.errors import LimitError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.values import kinds
from modellregion.rules.values.kinds import kind_of
from modellregion.rules.values.ranges import Range
from modellregion.rules.values.temporal import (
    DAY,
    SECOND,
    DateTimeValue,
    TimeValue,
    day_number,
    local_nanoseconds,
    nanoseconds_of_day,
    offset_seconds,
    utc_nanoseconds,
    zone_name,
)

VALUE_NESTING_MAX = 200


def equal(left: Value, right: Value, run: Run, level: int = 0) -> bool | None:
    """Compare two values; null equals only null, and values of different kinds are not comparable (None)."""
    if left is right:
        return True
    if left is None or right is None:
        return False
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    if level > VALUE_NESTING_MAX:
        raise LimitError("limit-depth", "The evaluation was stopped: a value is nested too deeply.")
    compare = _EQUALITY.get(kind)
    return bool(left == right) if compare is None else compare(left, right, run, level + 1)


def _equal_lists(left: list[Value], right: list[Value], run: Run, level: int) -> bool:
    run.charge(1)
    if len(left) != len(right):
        return False
    for one, other in zip(left, right, strict=True):
        run.charge(1)
        if not equal(one, other, run, level):
            return False
    return True


def _equal_contexts(left: dict[str, Value], right: dict[str, Value], run: Run, level: int) -> bool:
    run.charge(1)
    if left.keys() != right.keys():
        return False
    for key, entry in left.items():
        run.charge(1)
        if not equal(entry, right[key], run, level):
            return False
    return True


def _equal_ranges(left: Range, right: Range, run: Run, level: int) -> bool:
    same_form = (left.start_included, left.end_included, left.operator) == (
        right.start_included,
        right.end_included,
        right.operator,
    )
    return (
        same_form
        and bool(equal(left.start, right.start, run, level))
        and bool(equal(left.end, right.end, run, level))
    )


def _equal_dates(left: Value, right: Value, _run: Run, _level: int) -> bool:
    return day_number(left) == day_number(right)


def _equal_times(left: TimeValue, right: TimeValue, _run: Run, _level: int) -> bool:
    # A second is the finest part that § 10.3.2.3.5 compares.
    pair = _times_on_one_line(left, right)
    return pair is not None and pair[0] // SECOND == pair[1] // SECOND


def _equal_date_times(left: DateTimeValue, right: DateTimeValue, _run: Run, _level: int) -> bool:
    pair = _date_times_on_one_line(left, right)
    return pair is not None and pair[0] // SECOND == pair[1] // SECOND


_EQUALITY: dict[str, Callable[[Value, Value, Run, int], bool | None]] = {
    kinds.LIST: _equal_lists,
    kinds.CONTEXT: _equal_contexts,
    kinds.RANGE: _equal_ranges,
    kinds.DATE: _equal_dates,
    kinds.TIME: _equal_times,
    kinds.DATE_TIME: _equal_date_times,
}


def _times_on_one_line(left: TimeValue, right: TimeValue) -> tuple[int, int] | None:
    """Give both times as nanoseconds that may be compared, or None when a zone is missing on one side."""
    one, other = nanoseconds_of_day(left), nanoseconds_of_day(right)
    first, second = offset_seconds(left), offset_seconds(right)
    if first is None and second is None:
        return (one, other) if zone_name(left.tzinfo) == zone_name(right.tzinfo) else None
    if first is None or second is None:
        return None
    return (one - first * SECOND) % DAY, (other - second * SECOND) % DAY


def _date_times_on_one_line(left: DateTimeValue, right: DateTimeValue) -> tuple[int, int] | None:
    one, other = utc_nanoseconds(left), utc_nanoseconds(right)
    if one is not None and other is not None:
        return one, other
    if one is None and other is None:
        return local_nanoseconds(left), local_nanoseconds(right)
    return None


def less(left: Value, right: Value) -> bool | None:
    """Tell whether the first value comes before the second; None when they have no order."""
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    if kind in _PLAIN_ORDER:
        return bool(left < right)
    if kind == kinds.DATE:
        return day_number(left) < day_number(right)
    if kind == kinds.TIME:
        pair = _times_on_one_line(left, right)
    elif kind == kinds.DATE_TIME:
        pair = _date_times_on_one_line(left, right)
    else:
        return None
    return None if pair is None else pair[0] < pair[1]


_PLAIN_ORDER = frozenset({kinds.NUMBER, kinds.STRING, kinds.YEAR_MONTH, kinds.DAY_TIME})


def less_or_equal(left: Value, right: Value, run: Run) -> bool | None:
    """Tell whether the first value comes before the second or equals it; None when they have no order."""
    before = less(left, right)
    return before if before is None or before else equal(left, right, run)


def includes(interval: Range, value: Value, run: Run) -> bool | None:
    """Tell whether a range holds a value; None when they cannot be compared."""
    if interval.operator == "!=":
        same = equal(interval.start, value, run)
        return None if same is None else not same
    if interval.operator == "=":
        return equal(interval.start, value, run)
    above: bool | None = True
    if interval.start is not None:
        above = (
            less_or_equal(interval.start, value, run)
            if interval.start_included
            else less(interval.start, value)
        )
    below: bool | None = True
    if interval.end is not None:
        below = (
            less_or_equal(value, interval.end, run) if interval.end_included else less(value, interval.end)
        )
    if above is False or below is False:
        return False
    return None if above is None or below is None else True
