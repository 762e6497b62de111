"""Permissions of the trade office."""

from modellregion.kernel.context import Permission
from modellregion.region.api import Role


class Trade(Permission):
    """What staff may do with the trade register."""

    SEE_REGISTER = "trade.see_register"
    MAKE_EXTRACT = "trade.make_extract"


GRANTS: dict[Permission, frozenset[Role]] = {
    Trade.SEE_REGISTER: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.AUDITOR}),
    Trade.MAKE_EXTRACT: frozenset({Role.CLERK, Role.TEAM_LEAD}),
}
