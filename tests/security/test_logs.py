"""Logs say what went wrong and where, never what anybody typed, and never the code that opens an application."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = "7K3MQ9V2ABCD4567"
NAME = "Żółćkowska-Grüßgöttin"


@cache
def _trouble() -> tuple[str, list[str]]:
    """Return what stands in the log of a process in trouble, and the status of each page."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "modellregion.site.settings",
        "MODELLREGION_LOG_LEVEL": "DEBUG",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.talkative", CODE, NAME],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr, done.stdout.split()


def _lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in _trouble()[0].splitlines()]


def test_the_process_really_was_in_trouble() -> None:
    assert _trouble()[1] == ["500", "409", "403", "404", "413"]


@pytest.mark.parametrize("secret", [CODE, NAME, "familienname", "Grüßgöttin"])
def test_no_log_holds_what_was_typed_or_opens_an_application(secret: str) -> None:
    log = _trouble()[0]
    assert secret not in log
    assert secret not in json.dumps(_lines(), ensure_ascii=False)


def test_each_line_is_json_with_level_time_and_the_request_it_belongs_to() -> None:
    for line in _lines():
        assert {"level", "timestamp", "event"} <= line.keys()
    assert all("request" in line for line in _lines() if line["event"] in {"failed", "refused"})


def test_a_fault_is_found_by_type_and_place() -> None:
    (failed,) = [line for line in _lines() if line["event"] == "failed"]
    assert "builtins.ValueError\nwhich led to\n" in failed["exception"]
    assert failed["exception"].endswith("builtins.KeyError")
    assert "talkative.py:" in failed["exception"]
    assert " broken" in failed["exception"]


def test_a_refusal_names_its_code_and_route() -> None:
    (refused,) = [line for line in _lines() if line["event"] == "refused"]
    assert (refused["code"], refused["detail"], refused["route"]) == (
        "conflict",
        "the task is done",
        "schon/<str:code>/",
    )


def test_faults_in_jobs_are_told_the_same_way() -> None:
    (job,) = [line for line in _lines() if line["event"] == "Job ended with status: Error"]
    assert job["exception"].endswith("builtins.ValueError")
