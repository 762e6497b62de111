"""FIM's data fields: every held example goes in and comes out again, through a package, and loses nothing silently."""

from pathlib import Path

import pytest

from modellregion.packages.api import (
    PackageError,
    check_package,
    compile_package,
    differences,
    files_of,
    limits_of,
    new_signing_key,
    read_folder,
    seal_bundle,
    tree_of,
    verify_bundle,
)
from modellregion.packages.fim.reading import read_fim
from modellregion.packages.fim.writing import write_fim
from modellregion.packages.schema.fim import Fim
from tests.support.fim import FIM, NOW, assert_valid, exported, imported
from tests.support.packages import SERVICES, all_services

EXAMPLES = sorted(FIM.glob("examples-*/*.xml")) if FIM.is_dir() else []
FAULTY = {
    "duplicate-optional-value": "<beschreibung> stands there 2 times",
    "duplicate-required-value": "<name> stands there 2 times",
    "duplicate-id-node": "<id> stands there 2 times",
    "empty-id-node": "<id> is missing or empty",
    "missing-id-node": "<id> is missing or empty",
    "unexpected-node": "<unknown> has no place",
    "invalid-freigabestatus": "is no Freigabestatus",
    "unknown-namespace": "xdatenfelder_unknown",
    "WaBeKa": "xdatenfelder_1",
}
SOUND = [path for path in EXAMPLES if path.stem not in FAULTY]

pytestmark = pytest.mark.skipif(
    not EXAMPLES,
    reason="the FIM examples are not here; set MODELLREGION_STANDARDS to the folder of standards",
)


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _same(one: Fim, other: Fim) -> bool:
    parts = ("root", "schemas", "groups", "fields", "rules")
    return all(getattr(one, name) == getattr(other, name) for name in parts)


def test_there_are_examples_of_both_versions() -> None:
    assert {path.parent.name for path in SOUND} == {"examples-real", "examples-xdf2", "examples-xdf3"}
    assert len(SOUND) >= 10


@pytest.mark.parametrize("path", SOUND, ids=_name)
def test_an_example_is_written_as_it_was_read(path: Path) -> None:
    first = read_fim(path.read_bytes())
    content = write_fim(first, message="1", created=NOW)
    second = read_fim(content)
    assert _same(first, second)
    assert second.lost == []


@pytest.mark.parametrize("path", SOUND, ids=_name)
def test_an_example_goes_through_a_package_without_loss(path: Path) -> None:
    first = read_fim(path.read_bytes())
    made = imported(path.read_bytes())
    content = exported(made.files)
    assert _same(first, read_fim(content))
    again = imported(content)
    for name in ("fields.toml", "pages.toml"):
        assert again.files.table(name) == made.files.table(name)


@pytest.mark.parametrize("path", SOUND, ids=_name)
def test_what_is_made_is_a_package_but_for_what_the_check_names(path: Path) -> None:
    made = imported(path.read_bytes())
    compile_package(made.files)
    errors = [finding for finding in check_package(made.files) if not finding.is_warning]
    assert all("In FIM this is a choice from a code list" in finding.sentence for finding in errors)


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.stem in FAULTY], ids=_name)
def test_a_faulty_example_is_refused_in_one_sentence(path: Path) -> None:
    with pytest.raises(PackageError) as refused:
        imported(path.read_bytes())
    assert len(refused.value.findings) == 1
    assert FAULTY[path.stem] in refused.value.findings[0].sentence


def test_the_real_form_is_asked_as_people_expect() -> None:
    made = imported((FIM / "examples-real" / "BlaueKarte.xml").read_bytes())
    fields = made.files.table("fields.toml")["fields"]
    assert fields["familienname"]["help"].startswith("Geben Sie den Nachnamen")
    assert fields["familienname"]["anchor"].startswith("§ 3 AufenthG; § 78 Abs.1 AufenthG")
    assert fields["geschlecht"]["code_list"] == "geschlecht@3"
    assert fields["lichtbild"]["type"] == "upload"
    rows = fields["kommunikation_juristische_person"]
    assert (rows["type"], rows["minimum"], rows["maximum"]) == ("group", 1, 20)
    assert fields["jahresbruttobetrag_der_einnahmen"]["type"] == "money"
    titles = [page["title"] for page in made.files.table("pages.toml")["pages"]]
    assert titles[:2] == [
        "Persönliche Angaben zum Antragsteller",
        "Anschrift des Antragstellers in Deutschland",
    ]
    head = made.files.table("package.toml")
    assert head["package"]["title"] == "Antrag auf Blaue Karte EU"
    assert [basis["norm"] for basis in head["legal_bases"]] == ["§ 19a AufenthG"]


def test_what_the_real_form_loses_is_said() -> None:
    notes = "\n".join(imported((FIM / "examples-real" / "BlaueKarte.xml").read_bytes()).notes)
    for words in ("C00000008", "version 2 of urn:xpersonenstand", "its code list (urn:de:xoev:codeliste:erreichbarkeit_2)", "R00000000254:1.0.0 (Krankenversicherung)"):  # fmt: skip
        assert words in notes


@pytest.mark.parametrize("service", all_services())
def test_a_package_of_ours_can_be_exported_and_taken_in_again(service: str) -> None:
    content = exported(read_folder(SERVICES / service))
    again = imported(content)
    compile_package(again.files)
    assert _same(read_fim(content), read_fim(exported(again.files)))
    assert_valid(content)


def test_a_form_of_fim_travels_and_is_adapted_like_any_other() -> None:
    made = imported((FIM / "examples-real" / "BlaueKarte.xml").read_bytes()).files
    bundle = verify_bundle(seal_bundle(made, publisher="Stadt Paderborn", key=new_signing_key()))
    assert bundle.files.contents == made.contents
    tree = tree_of(made)
    renamed = {**tree, "fim.toml": {**tree["fim.toml"], "message": "neu"}}
    changed = files_of(renamed, made)
    assert changed.table("fim.toml") == {**made.table("fim.toml"), "message": "neu"}
    (difference,) = differences(tree, tree_of(changed))
    assert "rechtlich festgelegt" in limits_of(made).refusal(difference, tree)
