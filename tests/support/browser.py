"""A running installation and the real Chromium, for tests that do what people do."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from modellregion.cli.programs import CHROMIUM
from tests.support.packages import services_in

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS_MAX = 120


@dataclass
class Installation:
    """A platform started with ``modellregion up`` on a data folder of its own."""

    process: "subprocess.Popen[str]"
    address: str
    data: Path
    log: Path

    def said(self) -> str:
        """Return what it printed so far."""
        return self.log.read_text(encoding="utf-8")

    def stop(self) -> int:
        """Press Ctrl-C; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


def processes_of(data: Path) -> list[str]:
    """Return the command lines of all processes that work on a data folder, where the system tells (Linux)."""
    wanted = f"MODELLREGION_DATA={data}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def open_up(data: Path) -> None:
    """Let the embedded database's user pass through the folders that pytest made for itself."""
    for parent in data.parents:
        if parent.name.startswith("pytest-") or parent == data.parent:
            parent.chmod(0o755)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def start(data: Path, *options: str, environment: dict[str, str] | None = None) -> Installation:
    """Start ``modellregion up`` and wait until it greets."""
    port = free_port()
    log = data.parent / f"{data.name}.log"
    command = [sys.executable, "-m", "modellregion", "up", "--port", str(port), "--data", str(data), *options]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=output,
            stderr=output,
            text=True,
            env={**_clean_environment(), **(environment or {})},
        )
    found = Installation(process, f"http://127.0.0.1:{port}", data, log)
    deadline = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < deadline:
        if re.search(r"is running \(started in", found.said()):
            return found
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"the platform did not start: {found.said()[-2000:]}")


def organise(
    data: Path, text: str, folder: Path, environment: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Set an installation up from a file with this text; ``SERVICES`` in it stands for the folder of the services."""
    path = folder / "region.toml"
    path.write_text(text.replace("SERVICES", str(services_in(folder))), encoding="utf-8")
    command = [sys.executable, "-m", "modellregion", "organise", str(path), "--data", str(data)]
    given = {**_clean_environment(), **(environment or {})}
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


def _clean_environment() -> dict[str, str]:
    keep = {
        name: value for name, value in os.environ.items() if not name.startswith(("MODELLREGION_", "DJANGO_"))
    }
    return {**keep, "MODELLREGION_HOME": os.environ["MODELLREGION_HOME"], "PYTHONPATH": str(ROOT / "src")}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the system's Chromium without a window."""
    with sync_playwright() as playwright:
        arguments = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--font-render-hinting=none",
        ]
        browser = playwright.chromium.launch(executable_path=CHROMIUM.path(), args=arguments)
        yield browser
        browser.close()
