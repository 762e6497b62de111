"""Add an organisation unit (Organisationseinheit)."""

from uuid import UUID

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.region.models import Unit
from modellregion.region.policy import Region


def add_unit(
    ctx: Context, *, name: str, short_name: str, parent: UUID | None = None, email: str = ""
) -> UUID:
    """Add an organisation unit."""
    ctx.authorise(Region.MANAGE_STAFF)
    identifier = new_id()
    with tenant(ctx):
        Unit.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            parent_id=parent,
            name=name,
            short_name=short_name,
            email=email,
        )
        append(ctx, NewEntry(Subject("unit", identifier), "unit_added", note=name))
    return identifier
