"""Takes a case one step further: the process moves, the case shows it, jobs are written down, all in one transaction.

Locks are taken in one order everywhere: the case, then its process instance; all other rows of the process change
under these two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from modellregion.cases.drafts import open_answers
from modellregion.cases.effects import carry_out_effects
from modellregion.cases.errors import NotYourTurnError, StepRefusedError
from modellregion.cases.history import record
from modellregion.cases.models import Case
from modellregion.cases.states import Action, CaseState
from modellregion.cases.surroundings import Around, CaseData
from modellregion.cases.turns import authorise_step
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.packages.api import Package, package_by_hash
from modellregion.process.api import (
    Answer,
    AwaitMessage,
    Changes,
    Command,
    CommandRefusedError,
    CompleteWorkItem,
    EndInstance,
    InstanceState,
    State,
)
from modellregion.process.store.messages import forget_message, kept_messages
from modellregion.process.store.running import load_part, load_work_at, lock_instance, run_command

REACHED = frozenset({"entered", "jumped"})
"""The kinds of process events that say a token has reached a node."""


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
        return open_answers(self.package.form, self.row)


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
    :raises StepOfOthersError: when the process gives the task to another role.
    """
    nodes = [
        node.id
        for node in case.package.process.nodes.values()
        if _has_outcome(case.package, node.id, outcome)
    ]
    state = load_work_at(ctx, case.package.process, lock_instance(ctx, case=case.id), nodes)
    command = completing(case.package, state, outcome, values or {}, actor=actor_of(ctx))
    authorise_step(ctx, case.package, state.work_items[command.work_item_id].node)
    return take_step(ctx, case, state, command)


def completing(
    package: Package, state: State, outcome: str, values: Mapping[str, str], *, actor: str
) -> CompleteWorkItem:
    """Return the command that finishes the open task with an outcome.

    :raises NotYourTurnError: when no task with this outcome is open.
    """
    for item in state.work_items.values():
        if _has_outcome(package, item.node, outcome):
            return CompleteWorkItem(work_item_id=item.id, outcome=outcome, values=dict(values), actor=actor)
    raise NotYourTurnError(f"no open task has the outcome {outcome}")


def _has_outcome(package: Package, node: str, outcome: str) -> bool:
    work = package.process.nodes[node].work
    return work is not None and any(declared.id == outcome for declared in work.outcomes)


def send_to_process(ctx: Context, case: LockedCase, command: Command) -> Changes:
    """Carry out any other command on the case's process.

    :raises NotYourTurnError: when the process no longer expects it.
    """
    state = load_part(ctx, case.package.process, lock_instance(ctx, case=case.id), command)
    changes = take_step(ctx, case, state, command)
    if changes.answer is not Answer.DONE:
        raise NotYourTurnError(f"{type(command).__name__}: {changes.answer}")
    return changes


def take_step(ctx: Context, case: LockedCase, state: State, command: Command) -> Changes:
    """Run one command of the process and let the case show where it now stands.

    :raises StepRefusedError: when the process cannot do what is asked, now or ever.
    """
    filed_on = case.row.received_at.astimezone(BERLIN).date()
    around = Around(ctx, case.package, CaseData(ctx, case.package, case.answers, filed_on), filed_on)
    try:
        changes = run_command(
            ctx,
            case.package.process,
            case=case.id,
            state=state,
            command=command,
            around=around.for_process(),
        )
    except CommandRefusedError as refused:
        raise StepRefusedError(refused) from refused
    if changes.answer is Answer.DONE:
        carry_out_effects(ctx, case.id, changes)
        note_decisions(ctx, case.id, around)
        _show_state(ctx, case, changes)
        _offer_kept_messages(ctx, case, changes)
    return changes


def note_decisions(ctx: Context, case: UUID, around: Around) -> None:
    """Write into the history what the rules have decided, and why."""
    for decision, explanation in around.decided:
        record(ctx, case, Action.RULED, note=decision, data=explanation.as_data())


def _offer_kept_messages(ctx: Context, case: LockedCase, changes: Changes) -> None:
    """Deliver messages that had come before anybody waited for them; the oldest first."""
    awaited = {effect.message for effect in changes.effects if isinstance(effect, AwaitMessage)}
    if not awaited:
        return
    for message in kept_messages(ctx, case=case.id, names=awaited):
        instance = lock_instance(ctx, case=case.id)
        delivered = take_step(ctx, case, load_part(ctx, case.package.process, instance, message), message)
        if delivered.answer in {Answer.DONE, Answer.DUPLICATE}:
            forget_message(ctx, instance=instance.id, message_id=message.message_id)


def state_reached(package: Package, changes: Changes) -> CaseState | None:
    """Return the state a case shows after a step, or None when the step changes nothing of it."""
    for effect in changes.effects:
        if isinstance(effect, EndInstance) and effect.state == InstanceState.CANCELLED:
            return CaseState.DISCONTINUED
    states = package.case.states
    nodes = [event.node for event in changes.events if event.kind in REACHED and event.node is not None]
    reached = [states[node] for node in nodes if node in states]
    return CaseState(reached[-1]) if reached else None


def _show_state(ctx: Context, case: LockedCase, changes: Changes) -> None:
    state = state_reached(case.package, changes)
    values: dict[str, Any] = {"updated_at": ctx.now()}
    if state is not None:
        case.row.state = state.value
        values["state"] = state.value
        if not state.is_decided:
            values["decided_at"] = case.row.decided_at = None  # taken up again by hand
        elif case.row.decided_at is None:
            values["decided_at"] = case.row.decided_at = ctx.now()
            values["due_on"] = None
    Case.objects.filter(municipality_id=ctx.municipality, id=case.id).update(**values)


def actor_of(ctx: Context) -> str:
    """Return who acts, as the process keeps it."""
    return str(ctx.actor.id) if ctx.actor.id else ctx.actor.kind.value
