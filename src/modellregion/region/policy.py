"""Permissions of the region's room."""

from modellregion.kernel.context import Permission
from modellregion.region.roles import Role


class Region(Permission):
    """What staff may do with units, people and substitutes."""

    SEE_COLLEAGUES = "region.see_colleagues"
    SET_OWN_SUBSTITUTE = "region.set_own_substitute"
    SET_ANY_SUBSTITUTE = "region.set_any_substitute"
    MANAGE_STAFF = "region.manage_staff"


GRANTS: dict[Permission, frozenset[Role]] = {
    Region.SEE_COLLEAGUES: frozenset(Role),
    Region.SET_OWN_SUBSTITUTE: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.RECIPIENT}),
    Region.SET_ANY_SUBSTITUTE: frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR}),
    Region.MANAGE_STAFF: frozenset({Role.ADMINISTRATOR}),
}
