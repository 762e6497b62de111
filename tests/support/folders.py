"""Where this run keeps its data: set before Django's settings are read, so loaded as the first plugin."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.setdefault("MODELLREGION_HOME", str(ROOT / ".modellregion")))
_IS_FIRST = "MODELLREGION_TEST_FOLDER" not in os.environ
FOLDER = Path(os.environ.get("MODELLREGION_TEST_FOLDER") or tempfile.mkdtemp(prefix="modellregion-test-"))
FOLDER.chmod(0o755)  # the embedded server may run as another user
os.environ["MODELLREGION_TEST_FOLDER"] = os.environ["MODELLREGION_DATA"] = str(FOLDER)
# The browser's driver keeps an event loop in the main thread of the tests; Django would refuse to query beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# The database is named by a fixture, once it runs; nothing of the developer's own may be reached.
for name in ("DATABASE_URL", "MODELLREGION_DATABASE", "MODELLREGION_DATABASE_OWNER"):
    os.environ.pop(name, None)


def pytest_unconfigure() -> None:
    """Remove the folder after the last worker is done."""
    if _IS_FIRST:
        pid = FOLDER / "server.pid"
        if pid.exists():
            os.kill(int(pid.read_text()), signal.SIGQUIT)  # its data goes with the folder
        shutil.rmtree(FOLDER, ignore_errors=True)
