"""The demo's staff as those who act, now and earlier."""

from dataclasses import replace
from datetime import timedelta

from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import Actor, ActorKind, Context
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import permissions_of
from modellregion.region.models import RoleAssignment, StaffMember
from modellregion.region.roles import Role


def person(base: Context, login: str) -> Context:
    """Return the context in which one of a municipality's staff acts."""
    with tenant(base):
        found = StaffMember.objects.get(municipality_id=base.municipality, login=login)
        held = list(RoleAssignment.objects.filter(municipality_id=base.municipality, staff_id=found.id))
    actor = Actor(
        ActorKind.STAFF,
        id=found.id,
        name=found.name,
        permissions=permissions_of([Role(one.role) for one in held]),
        units=frozenset(one.unit_id for one in held),
    )
    return replace(base, actor=actor)


def earlier(ctx: Context, *, days: int) -> Context:
    """Return the same context some days ago."""
    return replace(ctx, clock=FixedClock(ctx.now() - timedelta(days=days)))
