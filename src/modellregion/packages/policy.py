"""Permissions of the packages' room."""

from modellregion.kernel.context import Permission
from modellregion.region.api import Role


class Packages(Permission):
    """What staff may do with service packages."""

    INSTALL = "packages.install"


GRANTS: dict[Permission, frozenset[Role]] = {
    Packages.INSTALL: frozenset({Role.SERVICE_MANAGER, Role.ADMINISTRATOR}),
}
