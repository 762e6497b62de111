"""FEEL numbers: IEEE 754-2008 decimal128 (DMN 1.5 § 10.3.2.3.1), never binary floats. Fees are money."""

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

# One context for everybody: it is handed to each operation explicitly, so the thread's own context plays no part.
DECIMAL128 = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=1,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)

ZERO = Decimal(0)
ONE = Decimal(1)

add = DECIMAL128.add
subtract = DECIMAL128.subtract
multiply = DECIMAL128.multiply
divide = DECIMAL128.divide
power = DECIMAL128.power
negate = DECIMAL128.minus


def from_text(text: str) -> Decimal:
    """Read a number as FEEL writes it; raises ``decimal.Overflow`` when it is beyond decimal128."""
    return DECIMAL128.create_decimal(text)


def from_int(value: int) -> Decimal:
    """Take over a caller's whole number; more than 34 digits are rounded as decimal128 rounds."""
    return DECIMAL128.create_decimal(value)


def is_whole(value: Decimal) -> bool:
    """Tell whether the number has no fraction (1.00 has none)."""
    return value == value.to_integral_value()


def to_text(value: Decimal) -> str:
    """Write a number without exponent, at most some 6 000 digits; zero has no sign."""
    if not value:
        value = abs(value)
    return format(value, "f")
