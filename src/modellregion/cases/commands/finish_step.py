"""Finish a step of the process that has nothing to decide, such as one a municipality put in itself (eigener Schritt)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.errors import NotYourTurnError
from modellregion.cases.history import record
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action
from modellregion.cases.steps import actor_of, take_step
from modellregion.cases.turns import authorise_step, may_do_step
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Package
from modellregion.process.api import CompleteWorkItem
from modellregion.process.store.running import find_instance, load_work_at, lock_instance

NOTE_LENGTH_MAX = 2000


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that waits for a person and has nothing to decide: its id, name, what is to be done, by whom, until when.

    ``is_for_me``: whether the actor holds its role.
    """

    step: str
    title: str
    text: str
    role: str
    due_at: datetime | None
    is_for_me: bool = True


def open_steps(ctx: Context, case: UUID, package: Package) -> list[OpenStep]:
    """Return the steps of a case that wait to be finished. The caller has checked the right to see the case.

    Costs nothing where the process has only tasks that decide something.
    """
    nodes = _plain_steps(package)
    if not nodes:
        return []
    with tenant(ctx):
        instance = find_instance(ctx, case=case)
        state = load_work_at(ctx, package.process, instance, nodes) if instance is not None else None
    found = []
    for item in state.work_items.values() if state is not None else ():
        node = package.process.nodes[item.node]
        if node.id in nodes and node.work is not None:
            is_for_me = may_do_step(ctx, package, node.id)
            found.append(
                OpenStep(node.id, node.label, node.work.text, node.work.role, item.due_at, is_for_me)
            )
    return found


def finish_step(ctx: Context, *, case: UUID, step: str, note: str = "") -> None:
    """Finish a step that has nothing to decide; ``note`` says what came of it.

    :raises NotYourTurnError: when the step does not wait (any more), or it is one that decides.
    :raises StepOfOthersError: when the process gives the step to another role.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        if step not in _plain_steps(locked.package):
            raise NotYourTurnError(f"{step} is no step to be finished")
        state = load_work_at(ctx, locked.package.process, lock_instance(ctx, case=case), [step])
        item = next((one for one in state.work_items.values() if one.node == step), None)
        if item is None:
            raise NotYourTurnError(f"nobody waits at {step}")
        authorise_step(ctx, locked.package, step)
        take_step(ctx, locked, state, CompleteWorkItem(work_item_id=item.id, actor=actor_of(ctx)))
        title = locked.package.process.nodes[step].label
        words = note.strip()[:NOTE_LENGTH_MAX]
        record(ctx, case, Action.STEP_DONE, note=f"{title}: {words}" if words else title)


def _plain_steps(package: Package) -> list[str]:
    return [
        node.id for node in package.process.nodes.values() if node.work is not None and not node.work.outcomes
    ]
