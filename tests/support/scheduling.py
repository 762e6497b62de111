"""Which tests of the browser stay together when two processes run them. Our own, because xdist 3.8 does not find its groups with pytest 9.2."""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

BROWSER = "tests/e2e/"
SHARED = (
    "test_accessibility.py",
    "test_passkeys.py",
    "test_road.py",
    "test_shortcuts.py",
    "test_taking_over.py",
    "test_starting.py::test_a_second_start",
)
"""Tests that share one running installation, and so one worker; the others of the browser follow each other on another one."""


class ByInstallation(LoadScopeScheduling):  # type: ignore[misc]
    """Sends the tests of one installation to one worker, those with installations of their own to one, all others anywhere."""

    def _split_scope(self, nodeid: str) -> str:
        if not nodeid.startswith(BROWSER):
            return nodeid
        return "shared" if nodeid.removeprefix(BROWSER).startswith(SHARED) else "installations"
