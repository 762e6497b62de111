"""The history of a case: who did what when, as the journal keeps it, written in the transaction of the act itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from modellregion.cases.states import ACTION_NAMES, Action
from modellregion.journal.api import NewEntry, Subject, append, entries_of
from modellregion.kernel.context import Context

CASE = "case"
"""What the journal calls a case."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a case's history; ``is_erased`` when its words are gone."""

    id: UUID
    at: datetime
    action: Action
    name: object
    actor: str
    note: str
    data: Any = None
    is_erased: bool = False


def record(
    ctx: Context, case: UUID, action: Action, *, note: str = "", data: Any = None, is_public: bool = False
) -> None:
    """Append a line to the history. ``data`` is plain JSON-like; the note is shown to the staff."""
    append(ctx, event(case, action, note=note, data=data, is_public=is_public))


def event(
    case: UUID, action: Action, *, note: str = "", data: Any = None, is_public: bool = False
) -> NewEntry:
    """Return a line of the history, not yet written."""
    return NewEntry(Subject(CASE, case), action.value, note=note, data=data, is_public=is_public)


def history_of(ctx: Context, case: UUID, *, public_only: bool = False) -> Sequence[HistoryLine]:
    """Return the lines of a case, the oldest first. The caller has checked the right to see it."""
    lines = []
    for entry in entries_of(ctx, case, public_only=public_only):
        action = Action(entry.action)
        lines.append(
            HistoryLine(
                entry.id,
                entry.at,
                action,
                ACTION_NAMES[action],
                entry.actor,
                entry.note,
                entry.data,
                entry.is_erased,
            )
        )
    return lines
