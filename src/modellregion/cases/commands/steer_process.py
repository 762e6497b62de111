"""Steer a process by hand, each time with a reason: reassign, withdraw, jump, discontinue, take up again."""

from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.clocks import stop_clocks
from modellregion.cases.errors import NotYourTurnError, ReasonMissingError
from modellregion.cases.history import record
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action
from modellregion.cases.steps import LockedCase, actor_of, send_to_process
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.process.api import Cancel, Jump, Reassign, Reopen, Withdraw
from modellregion.region.api import staff_names


def reassign_task(ctx: Context, *, case: UUID, work_item: str, staff: UUID, reason: str) -> None:
    """Hand one task of a process to a colleague; the case stays where it is.

    :raises NotFoundError: when there is no such colleague here.
    """
    with tenant(ctx):
        locked = _lock(ctx, case, Cases.HAND_OVER, reason)
        name = staff_names(ctx, {staff}).get(staff)
        if name is None:
            raise NotFoundError(f"no colleague {staff}")
        command = Reassign(
            work_item_id=work_item, assignee=str(staff), reason=reason.strip(), actor=actor_of(ctx)
        )
        send_to_process(ctx, locked, command)
        record(ctx, case, Action.TASK_REASSIGNED, note=f"{name}: {reason.strip()}")


def withdraw_task(ctx: Context, *, case: UUID, work_item: str, reason: str) -> None:
    """Take a task back; the process stays at its step until somebody lets it jump."""
    with tenant(ctx):
        locked = _lock(ctx, case, Cases.STEER, reason)
        command = Withdraw(work_item_id=work_item, reason=reason.strip(), actor=actor_of(ctx))
        send_to_process(ctx, locked, command)
        record(ctx, case, Action.TASK_WITHDRAWN, note=reason.strip())


def jump_to_step(ctx: Context, *, case: UUID, token: str, step: str, reason: str) -> None:
    """Let a process go on from another step, or begin its present one anew.

    :raises StepRefusedError: when the step is no possible target.
    """
    with tenant(ctx):
        locked = _lock(ctx, case, Cases.STEER, reason)
        command = Jump(token_id=token, node=step, reason=reason.strip(), actor=actor_of(ctx))
        send_to_process(ctx, locked, command)
        label = locked.package.process.nodes[step].label
        record(ctx, case, Action.STEP_JUMPED, note=f"{label}: {reason.strip()}")


def discontinue_case(ctx: Context, *, case: UUID, reason: str) -> None:
    """End the process and all that waits in it (Verfahren einstellen); the case can be closed or taken up again."""
    with tenant(ctx):
        locked = _lock(ctx, case, Cases.STEER, reason)
        send_to_process(ctx, locked, Cancel(reason=reason.strip(), actor=actor_of(ctx)))
        stop_clocks(ctx, case)
        record(ctx, case, Action.DISCONTINUED, note=reason.strip(), is_public=True)


def reopen_case(ctx: Context, *, case: UUID, step: str, reason: str) -> None:
    """Take an ended process up again at a step; documents, clocks and data stay as they are.

    :raises NotYourTurnError: when the process has not ended, or the file is closed already.
    """
    with tenant(ctx):
        locked = _lock(ctx, case, Cases.STEER, reason)
        if locked.row.closed_at is not None:
            raise NotYourTurnError(f"case {case} is closed")
        send_to_process(ctx, locked, Reopen(node=step, reason=reason.strip(), actor=actor_of(ctx)))
        label = locked.package.process.nodes[step].label
        record(ctx, case, Action.REOPENED, note=f"{label}: {reason.strip()}", is_public=True)


def _lock(ctx: Context, case: UUID, permission: Cases, reason: str) -> LockedCase:
    locked = lock_for_work(ctx, case, permission)
    if not reason.strip():
        raise ReasonMissingError(permission)
    return locked
