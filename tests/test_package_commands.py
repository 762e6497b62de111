"""The command line for package authors: what a program reads, and exit codes."""

import argparse
import json
from pathlib import Path

import pytest

from modellregion.cli.package import check, test
from tests.support.packages import SERVICES, TRADE_NOTICE


@pytest.mark.django_db
def test_scenarios_are_reported_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    options = argparse.Namespace(folder=[SERVICES / TRADE_NOTICE], json=True, coverage=False)
    assert test.run(options) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["passed"] for line in lines} == {True}
    assert "friseur" in {line["scenario"] for line in lines}


def test_findings_are_reported_to_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "package.toml").write_text('[package]\nid = "x"\n', encoding="utf-8")
    assert check.run(argparse.Namespace(folder=[tmp_path], json=True, strict=False)) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = {(line["file"], line["line"], line["severity"]) for line in lines}
    assert ("package.toml", 1, "error") in found
    assert all(line["sentence"] for line in lines)


def test_warnings_stop_only_the_strict(capsys: pytest.CaptureFixture[str]) -> None:
    folder = [SERVICES / TRADE_NOTICE]
    assert check.run(argparse.Namespace(folder=folder, json=False, strict=False)) == 0
    assert "0 errors" in capsys.readouterr().out


def test_a_folder_without_a_package_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run(argparse.Namespace(folder=[tmp_path], json=False, strict=False)) == 1
    assert "There is no package in" in capsys.readouterr().out
