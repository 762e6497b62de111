"""Descriptions of services travel in files of XZuFi: several at once, with fees, periods, forms and two languages."""

import argparse
import json
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from modellregion.cli.package import export_xzufi, import_xzufi
from modellregion.packages.api import (
    NewPackage,
    PackageError,
    check_package,
    export_services,
    import_services,
    read_folder,
)
from tests.support.fim import DAY, NOW, STANDARDS, data_field, imported, message, part
from tests.support.packages import SERVICES

SCHEMA = STANDARDS / "xzufi" / "leistung-2.2.0.fimportal.schema.json"
NOTICES = [SERVICES / f"gewerbe{kind}meldung" for kind in ("an", "ab", "um")]
NEW = NewPackage(id="neu", title="", archetype="antrag", today=DAY, publisher="Stadt Paderborn")


def _service(leika: str, title: str, **more: Any) -> dict[str, Any]:
    def texts(code: str, value: str, language: str = "de-DE") -> dict[str, Any]:
        return {"leika_textmodul": code, "inhalt": [{"language_code": language, "_value": value}]}

    return {
        "referenz_leika": [{"code": leika}],
        "modul_text": [
            texts("03", title),
            texts("06", f"<p>{title}, so geht es.</p>"),
            texts("06", "This is how.", "en"),
        ],
        **more,
    }


def _figures() -> dict[str, Any]:
    span = {"dauer": 2, "einheit": "WOCHE", "dauer_bis": 3, "einheit_bis": "WOCHE"}
    link = {"titel": "§ 3 HundStG", "uri": "https://gesetze.example/3", "language_code": "de"}
    form = {"titel": "Vordruck H 7", "uri": "https://formulare.example/h7", "language_code": "de"}
    described = _service("99102013012000", "Hund anmelden")
    described["modul_text"] += [
        {"leika_textmodul": "07", "inhalt": [], "weiterfuehrender_link": [link]},
        {"leika_textmodul": "14", "inhalt": [], "weiterfuehrender_link": [form]},
    ]
    return {
        **described,
        "modul_kosten": {
            "kosten": [{"kostenauswahl": {"betrag": {"currency_code": "EUR", "value": 12.5}}}],
            "beschreibung": [],
        },
        "modul_frist": {"frist": [{"fristauswahl": {"dauer": 1, "einheit": "MONAT"}}], "beschreibung": []},
        "modul_bearbeitungsdauer": {"bearbeitungsdauer": [{"fristauswahl": span}], "beschreibung": []},
        "modul_dokument": {
            "dokument_eingehend": [{"bezeichnung": [{"language_code": "de", "_value": "Impfpass"}]}]
        },
    }


@pytest.mark.skipif(
    not SCHEMA.is_file(), reason="the schema of XZuFi is not here; MODELLREGION_STANDARDS names its folder"
)
def test_what_is_exported_follows_the_schema_of_the_fim_portal() -> None:
    valid = fastjsonschema.compile(json.loads(SCHEMA.read_bytes()))
    services = json.loads(export_services([read_folder(folder) for folder in NOTICES], created=NOW).json)
    assert len(services) == len(NOTICES)
    for service in services:
        valid(service)
    with pytest.raises(fastjsonschema.JsonSchemaException):
        valid({**services[0], "modul_text": [{"leika_textmodul": "99"}]})


@pytest.mark.parametrize("form", ["json", "xml"])
def test_descriptions_come_back_as_they_were(form: str) -> None:
    packages = [read_folder(folder) for folder in NOTICES]
    exported = export_services(packages, created=NOW)
    back = import_services({f"alle.{form}": getattr(exported, form)}, NEW)
    assert len({one.id for one in back}) == len(packages)
    for before, after in zip(packages, back, strict=True):
        assert after.leika == before.table("package.toml")["service"]["leika"]
        for language in ("de", "en"):
            texts = before.table(f"texts/{language}.toml")
            again = after.files.table(f"texts/{language}.toml")
            assert again["package"]["title"] == texts["package"]["title"]
            for entry in ("what", "who", "documents", "cost", "time", "next"):
                lines = texts["service"][entry]
                words = lines if isinstance(lines, list) else " ".join(lines.split())
                found = again["service"][entry]
                assert (found if isinstance(found, list) else " ".join(found.split())) == words
        assert [str(one) for one in check_package(after.files) if not one.is_warning] == []


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_free_service_and_the_period_of_the_law_are_figures(form: str) -> None:
    exported = export_services([read_folder(NOTICES[1])], created=NOW)
    words = b'"beschreibung_kostenfreiheit": []' if form == "json" else b"<xzufi:kostenFrei/>"
    assert words in getattr(exported, form)
    days = b'"dauer": 3' if form == "json" else b"<xzufi:dauer>3</xzufi:dauer>"
    assert days in getattr(exported, form)


def test_figures_become_words_in_both_languages() -> None:
    (made,) = import_services({"hund.json": json.dumps(_figures()).encode()}, NEW)
    german, english = (made.files.table(f"texts/{language}.toml")["service"] for language in ("de", "en"))
    assert (german["cost"], english["cost"]) == ("12,50 Euro", "12.50 euros")
    assert (german["time"], english["time"]) == ("2 bis 3 Wochen", "2 to 3 weeks")
    assert german["what"] == "Hund anmelden, so geht es.\nFrist: 1 Monat"
    assert english["what"] == "This is how.\nDeadline: 1 month"
    assert german["documents"] == ["Impfpass"]
    assert made.files.table("package.toml")["legal_bases"][0]["norm"] == "§ 3 HundStG"
    assert any("Vordruck H 7" in note for note in made.notes)
    assert any("12,50 Euro" in note for note in made.notes)


def test_a_folder_of_descriptions_becomes_a_package_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, into = tmp_path / "xzufi", tmp_path / "services"
    (source / "mehr").mkdir(parents=True)
    several = [_service("99000000000001", "Bad mieten"), _service("99000000000002", "Bad mieten")]
    (source / "eins.json").write_text(json.dumps(several), encoding="utf-8")
    (source / "mehr" / "zwei.xml").write_bytes(export_services([read_folder(NOTICES[0])], created=NOW).xml)
    options = {"source": [source], "archetype": "bestellung", "publisher": "Stadt Paderborn"}
    assert import_xzufi.run(argparse.Namespace(**options, into=None, list=True, only=[])) == 0
    assert "99000000000002  Bad mieten" in capsys.readouterr().out
    assert import_xzufi.run(argparse.Namespace(**options, into=into, list=False, only=[])) == 0
    assert sorted(one.name for one in into.iterdir()) == ["bad_mieten", "bad_mieten_2", "gewerbe_anmelden"]
    assert read_folder(into / "bad_mieten").table("package.toml")["package"]["archetype"] == "bestellung"
    capsys.readouterr()
    again = argparse.Namespace(**options, into=into, list=False, only=["99000000000001"])
    assert import_xzufi.run(again) == 1
    assert "bad_mieten already; nothing was written" in capsys.readouterr().out
    assert import_xzufi.run(argparse.Namespace(**options, into=tmp_path, list=False, only=["1" * 14])) == 1
    assert "No file describes a service with the LeiKa key 11111111111111" in capsys.readouterr().out
    (tmp_path / "leer").mkdir()
    nothing = argparse.Namespace(**{**options, "source": [tmp_path / "leer"]}, into=into, list=True, only=[])
    assert import_xzufi.run(nothing) == 1
    assert "has no file that ends in .xml or .json" in capsys.readouterr().out


def test_the_command_writes_what_its_file_is_called(tmp_path: Path) -> None:
    for name in ("eine.json", "eine.xml"):
        assert export_xzufi.run(argparse.Namespace(folder=NOTICES[:1], out=tmp_path / name)) == 0
        assert import_services({name: (tmp_path / name).read_bytes()}, NEW)[0].leika == "99050012104000"
    assert export_xzufi.run(argparse.Namespace(folder=NOTICES[:1], out=tmp_path / "eine.pdf")) == 2


def test_a_form_takes_the_description_with_its_key() -> None:
    form = message(part(data_field("F05000000001", label="Rufname")))
    several = json.dumps([_service("99000000000001", "Bad mieten"), _figures()]).encode()
    first = imported(form, several)
    assert first.files.table("package.toml")["package"]["title"] == "Bad mieten"
    assert any("describes 2 services; the first was taken" in note for note in first.notes)
    chosen = imported(form, several, leika="99102013012000")
    assert chosen.files.table("package.toml")["package"]["title"] == "Hund anmelden"
    with pytest.raises(PackageError, match="None of the services"):
        imported(form, several, leika="9" * 14)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[]", "has no »modul_text«"),
        (b"<x/>", "This is no message of XZuFi"),
        (json.dumps({"modul_text": [], "referenz_leika": ["9" * 14]}).encode(), "has no name"),
    ],
)
def test_what_describes_nothing_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(PackageError, match=words):
        import_services({"datei": content}, NEW)
