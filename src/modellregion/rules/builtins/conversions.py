"""``number`` and ``string``: from text to value and back (DMN 1.5 § 10.3.4.1)."""

import re
from decimal import Decimal, DecimalException
from typing import Final

from modellregion.rules.builtins.registry import builtin
from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.values.numbers import from_text
from modellregion.rules.values.text import text_of

_NUMBER: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?")


@builtin("number(from: string)")
def to_number(text: str) -> Decimal:
    """Read a number as FEEL writes it."""
    if not _NUMBER.fullmatch(text):
        raise NoValueError(f"{text[:60]!r} is not a number.")
    try:
        return from_text(text)
    except DecimalException as error:
        raise NoValueError(f"{text[:60]!r} is beyond all numbers.") from error


@builtin("number(from: string, grouping separator: string?, decimal separator: string?)")
def to_number_separated(text: str, grouping: str | None, point: str | None) -> Decimal:
    """Read a number written with other separators, as ``1.000,50`` with ``.`` and ``,``."""
    if grouping not in {None, " ", ",", "."} or point not in {None, ",", "."}:
        raise NoValueError("Numbers are grouped by a blank, comma or point, and have a comma or point.")
    if grouping == (point or "."):
        raise NoValueError("The two separators of a number must differ.")
    plain = text.replace(grouping, "") if grouping else text
    if point == "," and "." in plain:
        raise NoValueError(f"{text[:60]!r} is not a number.")
    return to_number(plain.replace(",", ".") if point == "," else plain)  # type: ignore[no-any-return]


@builtin("string(from: any)", with_run=True)
def to_string(run: Run, value: Value) -> str | None:
    """Write any value as text; null stays null."""
    return None if value is None else text_of(value, run)
