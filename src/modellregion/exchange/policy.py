"""Permissions of the exchange's room."""

from modellregion.kernel.context import Permission
from modellregion.region.api import Role


class Exchange(Permission):
    """What staff may do with transmissions: see those of a case, read and finish received ones, set routes."""

    SEE_SENT = "exchange.see_sent"
    READ_RECEIVED = "exchange.read_received"
    SEE_ROUTES = "exchange.see_routes"
    SET_ROUTES = "exchange.set_routes"


GRANTS: dict[Permission, frozenset[Role]] = {
    Exchange.SEE_SENT: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.AUDITOR}),
    Exchange.READ_RECEIVED: frozenset({Role.RECIPIENT}),
    Exchange.SEE_ROUTES: frozenset({Role.TEAM_LEAD, Role.SERVICE_MANAGER, Role.ADMINISTRATOR}),
    Exchange.SET_ROUTES: frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR}),
}
