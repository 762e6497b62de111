"""Permissions of the cases' room."""

from modellregion.kernel.context import Permission
from modellregion.region.api import Role


class Cases(Permission):
    """What staff may do with cases of their units; ``SEE_ALL`` lifts the limit to own units."""

    SEE = "cases.see"
    SEE_ALL = "cases.see_all"
    WORK = "cases.work"
    DECIDE = "cases.decide"
    HAND_OVER = "cases.hand_over"
    CLOSE = "cases.close"
    REPAIR = "cases.repair"


GRANTS: dict[Permission, frozenset[Role]] = {
    Cases.SEE: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.AUDITOR}),
    Cases.SEE_ALL: frozenset({Role.AUDITOR}),
    Cases.WORK: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.DECIDE: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.HAND_OVER: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.CLOSE: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.REPAIR: frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR}),
}
