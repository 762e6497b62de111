"""One running installation and one browser for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from modellregion.cli.programs import CHROMIUM
from tests.support.browser import Installation, chromium, open_up, start


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say so where there is no browser."""
    for item in items:
        if "e2e" in item.path.parts and CHROMIUM.path() is None:
            item.add_marker(pytest.mark.skip(reason="chromium is not installed"))


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Start the platform as a newcomer does."""
    data: Path = tmp_path_factory.mktemp("installation") / "data"
    open_up(data)
    # A mail server is named, so that its pages are there; nobody listens, and nothing waits for it.
    mail = {
        "MODELLREGION_SMTP": "smtp://127.0.0.1:9",
        "MODELLREGION_MAIL_FROM": "nicht-antworten@paderborn.example",
    }
    running = start(data, environment=mail)
    yield running
    assert running.stop() == 0, running.said()[-2000:]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return the browser, which ends with these tests: as long as it lives, nothing else can begin an event loop."""
    with chromium() as found:
        yield found
