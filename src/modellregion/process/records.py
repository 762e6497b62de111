"""Rows as plain records and back: what a store hands to its driver and gets from it."""

from collections.abc import Hashable, Mapping
from dataclasses import fields
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar, cast, get_type_hints

from modellregion.process.rows import Event, Row
from modellregion.process.values import values_from_json, values_to_json

R = TypeVar("R", bound=Row | Event)
_JSON = frozenset({"values", "data"})


def to_record(row: Row | Event) -> dict[str, object]:
    """Return a row's fields by name: enumerations as texts, values as JSON text, everything else as it is."""
    record: dict[str, object] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if field.name in _JSON:
            record[field.name] = values_to_json(value).decode()
        else:
            record[field.name] = value.value if isinstance(value, StrEnum) else value
    return record


def from_record(kind: type[R], record: Mapping[str, object]) -> R:
    """Return the row of a record; columns the row does not know are left out.

    Raises KeyError for a missing field, ValueError for a text that is no value of its enumeration.
    """
    enums = _enums(cast("Hashable", kind))
    found: dict[str, Any] = {}
    for field in fields(kind):
        value = record[field.name]
        if field.name in _JSON and isinstance(value, str | bytes):
            value = values_from_json(value)
        found[field.name] = enums[field.name](str(value)) if field.name in enums else value
    return kind(**found)


@lru_cache(maxsize=32)
def _enums(kind: Hashable) -> Mapping[str, type[StrEnum]]:
    hints = get_type_hints(kind)
    return {
        name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, StrEnum)
    }
