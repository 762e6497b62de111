"""Values written as text: what ``string()`` gives and what an explanation shows (DMN 1.5 § 10.3.4.1)."""

import re
from collections.abc import Callable
from unicodedata import is_normalized

from modellregion.rules.errors import LimitError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.limits import DEFAULT_LIMITS, Limits
from modellregion.rules.values import kinds
from modellregion.rules.values.comparison import VALUE_NESTING_MAX
from modellregion.rules.values.functions import Function
from modellregion.rules.values.kinds import kind_of
from modellregion.rules.values.numbers import to_text
from modellregion.rules.values.ranges import Range
from modellregion.rules.values.temporal_text import date_text, date_time_text, duration_text, time_text

_PLAIN_KEY = re.compile(r"[^\W\d]\w*(?: \w+)*")
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def quoted(text: str) -> str:
    """Write a text as FEEL reads it."""
    return f'"{text.translate(_ESCAPES)}"'


def key_text(key: str) -> str:
    """Write the key of a context; one that is no plain name in quotes."""
    return key if _PLAIN_KEY.fullmatch(key) and is_normalized("NFC", key) else quoted(key)


_SCALARS: dict[str, Callable[[Value], str]] = {
    kinds.NULL: lambda _value: "null",
    kinds.BOOLEAN: lambda value: "true" if value else "false",
    kinds.NUMBER: to_text,
    kinds.STRING: quoted,
    kinds.DATE: date_text,
    kinds.TIME: time_text,
    kinds.DATE_TIME: date_time_text,
    kinds.YEAR_MONTH: duration_text,
    kinds.DAY_TIME: duration_text,
}


def text_of(value: Value, run: Run) -> str:
    """Write any value; a text is written as it is, texts inside lists and contexts in quotes."""
    if type(value) is str:
        return value
    parts: list[str] = []
    _write(value, parts, run, 0)
    text = "".join(parts)
    run.sized_text(len(text))
    return text


def _write(value: Value, parts: list[str], run: Run, level: int) -> None:
    if level > VALUE_NESTING_MAX:
        raise LimitError("limit-depth", "The evaluation was stopped: a value is nested too deeply.")
    kind = kind_of(value)
    scalar = _SCALARS.get(kind)
    run.charge(1)
    if scalar is not None:
        parts.append(scalar(value))
        run.sized_text(len(parts[-1]))
    elif kind == kinds.LIST:
        _write_items(value, parts, run, level)
    elif kind == kinds.CONTEXT:
        _write_entries(value, parts, run, level)
    elif kind == kinds.RANGE:
        _write_range(value, parts, run, level)
    else:
        parts.append(_function_text(value))


def _write_items(items: list[Value], parts: list[str], run: Run, level: int) -> None:
    parts.append("[")
    for index, item in enumerate(items):
        if index:
            parts.append(", ")
        _write(item, parts, run, level + 1)
    parts.append("]")


def _write_entries(entries: dict[str, Value], parts: list[str], run: Run, level: int) -> None:
    parts.append("{")
    for index, (key, entry) in enumerate(entries.items()):
        parts.append((", " if index else "") + key_text(key) + ": ")
        _write(entry, parts, run, level + 1)
    parts.append("}")


def _write_range(interval: Range, parts: list[str], run: Run, level: int) -> None:
    if interval.operator:
        parts.append(interval.operator + " ")
        end = interval.end if interval.end is not None else interval.start
        _write(end, parts, run, level + 1)
        return
    parts.append("[" if interval.start_included else "(")
    _write(interval.start, parts, run, level + 1)
    parts.append("..")
    _write(interval.end, parts, run, level + 1)
    parts.append("]" if interval.end_included else ")")


def _function_text(function: Function) -> str:
    return f"{function.name}({', '.join(function.parameters)})"


def value_text(value: Value, *, limits: Limits = DEFAULT_LIMITS) -> str:
    """Write any value as FEEL's ``string()`` does; null as ``null``. Raises ``LimitError`` for one too large."""
    return text_of(value, Run(limits, None))
