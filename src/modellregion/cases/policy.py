"""Permissions of the cases' room."""

from modellregion.kernel.context import Permission
from modellregion.region.api import Role


class Cases(Permission):
    """What staff may do with cases of their units; ``SEE_ALL`` and ``REPAIR_ALL`` lift the limit to own units.

    ``SEE_TEAM``: how much work lies with whom. ``REPAIR``: retry or skip a step that failed. ``STEER``: let a process jump, end it, take it up again.
    ``ERASE_WORDS``: erase what the history says of people (Art. 17 DSGVO).
    ``SIGN``: sign notices finally; ``SIGN_SIMPLE``: those that their package leaves to clerks. ``POST_LETTERS``: print letters and note
    their posting. ``LEAD``: do the steps that a process gives to the team lead. ``KEEP_MODULES``: write the municipality's text modules.
    """

    SEE = "cases.see"
    SEE_ALL = "cases.see_all"
    SEE_TEAM = "cases.see_team"
    WORK = "cases.work"
    DECIDE = "cases.decide"
    LEAD = "cases.lead"
    HAND_OVER = "cases.hand_over"
    SIGN = "cases.sign"
    SIGN_SIMPLE = "cases.sign_simple"
    POST_LETTERS = "cases.post_letters"
    KEEP_MODULES = "cases.keep_modules"
    CLOSE = "cases.close"
    REPAIR = "cases.repair"
    REPAIR_ALL = "cases.repair_all"
    STEER = "cases.steer"
    SEE_PROCESSES = "cases.see_processes"
    MIGRATE = "cases.migrate"
    ERASE_WORDS = "cases.erase_words"
    GIVE_OPINION = "cases.give_opinion"


GRANTS: dict[Permission, frozenset[Role]] = {
    Cases.SEE: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.AUDITOR}),
    Cases.SEE_ALL: frozenset({Role.AUDITOR}),
    Cases.SEE_TEAM: frozenset({Role.TEAM_LEAD}),
    Cases.WORK: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.DECIDE: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.LEAD: frozenset({Role.TEAM_LEAD}),
    Cases.HAND_OVER: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.SIGN: frozenset({Role.TEAM_LEAD}),
    Cases.SIGN_SIMPLE: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.POST_LETTERS: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.KEEP_MODULES: frozenset({Role.TEAM_LEAD, Role.SERVICE_MANAGER}),
    Cases.CLOSE: frozenset({Role.CLERK, Role.TEAM_LEAD}),
    Cases.REPAIR: frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR}),
    Cases.REPAIR_ALL: frozenset({Role.ADMINISTRATOR}),
    Cases.STEER: frozenset({Role.TEAM_LEAD}),
    Cases.SEE_PROCESSES: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.AUDITOR, Role.ADMINISTRATOR}),
    Cases.GIVE_OPINION: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.RECIPIENT}),
    Cases.MIGRATE: frozenset({Role.ADMINISTRATOR}),
    Cases.ERASE_WORDS: frozenset({Role.TEAM_LEAD}),
}
