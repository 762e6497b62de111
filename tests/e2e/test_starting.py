"""Start, second start, Ctrl-C, an installation without demo data, and what a crash of the supervisor leaves."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.support.browser import ROOT, Installation, open_up, start


def test_a_second_start_on_the_same_data_says_so_and_changes_nothing(installation: Installation) -> None:
    command = [sys.executable, "-m", "modellregion", "up", "--port", "1", "--data", str(installation.data)]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert second.returncode == 0
    assert f"already running on this data folder: {installation.address}" in second.stdout
    with urllib.request.urlopen(f"{installation.address}/gesundheit") as answer:
        assert answer.status == 200


def test_an_empty_installation_has_a_portal_and_no_demo_people(tmp_path: Path) -> None:
    open_up(tmp_path / "data")
    running = start(tmp_path / "data", "--empty")
    with urllib.request.urlopen(running.address) as answer:
        page = answer.read().decode()
    assert "modellregion-demo" not in running.said()
    assert "Paderborn" not in page
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{running.address}/paderborn/")
    assert running.stop() == 0
    assert "Stopped." in running.said()


def test_after_a_crash_of_the_supervisor_the_next_start_cleans_up(tmp_path: Path) -> None:
    open_up(tmp_path / "data")
    crashed = start(tmp_path / "data", "--empty")
    os.kill(crashed.process.pid, signal.SIGKILL)
    crashed.process.wait()
    running = start(tmp_path / "data", "--empty")
    time.sleep(0.5)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(crashed.address, timeout=2)
    with urllib.request.urlopen(f"{running.address}/gesundheit") as answer:
        assert answer.status == 200
    assert running.stop() == 0
