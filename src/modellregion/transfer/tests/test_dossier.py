"""The hand-over dossier: everything an office must know, in one PDF for everybody and for ever."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from django.test import Client
from pypdf import PdfReader

from modellregion.kernel.errors import NotAllowedError
from modellregion.packages.api import Change, PackageFiles
from modellregion.transfer.api import (
    adapt_package,
    folder_dossier,
    publish_package,
    running_dossier,
)
from modellregion.transfer.catalogue import forget_catalogue
from modellregion.transfer.dossier.sections import ranges_of
from tests.support.packages import TRADE_NOTICE, all_services, files_of, replaced, with_file
from tests.support.people import citizen, staff
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def _text(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _data(content: bytes) -> dict[str, Any]:
    attached = PdfReader(io.BytesIO(content)).attachments["uebergabemappe.json"]
    found: dict[str, Any] = json.loads(attached[0])
    return found


def _folder(files: PackageFiles, language: str = "de") -> bytes:
    return folder_dossier(files=files, language=language, created=MOMENT)


@pytest.mark.parametrize("service", all_services())
def test_it_is_for_everybody_and_for_ever(service: str) -> None:
    content = _folder(files_of(service))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("de")
        # An order that goes to nobody else has few fields, no recipients and so fewer pages than a notice.
        assert 5 <= len(pdf.pages) <= 20, len(pdf.pages)


def test_it_says_what_an_office_must_know() -> None:
    text = _text(_folder(files_of()))
    for words in (
        "Übergabemappe", "Gewerbe anmelden", "99050012104000",
        "§ 14 GewO", "19.08.2026",  # legal bases with dates
        "Leitung des Gewerbeamts", "Sachbearbeitung Gewerbe", "12 Min.",  # owner, roles, times
        "Der Ablauf, gezeichnet nach BPMN 2.0", "§ 15 Abs. 1 GewO",  # process, clock
        "Rechtsform", "Anlage 1 Feld 1 GewAnzV",  # fields with their anchors
        "26,00 €", "ab 10.07.2018", "Tarifstelle 12.1.3 a",  # fees, validity, basis
        "Mess- und Eichbehörde", "1, 3–5, 11, 14, 15, 18, 20",  # recipients and exactly their fields
        "Empfangsbescheinigung", "10 Jahre nach Abschluss",  # letters, retention
        "Artikel 30 Absatz 1 DSGVO", "Gewerbetreibende, gesetzliche Vertretungen",  # data protection
        "Abgleich mit dem Wortlaut",  # legal check
        "drei Tage", "Personalvertretung beteiligen",  # training, checklist
        "Zuständige Stelle", "alle 2 bestanden", "Friseur mit Handwerkskarte",  # questions, scenarios
        "EUPL-1.2", "Stadt Paderborn", files_of().hash[:32], "Unterschrift",
    ):  # fmt: skip
        assert words in text, words


def test_the_process_is_drawn_and_has_words_for_who_cannot_see_it() -> None:
    with pikepdf.open(io.BytesIO(_folder(files_of()))) as pdf:
        figures = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure" and "/Alt" in item
        ]
        assert any("Zeichnung des Ablaufs" in str(figure["/Alt"]) for figure in figures)
    assert "Ins Register eintragen" in _text(_folder(files_of()))


def test_the_same_facts_are_inside_for_machines() -> None:
    data = _data(_folder(files_of()))
    weights = next(one for one in data["recipients"] if one["name"] == "Mess- und Eichbehörde")
    assert weights["all"] == ["1", "3", "4", "5", "11", "14", "15", "18", "20"]
    assert [fee["amount"] for fee in data["fees"]] == [
        "26,00 €",
        "je 26,00 €",
        "je 33,00 €",
        "33,00 €",
        "je 13,00 €",
    ]
    assert data["overlay"] is None


def test_in_english() -> None:
    text = _text(_folder(files_of(), "en"))
    for words in (
        "Hand-over dossier",
        "Register a business",
        "Time per step",
        "€26.00",
        "all 2 passed",
        "Signature",
    ):
        assert words in text, words


def test_what_nobody_said_is_named_as_missing() -> None:
    text = _text(_folder(with_file(files_of(), "organisation.toml", None)))
    assert "Niemand hat angegeben, wer das Recht geprüft hat" in text
    assert "noch keine Rollen" in text
    assert "noch keine Liste für die Einführung" in text


def test_a_scenario_that_fails_stands_there() -> None:
    wrong = replaced(files_of(), "scenarios/friseur.toml", "fee_cents = 2600", "fee_cents = 2700")
    text = _text(_folder(wrong))
    assert "1 von 2 nicht bestanden" in text


def test_of_a_municipality_it_has_answers_and_own_changes() -> None:
    fee = ("rules/gebuehren.dmn", "Gebührenpositionen", "natuerliche_person", "Betrag")
    change = Change(fee, "26", "30")
    adapt_package(staff("admin"), package=TRADE_NOTICE, changes=[change], reason="Satzung vom 1. Juli 2026")
    content = running_dossier(staff("admin"), package=TRADE_NOTICE, language="de")
    text = _text(content)
    for words in ("Anpassungen dieser Kommune", "Satzung vom 1. Juli 2026", "30,00 €", "Stadt Paderborn"):
        assert words in text, words
    slots = {slot["label"]: slot["answer"] for slot in _data(content)["slots"]}
    assert "Gewerbe" in slots["Zuständige Stelle"]
    assert "Paderborn" in slots["Briefkopf"]


def test_people_download_it() -> None:
    forget_catalogue()
    publish_package(staff("admin"), package=TRADE_NOTICE)
    for address in (
        f"/katalog/{TRADE_NOTICE}/uebergabemappe.pdf",
        f"/en/katalog/{TRADE_NOTICE}/uebergabemappe.pdf",
    ):
        answer = Client().get(address)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert ("Hand-over dossier" in _text(answer.content)) is address.startswith("/en")
    manager = Client()
    log_in(manager, "admin", "paderborn")
    own = manager.get(f"/paderborn/amt/leistungen/{TRADE_NOTICE}/uebergabemappe.pdf")
    assert "Anpassungen dieser Kommune" in _text(own.content)
    clerk = Client()
    log_in(clerk, "anna.muster", "paderborn")
    assert clerk.get(f"/paderborn/amt/leistungen/{TRADE_NOTICE}/uebergabemappe.pdf").status_code == 403
    assert Client().get("/katalog/hundesteuer/uebergabemappe.pdf").status_code == 404


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"1", "3", "4", "5", "11"}, "1, 3–5, 11"),
        ({"1", "2"}, "1, 2"),
        ({str(number) for number in range(1, 34)}, "1–33"),
        ({"4", "A2", "A1"}, "4, A1, A2"),
        (set(), ""),
    ],
)
def test_numbers_are_written_as_people_do(numbers: set[str], words: str) -> None:
    assert ranges_of(frozenset(numbers)) == words


def test_nobody_without_the_right_gets_a_municipalitys_own() -> None:
    with pytest.raises(NotAllowedError):
        running_dossier(citizen(), package=TRADE_NOTICE, language="de")
