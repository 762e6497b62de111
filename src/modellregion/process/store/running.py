"""Runs a command against a stored instance: lock, load what the step needs, step, write. The caller's transaction holds it all."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.process.api import (
    Changes,
    Command,
    Decide,
    Graph,
    MessageArrived,
    NeedsWholeStateError,
    Start,
    State,
    WorkItem,
    advance,
)
from modellregion.process.api import Context as Variables
from modellregion.process.store.reading import (
    find_instance,
    load_part,
    load_state,
    load_work_at,
    lock_instance,
)
from modellregion.process.store.writing import write_changes

__all__ = [
    "Surroundings",
    "dated",
    "find_instance",
    "load_part",
    "load_state",
    "load_work_at",
    "lock_instance",
    "run_command",
    "start_process",
    "text_id",
]


def _no_date(rule: str) -> datetime | None:  # noqa: ARG001 - the signature of those who know rules
    return None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a process finds around it: the case's data, its decisions, and the dates of deadline rules."""

    variables: Variables = field(default_factory=dict)
    decide: Decide | None = None
    due_by_rule: Callable[[str], datetime | None] = _no_date


def start_process(
    ctx: Context, graph: Graph, *, case: UUID, package_hash: str, start: Start, around: Surroundings
) -> Changes:
    """Start an instance for a case and write its rows."""
    changes = _step(ctx, graph, State(), start, around)
    write_changes(ctx.municipality, changes, case=case, package_hash=package_hash)
    return changes


def run_command(
    ctx: Context, graph: Graph, *, case: UUID, state: State, command: Command, around: Surroundings
) -> Changes:
    """Take one step from a locked instance and write what it changed.

    ``state`` may be a part; when the step ends work beyond it, every live row is loaded and the step taken anew.
    """
    before = state
    try:
        changes = _step(ctx, graph, state, command, around)
    except NeedsWholeStateError:
        if state.instance is None or state.whole:
            raise
        message = command.message_id if isinstance(command, MessageArrived) else None
        before = load_state(ctx, state.instance, message_id=message)
        changes = _step(ctx, graph, before, command, around)
    write_changes(ctx.municipality, changes, case=case, package_hash="", before=before)
    return changes


def _step(ctx: Context, graph: Graph, state: State, command: Command, around: Surroundings) -> Changes:
    changes = advance(
        graph,
        state,
        command,
        now=ctx.now(),
        variables=around.variables,
        new_id=text_id,
        decide=around.decide,
    )
    return dated(changes, around)


def dated(changes: Changes, around: Surroundings) -> Changes:
    """Give new tasks whose date hangs on a rule of law that date; the engine knows no law."""
    inserted = tuple(
        replace(row, due_at=around.due_by_rule(row.due))
        if isinstance(row, WorkItem) and row.due_at is None
        else row
        for row in changes.inserted
    )
    return replace(changes, inserted=inserted)


def text_id() -> str:
    """Return a fresh id as the engine keeps it."""
    return str(new_id())
