"""What the forms of the file's pages send: ids, days, numbers."""

from datetime import date
from uuid import UUID

from modellregion.records.errors import EntryIncompleteError


def identifier(text: str) -> UUID | None:
    """Return the id that was sent, or None when it is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def wanted(text: str) -> UUID:
    """Return the id that was sent.

    :raises EntryIncompleteError: when it is none.
    """
    found = identifier(text)
    if found is None:
        raise EntryIncompleteError("nothing chosen")
    return found


def day(text: str) -> date | None:
    """Return the day that was typed, or None for nothing.

    :raises EntryIncompleteError: when it is none.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise EntryIncompleteError("no date") from None


def number(text: str, default: int) -> int:
    """Return the number that was typed; anything else is the default."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
