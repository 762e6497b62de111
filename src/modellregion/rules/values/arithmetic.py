"""The five operators on all kinds of values that have them (DMN 1.5 § 10.3.2.13, tables 49 to 53)."""

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal, DecimalException
from typing import Final

from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.values import kinds, numbers
from modellregion.rules.values.kinds import kind_of
from modellregion.rules.values.temporal import (
    DAY,
    SECOND,
    DateTimeValue,
    DateValue,
    DayTimeDuration,
    TimeValue,
    YearMonthDuration,
    clock_at,
    date_at,
    date_part,
    day_number,
    days_in_month,
    local_nanoseconds,
    make_date,
    make_date_time,
    make_time,
    moment_at,
    nanoseconds_of_day,
    offset_seconds,
    time_part,
    utc_nanoseconds,
    zone_with_offset,
)
from modellregion.rules.values.temporal_text import make_day_time, make_year_month

Operation = Callable[[Value, Value], Value]


def calculate(sign: str, left: Value, right: Value, run: Run) -> Value:
    """Work out ``left sign right``; null when either is null or the kinds have no such operation."""
    if left is None or right is None:
        return None
    pair = (kind_of(left), kind_of(right))
    operation = OPERATIONS[sign].get(pair)
    if operation is None:
        run.note("feel-operands", f"A {pair[0]} and a {pair[1]} have no {sign!r}.")
        return None
    try:
        if pair == (kinds.STRING, kinds.STRING):
            run.sized_text(len(left) + len(right))
        return operation(left, right)
    except NoValueError as error:
        run.note("feel-no-value", str(error))
    except DecimalException:
        run.note("feel-number", f"The result of {sign!r} is no number of 34 digits.")
    return None


def opposite(value: Value, run: Run) -> Value:
    """Work out ``-value``."""
    if type(value) is Decimal:
        return numbers.negate(value)
    if type(value) is YearMonthDuration:
        return YearMonthDuration(-value.months)
    if type(value) is DayTimeDuration:
        return DayTimeDuration(-value.nanoseconds)
    if value is not None:
        run.note("feel-operands", f"A {kind_of(value)} has no negative.")
    return None


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """Raise to a power; raises ``DecimalException`` where there is no real number."""
    return numbers.power(base, exponent) if exponent else numbers.ONE


def add_months(day: DateValue, months: int) -> DateValue:
    """Go on by months; a day the month does not have becomes its last (31 January plus a month)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if abs(year) > 10**9:
        raise NoValueError("The date is out of range.")
    return make_date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def _date_plus_months(day: DateValue, duration: YearMonthDuration) -> DateValue:
    return add_months(day, duration.months)


def _date_plus_time(day: DateValue, duration: DayTimeDuration) -> DateValue:
    return date_at(day_number(day) + duration.nanoseconds // DAY)


def _moment_plus_months(moment: DateTimeValue, duration: YearMonthDuration) -> DateTimeValue:
    return make_date_time(add_months(date_part(moment), duration.months), time_part(moment))


def _moment_plus_time(moment: DateTimeValue, duration: DayTimeDuration) -> DateTimeValue:
    instant = utc_nanoseconds(moment)
    start = local_nanoseconds(moment) if instant is None else instant
    return moment_at(start + duration.nanoseconds, moment.tzinfo)


def _time_plus_time(clock: TimeValue, duration: DayTimeDuration) -> TimeValue:
    return clock_at((nanoseconds_of_day(clock) + duration.nanoseconds) % DAY, clock.tzinfo)


def _negated(operation: Operation) -> Operation:
    def subtract(left: Value, right: Value) -> Value:
        negative = (
            YearMonthDuration(-right.months)
            if type(right) is YearMonthDuration
            else DayTimeDuration(-right.nanoseconds)
        )
        return operation(left, negative)

    return subtract


def _swapped(operation: Operation) -> Operation:
    return lambda left, right: operation(right, left)


def _between_dates(left: DateValue, right: DateValue) -> DayTimeDuration:
    return make_day_time((day_number(left) - day_number(right)) * DAY)


def _between_moments(left: DateTimeValue, right: DateTimeValue) -> DayTimeDuration:
    one, other = utc_nanoseconds(left), utc_nanoseconds(right)
    if one is None and other is None:
        return make_day_time(local_nanoseconds(left) - local_nanoseconds(right))
    if one is None or other is None:
        raise NoValueError("A date and time with a zone and one without have no distance.")
    return make_day_time(one - other)


def _midnight(day: DateValue) -> DateTimeValue:
    # A date counts as its midnight in UTC, so it has a distance only to what has a zone (table 57).
    return make_date_time(day, make_time(0, 0, 0, 0, zone_with_offset(0)))


def _date_minus_moment(left: DateValue, right: DateTimeValue) -> DayTimeDuration:
    return _between_moments(_midnight(left), right)


def _moment_minus_date(left: DateTimeValue, right: DateValue) -> DayTimeDuration:
    return _between_moments(left, _midnight(right))


def _between_times(left: TimeValue, right: TimeValue) -> DayTimeDuration:
    one, other = offset_seconds(left), offset_seconds(right)
    if (one is None) != (other is None):
        raise NoValueError("A time with a zone and one without have no distance.")
    shift = ((other or 0) - (one or 0)) * SECOND
    return make_day_time(nanoseconds_of_day(left) - nanoseconds_of_day(right) + shift)


def _times_number(amount: int, factor: Decimal) -> int:
    product = numbers.multiply(numbers.from_int(amount), factor)
    return int(product.to_integral_value(ROUND_DOWN))


def _over_number(amount: int, divisor: Decimal) -> int:
    return int(numbers.divide(numbers.from_int(amount), divisor).to_integral_value(ROUND_DOWN))


def _ratio(left: int, right: int) -> Decimal:
    return numbers.divide(numbers.from_int(left), numbers.from_int(right))


_NUMBERS = (kinds.NUMBER, kinds.NUMBER)
_MONTHS = (kinds.YEAR_MONTH, kinds.YEAR_MONTH)
_TIMES = (kinds.DAY_TIME, kinds.DAY_TIME)

_SHIFTS: dict[tuple[str, str], Operation] = {
    _MONTHS: lambda left, right: make_year_month(left.months + right.months),
    _TIMES: lambda left, right: make_day_time(left.nanoseconds + right.nanoseconds),
    (kinds.DATE, kinds.YEAR_MONTH): _date_plus_months,
    (kinds.DATE, kinds.DAY_TIME): _date_plus_time,
    (kinds.DATE_TIME, kinds.YEAR_MONTH): _moment_plus_months,
    (kinds.DATE_TIME, kinds.DAY_TIME): _moment_plus_time,
    (kinds.TIME, kinds.DAY_TIME): _time_plus_time,
}

OPERATIONS: Final[dict[str, dict[tuple[str, str], Operation]]] = {
    "+": {
        **{(right, left): _swapped(shift) for (left, right), shift in _SHIFTS.items()},
        **_SHIFTS,
        _NUMBERS: numbers.add,
        (kinds.STRING, kinds.STRING): lambda left, right: left + right,
    },
    "-": {
        **{pair: _negated(shift) for pair, shift in _SHIFTS.items()},
        _NUMBERS: numbers.subtract,
        (kinds.DATE, kinds.DATE): _between_dates,
        (kinds.DATE_TIME, kinds.DATE_TIME): _between_moments,
        (kinds.DATE, kinds.DATE_TIME): _date_minus_moment,
        (kinds.DATE_TIME, kinds.DATE): _moment_minus_date,
        (kinds.TIME, kinds.TIME): _between_times,
    },
    "*": {
        _NUMBERS: numbers.multiply,
        (kinds.YEAR_MONTH, kinds.NUMBER): lambda left, right: make_year_month(
            _times_number(left.months, right)
        ),
        (kinds.NUMBER, kinds.YEAR_MONTH): lambda left, right: make_year_month(
            _times_number(right.months, left)
        ),
        (kinds.DAY_TIME, kinds.NUMBER): lambda left, right: make_day_time(
            _times_number(left.nanoseconds, right)
        ),
        (kinds.NUMBER, kinds.DAY_TIME): lambda left, right: make_day_time(
            _times_number(right.nanoseconds, left)
        ),
    },
    "/": {
        _NUMBERS: numbers.divide,
        (kinds.YEAR_MONTH, kinds.NUMBER): lambda left, right: make_year_month(
            _over_number(left.months, right)
        ),
        (kinds.DAY_TIME, kinds.NUMBER): lambda left, right: make_day_time(
            _over_number(left.nanoseconds, right)
        ),
        _MONTHS: lambda left, right: _ratio(left.months, right.months),
        _TIMES: lambda left, right: _ratio(left.nanoseconds, right.nanoseconds),
    },
    "**": {_NUMBERS: power},
}
