"""Permissions of the records' room. Which files they reach is decided in ``access.py``."""

from modellregion.kernel.context import Permission
from modellregion.region.api import Role


class Records(Permission):
    """What staff may do with files they reach; ``SEE_ALL`` and ``WORK_ALL`` reach every file of the municipality.

    ``SIGN``: sign what circulates last. ``APPRAISE``: decide what is kept for ever. ``APPROVE_DELETION``: confirm a
    destruction that somebody else prepared.
    """

    SEE = "records.see"
    SEE_ALL = "records.see_all"
    WORK = "records.work"
    WORK_ALL = "records.work_all"
    SIGN = "records.sign"
    MANAGE_PLAN = "records.manage_plan"
    GRANT = "records.grant"
    SEE_LOG = "records.see_log"
    DISPOSE = "records.dispose"
    APPRAISE = "records.appraise"
    APPROVE_DELETION = "records.approve_deletion"


GRANTS: dict[Permission, frozenset[Role]] = {
    Records.SEE: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.AUDITOR, Role.REGISTRY}),
    Records.SEE_ALL: frozenset({Role.AUDITOR, Role.REGISTRY}),
    Records.WORK: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.REGISTRY}),
    Records.WORK_ALL: frozenset({Role.REGISTRY}),
    Records.SIGN: frozenset({Role.TEAM_LEAD}),
    Records.MANAGE_PLAN: frozenset({Role.REGISTRY}),
    Records.GRANT: frozenset({Role.REGISTRY, Role.ADMINISTRATOR}),
    Records.SEE_LOG: frozenset({Role.AUDITOR, Role.REGISTRY}),
    Records.DISPOSE: frozenset({Role.REGISTRY}),
    Records.APPRAISE: frozenset({Role.ARCHIVIST}),
    Records.APPROVE_DELETION: frozenset({Role.ARCHIVIST, Role.TEAM_LEAD}),
}
