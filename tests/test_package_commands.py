"""The command line for package authors: what a program reads, and exit codes."""

import argparse
import json
from pathlib import Path

import pytest

from modellregion.cli.package import check, test
from modellregion.packages.api import write_folder
from tests.support.packages import SERVICES, TRADE_NOTICE, files_of, line_of, replaced, with_file


def _checking(folder: Path, **more: bool) -> argparse.Namespace:
    return argparse.Namespace(
        folder=[folder], **{"json": False, "strict": False, "without_scenarios": False, **more}
    )


@pytest.mark.django_db
def test_scenarios_are_reported_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    options = argparse.Namespace(folder=[SERVICES / TRADE_NOTICE], json=True, coverage=False)
    assert test.run(options) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["passed"] for line in lines} == {True}
    assert "friseur" in {line["scenario"] for line in lines}


def test_findings_are_reported_to_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "package.toml").write_text('[package]\nid = "x"\n', encoding="utf-8")
    assert check.run(_checking(tmp_path, json=True)) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = {(line["file"], line["line"], line["severity"]) for line in lines}
    assert ("package.toml", 1, "error") in found
    assert all(line["sentence"] for line in lines)


def test_warnings_stop_only_the_strict(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run(_checking(SERVICES / TRADE_NOTICE, without_scenarios=True)) == 0
    assert "0 errors, 0 warnings, no scenario played" in capsys.readouterr().out


def test_a_folder_without_a_package_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run(_checking(tmp_path)) == 1
    assert "There is no package in" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_check_plays_the_scenarios_of_a_sound_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = replaced(files_of(TRADE_NOTICE), "scenarios/friseur.toml", "fee_cents = 2600", "fee_cents = 2700")
    for name in files.below("scenarios", ".toml"):
        files = files if name == "friseur" else with_file(files, f"scenarios/{name}.toml", None)
    write_folder(files, tmp_path / "gewerbe")
    assert check.run(_checking(tmp_path / "gewerbe")) == 1
    line = line_of(files, "scenarios/friseur.toml", "fee_cents")
    shown = capsys.readouterr().out
    assert (
        f"gewerbe/scenarios/friseur.toml:{line}: expect.fee_cents: Fee: expected 27,00 €, it is 26,00 €"
        in shown
    )
    assert "1 errors, 0 warnings, 1 scenarios played" in shown
    (tmp_path / "gewerbe" / "texts" / "de.toml").write_text("[service]\nunbekannt = 1\n", encoding="utf-8")
    assert check.run(_checking(tmp_path / "gewerbe")) == 1
    assert "no scenario played" in capsys.readouterr().out
