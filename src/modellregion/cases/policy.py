"""Permissions of the cases' room."""

from modellregion.kernel.context import Permission
from modellregion.region.api import Role


class Cases(Permission):
    """What staff may do with cases of their units; ``SEE_ALL`` and ``REPAIR_ALL`` lift the limit to own units.

    ``SEE_TEAM``: how much work lies with whom. ``REPAIR``: retry or skip a step that failed. ``STEER``: let a process jump, end it, take it up again.
    ``ERASE_WORDS``: erase what the history says of people (Art. 17 DSGVO).
    """

    SEE = "cases.see"
    SEE_ALL = "cases.see_all"
    SEE_TEAM = "cases.see_team"
    WORK = "cases.work"
    DECIDE = "cases.decide"
    HAND_OVER = "cases.hand_over"
    CLOSE = "cases.close"
    REPAIR = "cases.repair"
    REPAIR_ALL = "cases.repair_all"
    STEER = "cases.steer"
    SEE_PROCESSES = "cases.see_processes"
    MIGRATE = "cases.migrate"
    ERASE_WORDS = "cases.erase_words"


GRANTS: dict[Permission, frozenset[Role]] = {
    Cases.SEE: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.AUDITOR}),
    Cases.SEE_ALL: frozenset({Role.AUDITOR}),
    Cases.SEE_TEAM: frozenset({Role.TEAM_LEAD}),
    Cases.WORK: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.DECIDE: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.HAND_OVER: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.CLOSE: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.REPAIR: frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR}),
    Cases.REPAIR_ALL: frozenset({Role.ADMINISTRATOR}),
    Cases.STEER: frozenset({Role.TEAM_LEAD}),
    Cases.SEE_PROCESSES: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.AUDITOR, Role.ADMINISTRATOR}),
    Cases.MIGRATE: frozenset({Role.ADMINISTRATOR}),
    Cases.ERASE_WORDS: frozenset({Role.TEAM_LEAD}),
}
