"""Entries of the register as rows: their states, and how they stand in lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

COLUMNS = "id, number, name, trader, activity, address, state, since, ceased_on"


class BusinessState(StrEnum):
    """``moved``: given up here, taken up in another district."""

    ACTIVE = "active"
    MOVED = "moved"
    CEASED = "ceased"


@dataclass(frozen=True, slots=True)
class BusinessRow:
    """An entry in lists."""

    id: UUID
    number: str
    name: str
    trader: str
    activity: str
    address: str
    state: BusinessState
    since: date | None
    ceased_on: date | None


def business_row(columns: Sequence[object]) -> BusinessRow:
    """Return the row of what stands in ``COLUMNS``."""
    values = list(columns)
    values[6] = BusinessState(str(values[6]))
    return BusinessRow(*values)  # type: ignore[arg-type]
