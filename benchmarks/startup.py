"""Starting: the command line, ``modellregion up`` on an empty folder, and once more on the same folder."""

import os
import signal
import subprocess
import sys
import time
from http.client import HTTPException
from pathlib import Path

from benchmarks import notice
from benchmarks.browser import Browser
from benchmarks.figures import Figure
from benchmarks.stage import free_port, without_own_installation
from modellregion.site.configuration import ROOT

SECONDS_MAX = 300
_PAGE = f"/{notice.SLUG}/leistungen/{notice.SERVICE}/antrag/"


def run(folder: Path) -> list[Figure]:
    """Measure in an empty folder. Files that were read before are still in the machine's memory."""
    help_seconds = min(_help() for _ in range(5))
    first = _up(folder)
    again = min(_up(folder) for _ in range(3))
    return [
        _figure("modellregion help, best of 5", help_seconds),
        _figure("up on an empty folder until the first page, with 100 invented cases", first),
        _figure("up on that folder until the first page, best of 3", again, aim=5),
    ]


def _figure(name: str, seconds: float, *, aim: float | None = None) -> Figure:
    return Figure(subject="start", name=name, value=seconds, unit="s", aim=aim)


def _help() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "modellregion", "help"], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def _up(folder: Path) -> float:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "modellregion",
        "up",
        "--port",
        str(port),
        "--data",
        str(folder / "data"),
    ]
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=without_own_installation(os.environ), stdout=subprocess.DEVNULL
    ) as running:
        try:
            while not _answers(port):
                if running.poll() is not None or time.perf_counter() - started > SECONDS_MAX:
                    raise RuntimeError(
                        "modellregion up did not come to its first page; start it by hand to see why."
                    )
                time.sleep(0.02)
            return time.perf_counter() - started
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(60)


def _answers(port: int) -> bool:
    try:
        Browser(port).get(_PAGE)
    except (OSError, HTTPException):
        return False
    return True
