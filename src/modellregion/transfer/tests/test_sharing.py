"""What is proved for many municipalities at once says what playing everything would have said."""

import pytest

from modellregion.packages.api import ABSENT, Change, PackageFiles, at, tree_of
from modellregion.transfer.scenarios import sharing
from modellregion.transfer.scenarios.run import ScenarioReport, run_scenarios
from modellregion.transfer.versions import Prepared, prepare_version
from tests.support.packages import TRADE_NOTICE, files_of

pytestmark = pytest.mark.django_db

FEE = ("rules/gebuehren.dmn", "Gebührenpositionen", "natuerliche_person", "Betrag")
FREE = ("rules/gebuehren.dmn", "Gebührenpositionen", "abmeldung", "Betrag")
LETTER = "notices/empfangsbescheinigung.typ"
PAGE = ("pages.toml", "pages", "vorhaben", "groups", "angaben", "fields", "eigene")
LABEL = ("fields.toml", "fields", "rechtsform", "label")
ROLE = ("process.bpmn", "tasks", "pruefen", "role")


def _field(*, required: bool, label: str = "Eigenes") -> list[Change]:
    field = {"type": "text", "label": label, "required": required, "purpose": "Rückfragen"}
    return [Change(("fields.toml", "fields", "eigene"), ABSENT, field), Change(PAGE, ABSENT, "eigene")]


def _change(files: PackageFiles, path: tuple[str, ...], after: str) -> Change:
    return Change(path, at(tree_of(files), path), after)


def _both(package: str, overlay: list[Change]) -> tuple[Prepared, Prepared]:
    files = files_of(package)
    return prepare_version(files, overlay, files), prepare_version(files, overlay, files, thorough=False)


def _about_all_but_letters(prepared: Prepared) -> set[str]:
    """Return what was found; what letters say is said by playing everything only, and never stands in the way."""
    return {
        text for text in [*prepared.obstacles, *prepared.consequences] if "letter of the kind" not in text
    }


@pytest.mark.parametrize(
    ("overlay", "stands_in_the_way"),
    [
        ([("fee", "30")], False),
        ([("label", "Form des Betriebs")], False),
        ([("role", "teamleitung")], False),
        ([("role", "teamleitung"), ("fee", "31")], False),
        ([("role", "niemand")], True),
        ([("letter", '#panic("kaputt")')], True),
        ([("letter", '#set document(title: "Brief")\n= Brief\nGuten Tag')], False),
    ],
)  # fmt: skip
def test_changes_are_judged_alike(overlay: list[tuple[str, str]], stands_in_the_way: bool) -> None:
    files = files_of(TRADE_NOTICE)
    places = {"fee": FEE, "label": LABEL, "role": ROLE, "letter": (LETTER,)}
    played, shared = _both(TRADE_NOTICE, [_change(files, places[name], after) for name, after in overlay])
    assert bool(played.obstacles) == bool(shared.obstacles) == stands_in_the_way
    assert _about_all_but_letters(played) == _about_all_but_letters(shared)


@pytest.mark.parametrize("required", [True, False])
def test_a_field_of_ones_own_must_not_keep_anybody_out(required: bool) -> None:
    played, shared = _both(TRADE_NOTICE, _field(required=required))
    assert bool(played.obstacles) == bool(shared.obstacles) == required
    assert _about_all_but_letters(played) == _about_all_but_letters(shared)


def test_what_was_free_and_now_costs_is_played() -> None:
    files = files_of("gewerbeabmeldung")
    played, shared = _both("gewerbeabmeldung", [_change(files, FREE, "12")])
    assert _about_all_but_letters(played) == _about_all_but_letters(shared)
    assert any("12" in sentence for sentence in shared.consequences)


def test_what_many_have_in_common_is_played_once(monkeypatch: pytest.MonkeyPatch) -> None:
    files = files_of(TRADE_NOTICE)
    plays: list[str] = []

    def counted(played: PackageFiles) -> ScenarioReport:
        plays.append(played.hash)
        return run_scenarios(played)

    monkeypatch.setattr(sharing, "run_scenarios", counted)
    sharing.shared_proof.cache_clear()
    for number in range(6):
        overlay = [
            _change(files, FEE, str(30 + number)),
            _change(files, LABEL, f"Form {number}"),
            _change(files, ROLE, "teamleitung" if number % 2 else "sachbearbeitung"),
            *_field(required=False, label=f"Bemerkung {number}"),
        ]
        prepared = prepare_version(files, overlay, files, thorough=False)
        assert prepared.is_ready, prepared.obstacles
        assert prepared.scenarios is not None
        assert len(prepared.scenarios.results) == len(files.below("scenarios", ".toml"))
    assert len(plays) == len(set(plays)) <= 2


def test_forms_that_differ_in_words_have_the_same_sense() -> None:
    files = files_of(TRADE_NOTICE)

    def sense(*changes: Change) -> str:
        prepared = prepare_version(files, changes, files, thorough=False)
        assert prepared.files is not None
        return sharing.sense_of_form(prepared.files)

    plain = sharing.sense_of_form(files)
    assert sense(_change(files, LABEL, "Anders")) == plain
    assert sense(_change(files, ("pages.toml", "pages", "vorhaben", "title"), "Anders")) == plain
    assert sense(*_field(required=False)) != plain
    assert sense(*_field(required=False)) == sense(*_field(required=False, label="Anders"))
    assert sense(*_field(required=False)) != sense(*_field(required=True))
