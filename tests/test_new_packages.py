"""``package new``: each archetype makes a package that passes its check without a word and plays its scenarios."""

import argparse
import tomllib
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modellregion.cases.pages.status import shown_title, status_steps
from modellregion.cli.package import new
from modellregion.packages.api import (
    NewPackage,
    PackageError,
    PackageFiles,
    ScenarioFile,
    archetypes,
    check_package,
    compile_package,
    make_package,
    read_folder,
)
from modellregion.transfer.api import run_scenarios
from modellregion.transfer.scenarios.playing import play
from modellregion.transfer.scenarios.sandbox import host_of, open_sandbox
from tests.support.packages import replaced

ARCHETYPES = ("antrag", "anzeige", "berechtigung", "bestellung", "bewerbung", "meldung", "termin")
DAY = date(2026, 11, 23)


def _made(archetype: str, **said: str) -> PackageFiles:
    values = {"title": "Hund anmelden", "publisher": "Stadt Paderborn", **said}
    return make_package(NewPackage(id="hundesteuer", archetype=archetype, today=DAY, **values))


def _options(folder: Path, **said: str) -> argparse.Namespace:
    values = {"archetype": "anzeige", "title": "Hund anmelden", "publisher": "Stadt Paderborn"}
    values |= dict.fromkeys(("title_en", "leika", "norm", "norm_title", "prefix"), "") | said
    return argparse.Namespace(folder=folder, **values)


def test_these_archetypes_are_there() -> None:
    assert tuple(archetypes()) == ARCHETYPES


@pytest.mark.parametrize("archetype", ARCHETYPES)
def test_the_check_has_nothing_to_say(archetype: str) -> None:
    # Nobody has checked the law of a package that is new, and nothing should pretend it.
    (unchecked,) = check_package(_made(archetype))
    assert (unchecked.is_warning, unchecked.place) == (True, "legal_check")


@pytest.mark.django_db
@pytest.mark.parametrize("archetype", ARCHETYPES)
def test_the_scenarios_pass_on_the_engine(archetype: str) -> None:
    report = run_scenarios(_made(archetype))
    assert len(report.results) >= 3
    assert {result.name: list(map(str, result.differences)) for result in report.failed} == {}
    assert report.coverage.untouched["pages"] == []
    assert report.coverage.untouched.get("recipients", []) == []
    assert report.coverage.untouched.get("rules of tables", []) == []


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2031, 12, 31)])
def test_an_invitation_to_apply_passes_on_whichever_day_it_was_made(day: date) -> None:
    files = make_package(NewPackage(id="markt", title="Marktstand", archetype="bewerbung", today=day))
    assert run_scenarios(files).is_passed


@pytest.mark.django_db
def test_the_scenarios_of_a_new_package_notice_a_mistake() -> None:
    files = replaced(_made("bestellung"), "rules/gebuehren.dmn", "<text>14</text>", "<text>15</text>")
    assert [result.name for result in run_scenarios(files).failed] == [
        "geliefert",
        "nicht_bezahlt",
    ]


def test_the_archetypes_differ_where_it_counts() -> None:
    packages = {archetype: compile_package(_made(archetype)) for archetype in ARCHETYPES}
    assert {name for name, package in packages.items() if package.fee_model} == {
        "antrag",
        "berechtigung",
        "bestellung",
    }
    assert {name for name, package in packages.items() if not package.case.parties} == {"meldung"}
    kinds = {name: {str(node.kind) for node in one.process.nodes.values()} for name, one in packages.items()}
    assert "annahmeschluss_erreicht" in packages["bewerbung"].process.nodes
    assert "gueltig" in packages["berechtigung"].process.nodes
    roles = {node.work.role for node in packages["antrag"].process.nodes.values() if node.work}
    assert roles == {"sachbearbeitung", "teamleitung"}
    assert len({frozenset(package.form.fields) for package in packages.values()}) == len(kinds)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scenario", "letter", "english", "state"),
    [
        ("bewilligt", "Bewilligungsbescheid", "Decision: granted", "Bewilligt"),
        ("leitung_lehnt_ab", "Ablehnungsbescheid", "Decision: refused", "Abgelehnt"),
    ],
)
def test_people_read_the_words_of_their_service(scenario: str, letter: str, english: str, state: str) -> None:
    files = _made("antrag")
    told = msgspec.convert(files.table(f"scenarios/{scenario}.toml"), ScenarioFile)
    with open_sandbox(files, host_of(files)) as sandbox:
        view = play(sandbox, told).view
    assert view is not None
    (document,) = [one for one in view.documents if one.kind in {"certificate", "rejection"}]
    assert (document.title, document.name) == (letter, f"{letter}-{view.number}.pdf")
    assert shown_title(view.package, document, "en") == english
    assert status_steps(view)[-1].title == state
    assert state in {str(line.name) for line in view.history}


def test_what_was_said_stands_in_the_package() -> None:
    files = _made(
        "antrag",
        title='Antrag auf "Grün & Blau" \\ <neu',
        title_en="Green",
        leika="99107001012000",
        norm="§ 3 KAG NRW",
        norm_title="Steuern",
        number_prefix="HUN",
    )
    head = tomllib.loads(files.contents["package.toml"].decode())
    assert head["package"]["title"] == 'Antrag auf "Grün & Blau" \\ <neu'
    assert head["package"]["number_prefix"] == "HUN"
    assert head["service"]["leika"] == "99107001012000"
    assert [(basis["norm"], basis["title"]) for basis in head["legal_bases"]] == [("§ 3 KAG NRW", "Steuern")]
    assert compile_package(files).title("en") == "Green"


@settings(max_examples=40, deadline=None)
@given(title=st.text(min_size=1).filter(str.strip), norm=st.text(), archetype=st.sampled_from(ARCHETYPES))
def test_no_words_break_a_file(title: str, norm: str, archetype: str) -> None:
    package = compile_package(_made(archetype, title=title, norm=norm))
    assert package.title("de") == title.strip()
    assert package.legal_bases[0].norm == (norm.strip() or archetypes()[archetype].norm)


def test_the_command_writes_a_folder_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "services" / "hundesteuer"
    assert new.run(_options(folder)) == 0
    assert "package check" in capsys.readouterr().out
    assert compile_package(read_folder(folder)).id == "hundesteuer"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert new.run(_options(folder, title="Katze anmelden")) == 1
    assert "exists already" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in folder.parent.iterdir()] == ["hundesteuer"]


@pytest.mark.parametrize(
    ("name", "said", "words"),
    [
        ("Hund Steuer", {}, "is no name for a package"),
        ("hund", {"title": " "}, "needs a title"),
        ("hund", {"leika": "123"}, "no LeiKa key"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    name: str, said: dict[str, str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new.run(_options(tmp_path / name, **said)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert words in lines[0]
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_archetype_is_named() -> None:
    with pytest.raises(PackageError, match="Known: antrag, anzeige"):
        _made("formular")
