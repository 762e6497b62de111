"""Who of the staff may do what with which case: the permission, and the unit the case lies with."""

from uuid import UUID

from modellregion.cases.models import Case
from modellregion.cases.policy import Cases
from modellregion.cases.steps import LockedCase, lock_case
from modellregion.kernel.context import ActorKind, Context
from modellregion.kernel.errors import NotFoundError


def authorise_case(ctx: Context, permission: Cases, row: Case) -> None:
    """Let pass whoever holds the permission and works in the case's unit, or is its assignee.

    :raises NotAllowedError: when the permission is missing.
    :raises NotFoundError: when the case is not one the actor may know of.
    """
    ctx.authorise(permission)
    repairs_all = permission is Cases.REPAIR and ctx.may(Cases.REPAIR_ALL)
    if not repairs_all and not may_see(ctx, row):
        raise NotFoundError(f"case {row.id} is outside the units of {ctx.actor.id}")


def may_see(ctx: Context, row: Case) -> bool:
    """Tell whether a case is within the actor's units."""
    if (
        ctx.actor.kind is ActorKind.SYSTEM
        or row.unit_id in ctx.actor.units
        or row.assignee_id == ctx.actor.id
    ):
        return True
    return ctx.may(Cases.SEE_ALL)


def lock_for_work(ctx: Context, case: UUID, permission: Cases) -> LockedCase:
    """Lock a case for a command of the staff."""
    ctx.authorise(permission)
    locked = lock_case(ctx, case)
    authorise_case(ctx, permission, locked.row)
    return locked
