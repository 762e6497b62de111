"""Routing values: what a command may leave in an instance for later conditions."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from modellregion.process.findings import CommandRefusedError
from modellregion.process.graph import Graph

DEPTH_MAX = 20


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
        if not _is_usable(value, 0):
            raise CommandRefusedError(
                "unusable_value",
                f"{name} holds {type(value).__name__}; texts, whole and decimal numbers, dates, times, truth values, "
                "lists and contexts of these are possible.",
            )


def _is_usable(value: object, depth: int) -> bool:
    if depth > DEPTH_MAX:
        return False
    if isinstance(value, list | tuple):
        return all(_is_usable(item, depth + 1) for item in value)
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _is_usable(item, depth + 1) for key, item in value.items())
    return value is None or isinstance(value, str | bool | int | Decimal | date | time | datetime)
