"""Routing values: what is left in an instance for later conditions, and how a store writes it down."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

import msgspec

from modellregion.process.findings import CommandRefusedError
from modellregion.process.graph import Graph
from modellregion.process.rows import Values

DEPTH_MAX = 20
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_TAGS = {"@date": date.fromisoformat, "@date-time": datetime.fromisoformat, "@time": time.fromisoformat}


def require_routing_values(graph: Graph, command: object) -> None:
    """Refuse values that FEEL does not know, and those that would stand in for a decision somebody takes.

    Raises CommandRefusedError.
    """
    values = getattr(command, "values", None)
    if not values:
        return
    for name, value in values.items():
        if name in graph.outcome_names:
            raise CommandRefusedError(
                "reserved_value", f"{name} takes the outcome of a user task and can't be set from outside."
            )
        if not is_usable(value):
            raise CommandRefusedError(
                "unusable_value",
                f"{name} holds {type(value).__name__}; texts, whole and decimal numbers, dates, times, truth values, "
                "lists and contexts of these are possible.",
            )


def is_usable(value: object, depth: int = 0) -> bool:
    """Whether a value can be kept: null, boolean, text, int, Decimal, date, time, date-time, lists, contexts."""
    if depth > DEPTH_MAX:
        return False
    if isinstance(value, list | tuple):
        return all(is_usable(item, depth + 1) for item in value)
    if isinstance(value, Mapping):
        return all(_is_key(key) and is_usable(item, depth + 1) for key, item in value.items())
    if isinstance(value, Decimal):
        return value.is_finite()
    return value is None or isinstance(value, str | bool | int | date | time)


def _is_key(key: object) -> bool:
    return isinstance(key, str) and not key.startswith("@")


def values_to_json(values: Values) -> bytes:
    """Return routing values (or an event's data) as JSON; decimal numbers keep every digit.

    Dates and times, which JSON has not, become contexts with one key: ``{"@date": "2026-07-01"}``.
    """
    return _ENCODER.encode(_tagged(values))


def values_from_json(stored: bytes | str) -> dict[str, object]:
    """Return the values that ``values_to_json`` wrote; raises msgspec.DecodeError when it did not."""
    decoded = _DECODER.decode(stored)
    if not isinstance(decoded, dict):
        raise msgspec.DecodeError("Stored values are a JSON object.")
    return values_from_plain(decoded)


def values_from_plain(decoded: Mapping[str, object]) -> dict[str, object]:
    """Return values whose JSON was decoded with its row, numbers with a fraction as Decimal."""
    return {name: _untagged(value) for name, value in decoded.items()}


def _tagged(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _tagged(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tagged(item) for item in value]
    if isinstance(value, datetime):
        return {"@date-time": value.isoformat()}
    if isinstance(value, int) and abs(value) >= 2**63:
        return Decimal(value)
    if isinstance(value, date | time):
        return {"@date" if isinstance(value, date) else "@time": value.isoformat()}
    return value


def _untagged(value: object) -> object:
    if isinstance(value, list):
        return [_untagged(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((key, text),) = value.items()
        if key in _TAGS and isinstance(text, str):
            return _TAGS[key](text)
    return {key: _untagged(item) for key, item in value.items()}
