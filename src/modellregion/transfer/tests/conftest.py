"""After each test the installed services are read anew: its changes were rolled back, what was remembered was not."""

from collections.abc import Iterator

import pytest

from modellregion.packages.api import forget_installed


@pytest.fixture(autouse=True)
def fresh_services() -> Iterator[None]:
    """Forget before and after."""
    forget_installed()
    yield
    forget_installed()
