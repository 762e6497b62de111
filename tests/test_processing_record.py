"""The record of processing activities names, of every service a municipality runs, all that Art. 30 Abs. 1 GDPR asks for."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError
from modellregion.kernel.tests.test_pdf import poppler
from modellregion.packages.api import installed_services
from modellregion.region.api import get_body
from modellregion.transfer.api import processing_record, processing_record_pdf
from tests.support.people import staff
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
ADDRESS = "/paderborn/amt/verarbeitungsverzeichnis.pdf"
RIGHT_EDGE = 595 - 20 / 25.4 * 72  # of what may be printed on A4, in points


def test_every_service_has_its_chapter_with_all_that_the_law_asks_for() -> None:
    manager = staff("gerda.leistung")
    text = processing_record(manager)
    assert text.startswith("# Verzeichnis von Verarbeitungstätigkeiten\n\nStand: ")
    assert "**Verantwortlich:** Stadt Paderborn" in text
    services = installed_services(manager.municipality)
    assert text.count("**Zwecke der Verarbeitung:**") == len(services) > 1
    chapter = text.partition("## Gewerbe anmelden\n")[2].partition("\n## ")[0]
    for words in (
        "**Zwecke der Verarbeitung:** Entgegennahme der Gewerbe-Anmeldung",  # Art. 30 Abs. 1 lit. b
        "**Betroffene Personen:** Gewerbetreibende",  # lit. c
        "**Kategorien von Daten:** Angaben des Vordrucks GewA 1",
        "**Kategorien von Empfängern:** Die Stellen nach § 14 Abs. 8 GewO",  # lit. d
        "**Drittländer:** Das Paket nennt keine Übermittlung",  # lit. e
        "**Löschfristen:** Zehn Jahre",  # lit. f
        "**Technische und organisatorische Maßnahmen:** Verschlüsselte Übertragung",  # lit. g
        "**Aufbewahrung:** 10 Jahre nach Abschluss",
        "Rechtsform",
        "| Handwerkskammer | § 14 Abs. 8 Satz 1 Nr. 2 GewO",
    ):
        assert words in chapter, words
    assert "Das Paket sagt dazu nichts" not in chapter


def test_the_pdf_is_for_everybody_and_for_ever_and_says_the_same() -> None:
    manager = staff("gerda.leistung")
    content = processing_record_pdf(manager)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("de")
    reader = PdfReader(io.BytesIO(content))
    read = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    text = read.replace("\xad ", "").replace("\xad", "")  # where a word is broken at the end of a line
    body = get_body(manager.municipality)
    assert body is not None
    running = installed_services(manager.municipality).values()
    for words in (
        "Stadt Paderborn", body.street, body.postcode, body.email,
        "Datenschutzbeauftragte", "Die Leitung der Kommune hat sie benannt",  # unknown: who has to say it
        "Auftragsverarbeiter", "sagt der IT-Betrieb",
        "Art. 30 Abs. 1 DSGVO, Buchst. e", "Drittland", "19.08.2026",
        *(one.package.title("de") for one in running),
        *(f"{one.package.id} {one.package.version}" for one in running),
    ):  # fmt: skip
        assert words in text, words
    data = json.loads(reader.attachments["verzeichnis.json"][0])
    assert [one["title"] for one in data["activities"]] == sorted(one.package.title("de") for one in running)


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is missing (Debian: apt-get install poppler-utils)"
)
def test_no_word_stands_beyond_the_margin(tmp_path: Path) -> None:
    words = poppler("pdftotext", processing_record_pdf(staff("gerda.leistung")), tmp_path, "-bbox")
    edges = [float(line.split('xMax="')[1].split('"')[0]) for line in words.splitlines() if "<word" in line]
    assert len(edges) > 500
    assert max(edges) <= RIGHT_EDGE + 1


def test_managers_load_it_from_the_page_of_services_and_others_do_not() -> None:
    manager = Client()
    log_in(manager, "gerda.leistung", "paderborn")
    page = manager.get("/paderborn/amt/leistungen/").content.decode()
    assert f'href="{ADDRESS}" data-download' in page
    manager.get(ADDRESS)
    with CaptureQueriesContext(connection) as seen:
        answer = manager.get(ADDRESS)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "verarbeitungsverzeichnis-paderborn.pdf" in answer.headers["Content-Disposition"]
    assert len(seen) <= 6, [query["sql"][:100] for query in seen]
    clerk = Client()
    log_in(clerk, "anna.muster", "paderborn")
    assert clerk.get(ADDRESS).status_code == 403


@pytest.mark.parametrize("make", [processing_record, processing_record_pdf])
def test_who_may_not_see_the_services_gets_none(make: Callable[[Context], object]) -> None:
    with pytest.raises(NotAllowedError):
        make(staff("klara.kasse"))
