"""Answers as a person types them."""

from datetime import date
from typing import Any


def as_typed(value: Any) -> Any:
    """Return answers with dates as text."""
    if isinstance(value, dict):
        return {name: as_typed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_typed(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
