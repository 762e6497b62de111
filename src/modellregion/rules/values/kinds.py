"""Which kind of FEEL value a Python value is, and what a caller may hand in."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import Final

from modellregion.rules.evaluation import Value
from modellregion.rules.values.functions import Function
from modellregion.rules.values.numbers import DECIMAL128, from_int
from modellregion.rules.values.ranges import Range
from modellregion.rules.values.temporal import (
    DayTimeDuration,
    FineTime,
    WideDate,
    WideDateTime,
    YearMonthDuration,
)

NULL: Final = "null"
BOOLEAN: Final = "boolean"
NUMBER: Final = "number"
STRING: Final = "string"
DATE: Final = "date"
TIME: Final = "time"
DATE_TIME: Final = "date and time"
YEAR_MONTH: Final = "years and months duration"
DAY_TIME: Final = "days and time duration"
LIST: Final = "list"
CONTEXT: Final = "context"
RANGE: Final = "range"
FUNCTION: Final = "function"

_KINDS: dict[type, str] = {
    type(None): NULL,
    bool: BOOLEAN,
    Decimal: NUMBER,
    str: STRING,
    date: DATE,
    WideDate: DATE,
    time: TIME,
    FineTime: TIME,
    datetime: DATE_TIME,
    WideDateTime: DATE_TIME,
    YearMonthDuration: YEAR_MONTH,
    DayTimeDuration: DAY_TIME,
    list: LIST,
    dict: CONTEXT,
    Range: RANGE,
}

_FINAL_TYPES = frozenset(_KINDS) - {Decimal, list, dict}


def kind_of(value: Value) -> str:
    """Name the kind of a FEEL value."""
    return _KINDS.get(type(value), FUNCTION)


def from_caller(value: object) -> Value:
    """Take over a caller's value: whole numbers become decimals, tuples lists, mappings contexts.

    Raises ``TypeError`` for what FEEL does not know. Binary floats are refused on purpose: whoever has one
    must say how it is to be rounded.
    """
    kind = type(value)
    if kind in _FINAL_TYPES or isinstance(value, Function):
        return value
    if kind is Decimal:
        return _number(value)
    if isinstance(value, Mapping):
        return {_key(key): from_caller(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [from_caller(item) for item in value]
    return _of_related_type(value)


def _number(value: Value) -> Decimal | None:
    if not value.is_finite():
        return None
    try:
        return DECIMAL128.plus(value)
    except DecimalException:
        return None


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"The keys of a context are texts, not {type(key).__name__}.")
    return str(key)


def _of_related_type(value: object) -> Value:
    if isinstance(value, int):
        return from_int(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Decimal):
        return _number(Decimal(value))
    if isinstance(value, timedelta):
        return DayTimeDuration.from_timedelta(value)
    if isinstance(value, datetime):
        return datetime.combine(
            date(value.year, value.month, value.day), value.time().replace(tzinfo=value.tzinfo)
        )
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    raise TypeError(f"FEEL has no value for a Python {type(value).__name__}.")
