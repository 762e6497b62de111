"""Permissions of the open figures."""

from modellregion.kernel.context import Permission
from modellregion.region.api import Role


class OpenData(Permission):
    """``SEE``: what could be published, and what is. ``RELEASE``: publish a figure, or take it back."""

    SEE = "opendata.see"
    RELEASE = "opendata.release"


GRANTS: dict[Permission, frozenset[Role]] = {
    OpenData.SEE: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.AUDITOR, Role.SERVICE_MANAGER}),
    OpenData.RELEASE: frozenset({Role.SERVICE_MANAGER}),
}
