"""Contexts of the demo region's people, as their sessions would give them."""

from uuid import UUID

from modellregion.kernel.clock import SYSTEM_CLOCK, Clock
from modellregion.kernel.context import CITIZEN, Actor, ActorKind, Context
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import Role, find_body
from modellregion.region.models import RoleAssignment, StaffMember, Substitution
from modellregion.region.sessions import permissions_of


def _municipality(slug: str) -> UUID:
    body = find_body(slug)
    assert body is not None, slug
    return body.id


def citizen(slug: str = "paderborn", clock: Clock = SYSTEM_CLOCK) -> Context:
    """Return the context of somebody at the portal of ``slug``."""
    return Context(_municipality(slug), CITIZEN, clock)


def staff(login: str = "anna.muster", slug: str = "paderborn", clock: Clock = SYSTEM_CLOCK) -> Context:
    """Return the context of a member of staff of ``slug``."""
    municipality = _municipality(slug)
    with tenant(municipality):
        person = StaffMember.objects.get(municipality_id=municipality, login=login)
        roles = list(RoleAssignment.objects.filter(municipality_id=municipality, staff_id=person.id))
        today = clock.today()
        standing = Substitution.objects.filter(
            municipality_id=municipality,
            substitute_staff_id=person.id,
            starts_on__lte=today,
            ends_on__gte=today,
        )
        absent = frozenset(standing.values_list("absent_staff_id", flat=True))
        theirs = RoleAssignment.objects.filter(municipality_id=municipality, staff_id__in=absent)
        units = {role.unit_id for role in [*roles, *theirs]}
    actor = Actor(
        ActorKind.STAFF,
        id=person.id,
        name=person.name,
        permissions=permissions_of([Role(role.role) for role in roles]),
        units=frozenset(units),
        stands_in_for=absent,
        confirmed_at=clock.now(),
    )
    return Context(municipality, actor, clock)
