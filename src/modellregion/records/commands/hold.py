"""Legal holds (Löschsperre): a file that must not go, whatever its date says."""

from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import authorise_file
from modellregion.records.errors import EntryIncompleteError
from modellregion.records.history import Action, record
from modellregion.records.models import Hold


def set_hold(ctx: Context, *, file: UUID, reason: str) -> UUID:
    """Keep a file until the hold is lifted, for example during a lawsuit. Whoever works on the file may.

    :raises EntryIncompleteError: without a reason.
    """
    if not reason.strip():
        raise EntryIncompleteError("reason")
    with tenant(ctx):
        authorise_file(ctx, file)
        identifier = new_id()
        Hold.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            file_id=file,
            reason=reason.strip(),
            set_at=ctx.now(),
            set_by=ctx.actor.name,
        )
        record(ctx, Action.HELD, file=file, data={"reason": reason.strip()})
    return identifier


def lift_hold(ctx: Context, *, hold: UUID, reason: str) -> None:
    """Lift a hold, with a reason; lifting it twice changes nothing.

    :raises EntryIncompleteError: without a reason.
    """
    if not reason.strip():
        raise EntryIncompleteError("reason")
    with tenant(ctx):
        row = Hold.objects.filter(municipality_id=ctx.municipality, id=hold).first()
        if row is None:
            raise NotFoundError(f"hold {hold}")
        authorise_file(ctx, row.file_id)
        if Hold.objects.filter(municipality_id=ctx.municipality, id=hold, lifted_at=None).update(
            lifted_at=ctx.now(), lifted_by=ctx.actor.name, lifted_for=reason.strip()
        ):
            record(ctx, Action.HOLD_LIFTED, file=row.file_id, data={"reason": reason.strip()})
