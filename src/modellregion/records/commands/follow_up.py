"""Follow-ups (Wiedervorlagen): look into a file again on a day."""

from datetime import date
from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import authorise_file
from modellregion.records.errors import EntryIncompleteError
from modellregion.records.history import Action, record
from modellregion.records.models import FollowUp
from modellregion.region.api import staff_names


def set_follow_up(
    ctx: Context,
    *,
    file: UUID,
    due_on: date,
    reason: str,
    owner: UUID | None = None,
    document: UUID | None = None,
) -> UUID:
    """Set a follow-up, for oneself or a colleague.

    :raises EntryIncompleteError: without a reason, or for a day that is over.
    :raises NotFoundError: when there is no such colleague.
    """
    if not reason.strip() or due_on < ctx.today():
        raise EntryIncompleteError("reason or day")
    owner = owner or ctx.actor.id
    with tenant(ctx):
        authorise_file(ctx, file)
        if owner is None or owner not in staff_names(ctx, {owner}):
            raise NotFoundError(f"no colleague {owner}")
        identifier = new_id()
        FollowUp.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            file_id=file,
            document_id=document,
            due_on=due_on,
            owner_id=owner,
            reason=reason.strip(),
            created_at=ctx.now(),
            created_by=ctx.actor.name,
        )
        record(ctx, Action.FOLLOW_UP_SET, file=file, document=document, data={"due_on": due_on.isoformat(), "reason": reason.strip()})  # fmt: skip
    return identifier


def finish_follow_up(ctx: Context, *, file: UUID, follow_up: UUID) -> None:
    """Mark a follow-up as done; doing it twice changes nothing."""
    with tenant(ctx):
        authorise_file(ctx, file)
        rows = FollowUp.objects.filter(municipality_id=ctx.municipality, file_id=file, id=follow_up)
        if not rows.exists():
            raise NotFoundError(f"follow-up {follow_up}")
        if rows.filter(done_at=None).update(done_at=ctx.now(), done_by=ctx.actor.name):
            record(ctx, Action.FOLLOW_UP_DONE, file=file)
