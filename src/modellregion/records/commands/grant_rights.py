"""Give and end rights on the file plan or a file; say up to which confidentiality a person may see."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import Right
from modellregion.records.commands.file_plan import LEVELS
from modellregion.records.errors import EntryIncompleteError
from modellregion.records.history import Action, record
from modellregion.records.models import Clearance, File, Grant, PlanNode
from modellregion.records.policy import Records
from modellregion.region.api import list_units, staff_names


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A right for a unit or a person, on a node and all below it, or on one file; until a day, or without end."""

    right: Right
    reason: str
    node: UUID | None = None
    file: UUID | None = None
    unit: UUID | None = None
    staff: UUID | None = None
    ends_on: date | None = None


def grant_right(ctx: Context, *, grant: NewGrant) -> UUID:
    """Give a right.

    :raises EntryIncompleteError: without a reason, or when it does not name one place and one receiver.
    :raises NotFoundError: when there is no such place or receiver.
    """
    ctx.authorise(Records.GRANT)
    one_place = (grant.node is None) != (grant.file is None)
    one_receiver = (grant.unit is None) != (grant.staff is None)
    if not (grant.reason.strip() and one_place and one_receiver):
        raise EntryIncompleteError("reason, place or receiver")
    with tenant(ctx):
        _check(ctx, grant)
        identifier = new_id()
        Grant.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            node_id=grant.node,
            file_id=grant.file,
            unit_id=grant.unit,
            staff_id=grant.staff,
            right=grant.right.value,
            ends_on=grant.ends_on,
            reason=grant.reason.strip(),
            granted_at=ctx.now(),
            granted_by=ctx.actor.name,
        )
        record(
            ctx, Action.GRANTED, file=grant.file, data={"grant": str(identifier), "right": grant.right.value}
        )
    return identifier


def end_grant(ctx: Context, *, grant: UUID) -> None:
    """End a right at once."""
    ctx.authorise(Records.GRANT)
    with tenant(ctx):
        row = Grant.objects.filter(municipality_id=ctx.municipality, id=grant).first()
        if row is None:
            raise NotFoundError(f"grant {grant}")
        Grant.objects.filter(municipality_id=ctx.municipality, id=grant).delete()
        record(ctx, Action.GRANT_ENDED, file=row.file_id, data={"grant": str(grant), "right": row.right})


def set_clearance(ctx: Context, *, staff: UUID, level: int) -> None:
    """Say up to which confidentiality a person may see; 0 is what everybody may.

    :raises NotFoundError: when there is no such person.
    """
    ctx.authorise(Records.GRANT)
    if level not in LEVELS:
        raise EntryIncompleteError("level")
    with tenant(ctx):
        if staff not in staff_names(ctx, {staff}):
            raise NotFoundError(f"no colleague {staff}")
        Clearance.objects.update_or_create(
            municipality_id=ctx.municipality,
            staff_id=staff,
            defaults={"level": level},
            create_defaults={"level": level, "id": new_id()},
        )
        record(ctx, Action.CLEARED, data={"staff": str(staff), "level": level})


def _check(ctx: Context, grant: NewGrant) -> None:
    mine = {"municipality_id": ctx.municipality}
    if grant.node is not None and not PlanNode.objects.filter(**mine, id=grant.node).exists():
        raise NotFoundError(f"node {grant.node}")
    if grant.file is not None and not File.objects.filter(**mine, id=grant.file).exists():
        raise NotFoundError(f"file {grant.file}")
    if grant.staff is not None and grant.staff not in staff_names(ctx, {grant.staff}):
        raise NotFoundError(f"no colleague {grant.staff}")
    if grant.unit is not None and grant.unit not in {unit.id for unit in list_units(ctx)}:
        raise NotFoundError(f"no unit {grant.unit}")
