"""Takes a case one step further: the process moves, the case shows it, jobs are written down, all in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from modellregion.cases.drafts import open_answers
from modellregion.cases.errors import NotYourTurnError
from modellregion.cases.history import record
from modellregion.cases.models import Case
from modellregion.cases.states import Action, CaseState
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.jobs import defer
from modellregion.packages.api import Package, package_by_hash
from modellregion.process.api import (
    Answer,
    CallService,
    Changes,
    Command,
    CompleteWorkItem,
    RaiseIncident,
    SetTimer,
    State,
)
from modellregion.process.store.running import load_state, lock_instance, run_command

ENTERED = "entered"
"""The kind of process event that says a token has reached a node."""


@dataclass(slots=True)
class LockedCase:
    """A case that nobody else can change until the transaction ends."""

    row: Case
    package: Package

    @property
    def id(self) -> UUID:
        """The case's id."""
        return self.row.id

    def answers(self) -> dict[str, Any]:
        """Return the answers as they stand."""
        return open_answers(self.package.form, self.row.answers)


def lock_case(ctx: Context, case: UUID) -> LockedCase:
    """Lock a case, always before its process: every command takes its locks in this order.

    :raises NotFoundError: when the municipality has no such case.
    """
    row = Case.objects.select_for_update().filter(municipality_id=ctx.municipality, id=case).first()
    if row is None:
        raise NotFoundError(f"case {case}")
    return LockedCase(row, package_by_hash(row.package_hash))


def complete_task(
    ctx: Context, case: LockedCase, *, outcome: str, values: Mapping[str, str] | None = None
) -> Changes:
    """Finish the case's open task with an outcome that the process declares; ``values`` stay with the process.

    :raises NotYourTurnError: when no task with this outcome is open.
    """
    state = load_state(ctx, lock_instance(ctx, case=case.id))
    command = completing(case.package, state, outcome, values or {}, actor=_actor(ctx))
    return take_step(ctx, case, state, command)


def completing(
    package: Package, state: State, outcome: str, values: Mapping[str, str], *, actor: str
) -> CompleteWorkItem:
    """Return the command that finishes the open task with an outcome.

    :raises NotYourTurnError: when no task with this outcome is open.
    """
    for item in state.work_items.values():
        work = package.process.nodes[item.node].work
        if work is not None and outcome in {declared.id for declared in work.outcomes}:
            return CompleteWorkItem(work_item_id=item.id, outcome=outcome, values=dict(values), actor=actor)
    raise NotYourTurnError(f"no open task has the outcome {outcome}")


def send_to_process(ctx: Context, case: LockedCase, command: Command) -> Changes:
    """Carry out any other command on the case's process.

    :raises NotYourTurnError: when the process no longer expects it.
    """
    state = load_state(ctx, lock_instance(ctx, case=case.id))
    changes = take_step(ctx, case, state, command)
    if changes.answer is not Answer.DONE:
        raise NotYourTurnError(f"{type(command).__name__}: {changes.answer}")
    return changes


def take_step(ctx: Context, case: LockedCase, state: State, command: Command) -> Changes:
    """Run one command of the process and let the case show where it now stands."""
    changes = run_command(ctx, case.package.process, case=case.id, state=state, command=command, variables={})
    if changes.answer is Answer.DONE:
        carry_out_effects(ctx, case.id, changes)
        _show_state(ctx, case, changes)
    return changes


def carry_out_effects(ctx: Context, case: UUID, changes: Changes) -> None:
    """Write down as jobs what the process wants done; nothing is done inside the transaction."""
    for effect in changes.effects:
        if isinstance(effect, CallService):
            defer(
                "cases.run_operation",
                ctx.municipality,
                at=effect.run_at if effect.attempt > 1 else None,
                case=str(case),
                job=effect.job_id,
                operation=effect.operation,
            )
        elif isinstance(effect, SetTimer):
            defer("cases.fire_timer", ctx.municipality, at=effect.run_at, case=str(case), job=effect.job_id)
        elif isinstance(effect, RaiseIncident):
            record(ctx, case, Action.INCIDENT, note=f"{effect.node}: {effect.error}")


def state_reached(package: Package, changes: Changes) -> CaseState | None:
    """Return the state a case shows after a step, or None when the step changes nothing of it."""
    states = package.case.states
    nodes = [event.node for event in changes.events if event.kind == ENTERED and event.node is not None]
    reached = [states[node] for node in nodes if node in states]
    return CaseState(reached[-1]) if reached else None


def _show_state(ctx: Context, case: LockedCase, changes: Changes) -> None:
    state = state_reached(case.package, changes)
    values: dict[str, Any] = {"updated_at": ctx.now()}
    if state is not None:
        case.row.state = state.value
        values["state"] = state.value
        if state.is_decided and case.row.decided_at is None:
            values["decided_at"] = ctx.now()
            values["due_on"] = None
    Case.objects.filter(municipality_id=ctx.municipality, id=case.id).update(**values)


def _actor(ctx: Context) -> str:
    return str(ctx.actor.id) if ctx.actor.id else ctx.actor.kind.value
