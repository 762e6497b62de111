"""Ad-hoc tasks (Ad-hoc-Aufgaben): what somebody adds to an open case beside its process, such as a phone call."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.errors import NotYourTurnError, ReasonMissingError
from modellregion.cases.history import record
from modellregion.cases.models import AdHocTask
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import seal
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.sealed_fields import opened, place_in, sealed_for
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import staff_names

TITLE_LENGTH_MAX = 200
RESULT_LENGTH_MAX = 5000


class TaskState(StrEnum):
    """State of an ad-hoc task."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """An ad-hoc task as pages show it."""

    id: UUID
    title: str
    state: TaskState
    assignee: str
    due_on: date | None
    created_by: str
    done_at: datetime | None
    done_by: str
    result: str


def add_task(
    ctx: Context, *, case: UUID, title: str, staff: UUID | None = None, due_on: date | None = None
) -> UUID:
    """Add a task to an open case, for a colleague or for whoever works on the case.

    :raises ReasonMissingError: without words that say what is to be done.
    :raises NotYourTurnError: when the case is closed.
    :raises NotFoundError: when there is no such colleague here.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        if locked.row.closed_at is not None:
            raise NotYourTurnError(f"case {case} is closed")
        if not title.strip():
            raise ReasonMissingError("ad-hoc task")
        if staff is not None and staff not in staff_names(ctx, {staff}):
            raise NotFoundError(f"no colleague {staff}")
        task = AdHocTask(
            municipality_id=ctx.municipality,
            id=new_id(),
            case_id=case,
            state=TaskState.OPEN,
            assignee_id=staff,
            due_on=due_on,
            created_at=ctx.now(),
            created_by=ctx.actor.name,
        )
        task.title = sealed_for(task, "title", title.strip()[:TITLE_LENGTH_MAX].encode())
        AdHocTask.objects.bulk_create([task])
        record(ctx, case, Action.AD_HOC_ADDED)
        return task.id


def finish_task(ctx: Context, *, case: UUID, task: UUID, result: str = "") -> None:
    """Say that a task is done, and what came of it.

    :raises NotYourTurnError: when it is done or struck off already.
    """
    _end(ctx, case, task, TaskState.DONE, result)


def strike_task(ctx: Context, *, case: UUID, task: UUID, reason: str) -> None:
    """Strike a task off that need not be done.

    :raises ReasonMissingError: without a reason.
    :raises NotYourTurnError: when it is done or struck off already.
    """
    if not reason.strip():
        raise ReasonMissingError("strike off")
    _end(ctx, case, task, TaskState.WITHDRAWN, reason)


def _end(ctx: Context, case: UUID, task: UUID, state: TaskState, words: str) -> None:
    with tenant(ctx):
        lock_for_work(ctx, case, Cases.WORK)
        rows = AdHocTask.objects.filter(municipality_id=ctx.municipality, case_id=case, id=task)
        changed = rows.filter(state=TaskState.OPEN).update(
            state=state,
            done_at=ctx.now(),
            done_by=ctx.actor.name,
            result=seal(
                words.strip()[:RESULT_LENGTH_MAX].encode(),
                place_in(AdHocTask, "result", ctx.municipality, task, case),
            ),
        )
        if not changed:
            raise (
                NotYourTurnError(f"task {task} is not open")
                if rows.exists()
                else NotFoundError(f"task {task}")
            )
        record(ctx, case, Action.AD_HOC_DONE if state is TaskState.DONE else Action.AD_HOC_WITHDRAWN)


def tasks_of(ctx: Context, case: UUID) -> list[TaskEntry]:
    """Return a case's ad-hoc tasks, the open ones first. The caller has checked the right to see the case."""
    with tenant(ctx):
        rows = list(AdHocTask.objects.filter(municipality_id=ctx.municipality, case_id=case).order_by("id"))
        names = staff_names(ctx, {row.assignee_id for row in rows if row.assignee_id}) if rows else {}
        words = {row.id: (opened(row, "title").decode(), opened(row, "result").decode()) for row in rows}
    entries = [
        TaskEntry(
            id=row.id,
            title=words[row.id][0],
            state=TaskState(row.state),
            assignee=names.get(row.assignee_id, "") if row.assignee_id else "",
            due_on=row.due_on,
            created_by=row.created_by,
            done_at=row.done_at,
            done_by=row.done_by,
            result=words[row.id][1],
        )
        for row in rows
    ]
    return sorted(entries, key=lambda entry: entry.state is not TaskState.OPEN)
