"""Permissions of the transfer."""

from modellregion.kernel.context import Permission
from modellregion.region.api import Role


class Transfer(Permission):
    """What staff may do with the packages of their municipality."""

    SEE = "transfer.see"
    ADOPT = "transfer.adopt"
    ADAPT = "transfer.adapt"
    PUBLISH = "transfer.publish"
    TRUST = "transfer.trust"


_MANAGERS = frozenset({Role.SERVICE_MANAGER, Role.ADMINISTRATOR})

GRANTS: dict[Permission, frozenset[Role]] = {
    Transfer.SEE: _MANAGERS | {Role.TEAM_LEAD, Role.AUDITOR},
    Transfer.ADOPT: _MANAGERS,
    Transfer.ADAPT: _MANAGERS,
    Transfer.PUBLISH: _MANAGERS,
    Transfer.TRUST: frozenset({Role.ADMINISTRATOR}),
}
