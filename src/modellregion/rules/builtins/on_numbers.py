"""Functions of numbers (DMN 1.5 § 10.3.4.5). Rounding happens where a function of this module says so, never else."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DecimalException,
)
from typing import Final

from modellregion.rules.builtins.registry import builtin
from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.values.numbers import DECIMAL128, ZERO, is_whole
from modellregion.rules.values.temporal import DayTimeDuration, YearMonthDuration

# Steps for a function that is worked out as a series, which takes some twenty times as long as a sum.
SERIES_COST: Final = 5
SCALE_MIN: Final = -6111
SCALE_MAX: Final = 6176
# Wide enough to add zeros behind a number of 34 digits without refusing; only rounding can follow.
_ROUNDING = Context(prec=34 + SCALE_MAX - SCALE_MIN, Emin=-20_000, Emax=20_000)


def rounded(number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    """Round to so many places behind the point; raises ``NoValueError`` for a scale beyond decimal128."""
    if not is_whole(scale) or not SCALE_MIN <= scale <= SCALE_MAX:
        raise NoValueError(f"The scale is a whole number from {SCALE_MIN} to {SCALE_MAX}.")
    places = int(scale)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        # Nothing to round; zeros are added as far as 34 digits reach.
        return _with_zeros(number, places)
    return number.quantize(Decimal((0, (1,), -places)), rounding, _ROUNDING)


def _with_zeros(number: Decimal, places: int) -> Decimal:
    try:
        return DECIMAL128.quantize(number, Decimal((0, (1,), -places)))
    except DecimalException:
        return number


@builtin("decimal(n: number, scale: number)")
def decimal(n: Decimal, scale: Decimal) -> Decimal:
    """Round half to even."""
    return rounded(n, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number)")
def floor(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """Round towards minus infinity."""
    return rounded(n, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def ceiling(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """Round towards plus infinity."""
    return rounded(n, scale, ROUND_CEILING)


@builtin("round up(n: number, scale?: number)")
def round_up(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """Round away from zero."""
    return rounded(n, scale, ROUND_UP)


@builtin("round down(n: number, scale?: number)")
def round_down(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """Round towards zero."""
    return rounded(n, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale?: number)")
def round_half_up(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """Round to the nearest, half away from zero (kaufmännisch)."""
    return rounded(n, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale?: number)")
def round_half_down(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """Round to the nearest, half towards zero."""
    return rounded(n, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number | years and months duration | days and time duration)")
def absolute(n: Value) -> Value:
    """Drop the sign."""
    if type(n) is YearMonthDuration:
        return YearMonthDuration(abs(n.months))
    if type(n) is DayTimeDuration:
        return DayTimeDuration(abs(n.nanoseconds))
    return abs(n)


@builtin("modulo(dividend: number, divisor: number)")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """Give the remainder, with the divisor's sign."""
    if not divisor:
        raise NoValueError("There is no remainder of a division by zero.")
    remainder = _calculated(DECIMAL128.remainder, dividend, divisor)
    if remainder and (remainder < 0) != (divisor < 0):
        return DECIMAL128.add(remainder, divisor)
    return remainder


@builtin("sqrt(number: number)")
def sqrt(number: Decimal) -> Decimal:
    """Give the square root; a negative number has none."""
    return _calculated(DECIMAL128.sqrt, number)


@builtin("log(number: number)", with_run=True)
def log(run: Run, number: Decimal) -> Decimal:
    """Give the natural logarithm; zero and negative numbers have none."""
    run.charge(SERIES_COST)
    if number <= 0:
        raise NoValueError("Only positive numbers have a logarithm.")
    return _calculated(DECIMAL128.ln, number)


@builtin("exp(number: number)", with_run=True)
def exp(run: Run, number: Decimal) -> Decimal:
    """Raise Euler's number to a power."""
    run.charge(SERIES_COST)
    return _calculated(DECIMAL128.exp, number)


def _calculated(operation: Value, *operands: Decimal) -> Decimal:
    try:
        result: Decimal = operation(*operands)
    except DecimalException as error:
        raise NoValueError("The result is no number of 34 digits.") from error
    return result


@builtin("odd(number: number)")
def odd(number: Decimal) -> bool:
    """Tell whether a whole number is odd; a fraction is neither odd nor even, but null."""
    return not even(number)


@builtin("even(number: number)")
def even(number: Decimal) -> bool:
    """Tell whether a whole number is even; a fraction is neither odd nor even, but null."""
    if not is_whole(number):
        raise NoValueError("A fraction is neither odd nor even.")
    return bool(modulo(number, Decimal(2)) == 0)


@builtin("not(negand: any)")
def negated(negand: Value) -> bool | None:
    """Turn a boolean around; anything else is null."""
    return not negand if type(negand) is bool else None
