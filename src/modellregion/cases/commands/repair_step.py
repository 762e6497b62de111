"""Help a step that failed (Störung): try it again, or go on without it."""

from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.errors import ReasonMissingError
from modellregion.cases.history import record
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action
from modellregion.cases.steps import actor_of, send_to_process
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.process.api import RetryJob, SkipJob


def retry_step(ctx: Context, *, case: UUID, job: str, reason: str) -> None:
    """Try a failed step again from its first attempt.

    :raises ReasonMissingError: without a reason.
    :raises NotYourTurnError: when the step does not wait for help (any more).
    """
    _repair(ctx, case, RetryJob(job_id=job, reason=reason.strip(), actor=actor_of(ctx)), Action.STEP_RETRIED)


def skip_step(ctx: Context, *, case: UUID, job: str, reason: str) -> None:
    """Go on as if a failed step had been done; whoever skips it sees to it that it is done otherwise.

    :raises ReasonMissingError: without a reason.
    :raises NotYourTurnError: when the step does not wait for help (any more).
    :raises StepRefusedError: when there is nothing to skip.
    """
    _repair(ctx, case, SkipJob(job_id=job, reason=reason.strip(), actor=actor_of(ctx)), Action.STEP_SKIPPED)


def _repair(ctx: Context, case: UUID, command: RetryJob | SkipJob, action: Action) -> None:
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.REPAIR)
        if not command.reason:
            raise ReasonMissingError(action)
        send_to_process(ctx, locked, command)
        record(ctx, case, action, note=command.reason)
