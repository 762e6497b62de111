"""Where this run keeps its data: set before Django's settings are read, so loaded as the first plugin."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.setdefault("MODELLREGION_HOME", str(ROOT / ".modellregion")))
_HAS_FAILED = pytest.StashKey[bool]()
_IS_FIRST = "MODELLREGION_TEST_FOLDER" not in os.environ
FOLDER = Path(os.environ.get("MODELLREGION_TEST_FOLDER") or tempfile.mkdtemp(prefix="modellregion-test-"))
FOLDER.chmod(0o755)  # the embedded server may run as another user
os.environ["MODELLREGION_TEST_FOLDER"] = os.environ["MODELLREGION_DATA"] = str(FOLDER)
# Pytest shuts its usual place for folders off from other users whenever a run begins; the embedded server may be one.
WRITTEN = FOLDER / "written"
WRITTEN.mkdir(exist_ok=True)
os.environ["PYTEST_DEBUG_TEMPROOT"] = str(WRITTEN)
# The browser's driver keeps an event loop in the main thread of the tests; Django would refuse to query beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# The database is named by a fixture, once it runs; nothing of the developer's own may be reached.
for name in ("DATABASE_URL", "MODELLREGION_DATABASE", "MODELLREGION_DATABASE_OWNER"):
    os.environ.pop(name, None)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Remember whether tests failed."""
    session.config.stash[_HAS_FAILED] = exitstatus == pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the run's folder after the last worker is done; after a failure what the tests wrote stays."""
    if not _IS_FIRST:
        return
    pid = FOLDER / "server.pid"
    if pid.exists():
        os.kill(int(pid.read_text()), signal.SIGQUIT)  # its data goes with the folder
    if not config.stash.get(_HAS_FAILED, False):
        shutil.rmtree(FOLDER, ignore_errors=True)
        return
    for place in FOLDER.iterdir():
        if place.is_dir() and place != WRITTEN:
            shutil.rmtree(place, ignore_errors=True)
    print(f"What the tests wrote is kept in {WRITTEN}.")  # noqa: T201 - for whoever ran them
