"""Take a message for a case from another system: a register, a payment provider, another authority."""

from collections.abc import Mapping
from uuid import UUID

from modellregion.cases.history import record
from modellregion.cases.states import Action
from modellregion.cases.steps import lock_case, take_step
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.process.api import Answer, MessageArrived
from modellregion.process.store.messages import keep_message
from modellregion.process.store.running import load_part, lock_instance


def receive_message(
    ctx: Context,
    *,
    case: UUID,
    message_id: str,
    message: str,
    correlation: str | None = None,
    values: Mapping[str, object] | None = None,
) -> Answer:
    """Hand a message to a case's process, once however often it is sent (``message_id`` is the sender's).

    One that nobody waits for yet is kept and delivered as soon as the process waits for it; one that comes after the
    end is noted in the history for a person to see.

    :raises NotFoundError: when the municipality has no such case.
    """
    command = MessageArrived(
        message_id=message_id, message=message, correlation=correlation, values=dict(values or {})
    )
    with tenant(ctx):
        locked = lock_case(ctx, case)
        instance = lock_instance(ctx, case=case)
        answer = take_step(
            ctx, locked, load_part(ctx, locked.package.process, instance, command), command
        ).answer
        if answer in {Answer.NOT_EXPECTED, Answer.INSTANCE_ENDED}:
            is_new = keep_message(ctx, instance=instance.id, message=command)
            if is_new:
                kind = Action.MESSAGE_KEPT if answer is Answer.NOT_EXPECTED else Action.MESSAGE_LATE
                record(ctx, case, kind, note=message)
        elif answer is Answer.DONE:
            record(ctx, case, Action.MESSAGE_RECEIVED, note=message)
        return answer
