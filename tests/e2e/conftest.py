"""One running installation and one browser for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from modellregion.cli.programs import CHROMIUM
from tests.support.browser import Installation, chromium, open_up, start


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one installation on one worker, and say so where there is no browser.

    They come first: begun last, the longest would keep one worker busy while the others have nothing left to do. Those
    with installations of their own follow each other, since three at a time are more than two processors bear.
    """
    for item in items:
        if "e2e" in item.path.parts:
            is_shared = isinstance(item, pytest.Function) and "installation" in item.fixturenames
            item.add_marker(pytest.mark.xdist_group("e2e" if is_shared else "installations"))
            if CHROMIUM.path() is None:
                item.add_marker(pytest.mark.skip(reason="chromium is not installed"))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if "e2e" not in item.path.parts:
        return 2
    return 0 if item.get_closest_marker("xdist_group").args == ("e2e",) else 1  # type: ignore[union-attr]


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the browser."""
    with chromium() as found:
        yield found
