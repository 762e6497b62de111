"""Compares a table with its definition and reports everything that does not fit, not only the first."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

Path = tuple[str | int, ...]
Deviation = tuple[Path, str]
"""Where in the table, and a sentence."""

_NAMES: list[tuple[type, str]] = [
    (bool, "true or false"),
    (str, "a text"),
    (int, "a whole number"),
    (float, "a number"),
    (datetime, "a time"),
    (date, "a date such as 2026-01-31"),
    (list, "a list"),
    (dict, "a table"),
]


def deviations(table: Mapping[str, Any], definition: type[msgspec.Struct]) -> list[Deviation]:
    """Return all that does not fit."""
    try:
        # A fifth of the time, and most tables fit. A text in the place of a date is not taken for one.
        msgspec.convert(table, definition, builtin_types=(date, datetime, time))
    except msgspec.ValidationError:
        return every_deviation(table, definition)
    return []


def every_deviation(table: Mapping[str, Any], definition: type[msgspec.Struct]) -> list[Deviation]:
    """Return all that does not fit, having looked at everything."""
    return list(_struct(table, _shape(definition), ()))


@cache
def _shape(definition: type[msgspec.Struct]) -> inspect.StructType:
    shape = inspect.type_info(definition)
    if not isinstance(shape, inspect.StructType):
        raise TypeError(f"{definition} is no struct")
    return shape


def _value(value: Any, wanted: inspect.Type, path: Path) -> Iterator[Deviation]:
    if isinstance(wanted, inspect.Metadata):
        yield from _value(value, wanted.type, path)
    elif isinstance(wanted, inspect.UnionType):
        yield from _union(value, wanted, path)
    else:
        compare = _COMPARE.get(type(wanted))
        if compare is not None:
            yield from compare(value, wanted, path)


def _union(value: Any, wanted: inspect.UnionType, path: Path) -> Iterator[Deviation]:
    found = [list(_value(value, one, path)) for one in wanted.types]
    if found and all(found):
        # What got deepest, or fits the type but not its limits, says most.
        yield from max(found, key=lambda one: (len(one[0][0]), "Here stands" not in one[0][1]))


def _struct(value: Any, wanted: inspect.StructType, path: Path) -> Iterator[Deviation]:
    if not isinstance(value, Mapping):
        yield path, _wrong(value, "a table")
        return
    fields = {field.encode_name: field for field in wanted.fields}
    for name, field in fields.items():
        if name in value:
            yield from _value(value[name], field.type, (*path, name))
        elif field.required:
            yield path, f"The entry »{name}« is missing."
    if wanted.forbid_unknown_fields:
        for name in value:
            if name not in fields:
                yield (*path, name), f"There is no entry »{name}« here. Known: {', '.join(sorted(fields))}."


def _dict(value: Any, wanted: inspect.DictType, path: Path) -> Iterator[Deviation]:
    if not isinstance(value, Mapping):
        yield path, _wrong(value, "a table")
        return
    for name, inner in value.items():
        yield from _value(name, wanted.key_type, (*path, name))
        yield from _value(inner, wanted.value_type, (*path, name))


def _list(value: Any, wanted: inspect.ListType, path: Path) -> Iterator[Deviation]:
    if not isinstance(value, list):
        yield path, _wrong(value, "a list")
        return
    if wanted.min_length and len(value) < wanted.min_length:
        yield path, "This list must not be empty."
    for number, inner in enumerate(value):
        yield from _value(inner, wanted.item_type, (*path, number))


def _literal(value: Any, wanted: inspect.LiteralType, path: Path) -> Iterator[Deviation]:
    if value not in wanted.values:
        yield path, f"»{value}« is not known here. Known: {', '.join(map(str, wanted.values))}."


def _text(value: Any, wanted: inspect.StrType, path: Path) -> Iterator[Deviation]:
    if not isinstance(value, str):
        yield path, _wrong(value, "a text")
    elif wanted.min_length and len(value) < wanted.min_length:
        yield path, "This text is empty."
    elif wanted.max_length is not None and len(value) > wanted.max_length:
        yield path, f"This text has more than {wanted.max_length} signs."
    elif wanted.pattern and not re.search(wanted.pattern, value):
        yield path, f"»{value}« has not the form that is needed here ({wanted.pattern})."


def _number(value: Any, wanted: inspect.IntType | inspect.FloatType, path: Path) -> Iterator[Deviation]:
    allowed = (int,) if isinstance(wanted, inspect.IntType) else (int, float)
    if isinstance(value, bool) or not isinstance(value, allowed):
        yield path, _wrong(value, "a whole number" if allowed == (int,) else "a number")
    elif wanted.ge is not None and value < wanted.ge:
        yield path, f"{value} is too small; the least is {wanted.ge}."
    elif wanted.le is not None and value > wanted.le:
        yield path, f"{value} is too large; the most is {wanted.le}."


def _of_type(*types: type) -> Callable[[Any, Any, Path], Iterator[Deviation]]:
    def compare(value: Any, wanted: Any, path: Path) -> Iterator[Deviation]:  # noqa: ARG001 - all compare alike
        if type(value) not in types:
            yield path, _wrong(value, dict(_NAMES)[types[0]])

    return compare


def _wrong(value: Any, wanted: str) -> str:
    given = next((name for kind, name in _NAMES if isinstance(value, kind)), "something else")
    return f"Here stands {given}; {wanted} is needed."


_COMPARE: dict[type, Callable[[Any, Any, Path], Iterator[Deviation]]] = {
    inspect.StructType: _struct,
    inspect.DictType: _dict,
    inspect.ListType: _list,
    inspect.LiteralType: _literal,
    inspect.StrType: _text,
    inspect.IntType: _number,
    inspect.FloatType: _number,
    inspect.BoolType: _of_type(bool),
    inspect.DateType: _of_type(date),
    inspect.DateTimeType: _of_type(datetime),
}
