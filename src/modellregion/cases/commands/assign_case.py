"""Take a case over (übernehmen), put it back, or hand it to a colleague or another unit (abgeben)."""

from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.errors import NotYourTurnError, ReasonMissingError
from modellregion.cases.history import record
from modellregion.cases.models import Case
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action, CaseState
from modellregion.cases.steps import LockedCase
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import put_in_charge
from modellregion.region.api import list_units, staff_names


def claim_case(ctx: Context, *, case: UUID) -> None:
    """Become the person who works on a case; claiming one's own case changes nothing.

    :raises NotYourTurnError: when a colleague has it already.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        if locked.row.assignee_id == ctx.actor.id:
            return
        if locked.row.assignee_id is not None or locked.row.closed_at is not None:
            raise NotYourTurnError(f"case {case} has an assignee")
        _assign(ctx, locked, ctx.actor.id, locked.row.unit_id)
        record(ctx, case, Action.CLAIMED)


def release_case(ctx: Context, *, case: UUID) -> None:
    """Put a case back into the unit's inbox."""
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        if locked.row.assignee_id is None:
            return
        _assign(ctx, locked, None, locked.row.unit_id)
        put_in_charge(ctx, file=locked.row.file_id, unit=locked.row.unit_id, staff=None)
        record(ctx, case, Action.RELEASED)


def hand_over_case(
    ctx: Context, *, case: UUID, reason: str, staff: UUID | None = None, unit: UUID | None = None
) -> None:
    """Hand a case to a colleague, or to a unit's inbox, with a reason.

    :raises ReasonMissingError: without a reason.
    :raises NotFoundError: when there is no such colleague or unit here.
    """
    reason = reason.strip()
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.HAND_OVER)
        if not reason:
            raise ReasonMissingError("hand over")
        if staff is not None:
            name = staff_names(ctx, {staff}).get(staff)
        else:
            name = next((entry.name for entry in list_units(ctx) if entry.id == unit), None)
        if name is None:
            raise NotFoundError(f"no colleague {staff}, no unit {unit}")
        _assign(ctx, locked, staff, unit or locked.row.unit_id)
        put_in_charge(ctx, file=locked.row.file_id, unit=unit or locked.row.unit_id, staff=staff)
        record(ctx, case, Action.HANDED_OVER, note=f"{name}: {reason}")


def put_back(ctx: Context, locked: LockedCase, staff: UUID | None, unit: UUID) -> None:
    """Give a locked case back to whom it was taken from by mistake. The caller has checked that it was the actor."""
    _assign(ctx, locked, staff, unit)
    record(ctx, locked.id, Action.ASSIGNMENT_UNDONE)


def _assign(ctx: Context, locked: LockedCase, staff: UUID | None, unit: UUID) -> None:
    state = locked.row.state
    if state in {CaseState.RECEIVED, CaseState.IN_REVIEW}:
        state = CaseState.RECEIVED if staff is None else CaseState.IN_REVIEW
    Case.objects.filter(municipality_id=ctx.municipality, id=locked.id).update(
        assignee_id=staff, unit_id=unit, state=state, updated_at=ctx.now()
    )
