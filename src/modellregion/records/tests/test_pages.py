"""The pages of the electronic file as people use them: filing from a case, by upload, from an e-mail; rights; purpose."""

import io
import re
import zipfile
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from modellregion.kernel.tenancy import tenant
from modellregion.records.models import Access
from modellregion.records.plan_queries import find_node_by_code
from modellregion.records.queries import FileQuery, list_files
from modellregion.region.api import list_units
from tests.support.contents import email, picture, written_pdf
from tests.support.jobs import work_off
from tests.support.people import staff
from tests.support.world import log_in

pytestmark = pytest.mark.django_db

DESK = "/paderborn/amt"


class Desk:
    """A person at the desk, without scripts; counts what they click."""

    def __init__(self, login: str = "anna.muster") -> None:
        self.client = Client(raise_request_exception=True)
        self.ctx = staff(login)
        self.actions = 0
        log_in(self.client, login, "paderborn")

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path if path.startswith("/") else f"{DESK}/{path}")
        assert answer.status_code == status, (path, answer.status_code)
        return answer.content.decode() if answer.headers["Content-Type"].startswith("text/html") else ""

    def post(self, path: str, data: dict[str, Any], status: int = 302) -> str:
        """Send a form; return where it leads, or the page that says what is wrong."""
        self.actions += 1
        answer = self.client.post(path if path.startswith("/") else f"{DESK}/{path}", data)
        assert answer.status_code == status, answer.content.decode()[:3000]
        return answer.headers["Location"] if status == 302 else answer.content.decode()

    def unit(self, name: str = "Gewerbeamt") -> UUID:
        return next(unit.id for unit in list_units(self.ctx) if unit.name == name)

    def new_file(self, code: str = "32.30.02", **more: str) -> str:
        node = find_node_by_code(self.ctx, code)
        assert node is not None
        sent = {
            "stelle": node.id,
            "einheit": self.unit(),
            "betreff": "Spielhalle am Markt",
            "medium": "electronic",
            **more,
        }
        return self.post("akten/neu/anlegen/", sent)


def _upload(content: bytes, name: str = "schreiben.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def document_of(page: str) -> str:
    found = re.search(r'href="([^"]+/dokumente/[^"]+/)"', page)
    assert found, page[:4000]
    return found[1]


def test_a_file_from_its_opening_to_its_closing() -> None:
    desk = Desk()
    file = desk.new_file()
    assert "Noch ist nichts in der Akte" in desk.get(file)
    desk.post(
        f"{file}hochladen/",
        {"datei": _upload(written_pdf("Sehr geehrte")), "titel": "Antrag", "richtung": "in"},
    )
    desk.post(
        f"{file}hochladen/", {"datei": [_upload(picture(), "a.png"), _upload(picture("JPEG"), "b.jpg")]}
    )
    work_off()
    page = desk.get(file)
    assert all(title in page for title in ("Antrag", "a.png", "b.jpg"))
    assert "b.jpg" not in desk.get(f"{file}?richtung=in")
    assert "b.jpg" in desk.get(f"{file}?suche=b.jpg&sortierung=titel")
    document = document_of(desk.get(f"{file}?suche=antrag"))
    shown = desk.get(document)
    assert "Sehr geehrte" in shown
    assert "PDF/A zum Aufbewahren" in shown
    drawn = desk.client.get(f"{document}seite/1/")
    assert (drawn.headers["Content-Type"], drawn.content[:4]) == ("image/png", b"\x89PNG")
    desk.get(f"{document}seite/2/", status=404)
    desk.post(f"{file}teil/", {"art": "transaction", "betreff": "Anhörung"})
    desk.post(f"{file}wiedervorlage/", {"am": desk.ctx.today().isoformat(), "grund": "Antwort da?"})
    assert "Antwort da?" in desk.get("wiedervorlagen/")
    assert "Spielhalle am Markt" in desk.get("akten/?suche=spielh")
    desk.post(f"{file}schliessen/", {})
    assert "Aufbewahren bis" in desk.get(file)
    refused = desk.post(
        f"{file}hochladen/", {"datei": _upload(written_pdf("x")), "titel": "Nachtrag"}, status=422
    )
    assert "nimmt nichts mehr auf" in refused
    assert [row.reference for row in list_files(desk.ctx, FileQuery()).rows] == []


def test_what_was_typed_survives_a_refusal() -> None:
    desk = Desk()
    refused = desk.post("akten/neu/anlegen/", {"betreff": "Mein Betreff", "medium": "hybrid"}, status=422)
    assert "Mein Betreff" in refused
    file = desk.new_file()
    refused = desk.post(f"{file}wiedervorlage/", {"am": "2020-01-01", "grund": "Zu früh"}, status=422)
    assert 'value="Zu früh"' in refused
    desk.post(f"{file}verweisen/", {"zeichen": "XX-1", "grund": ""}, status=404)


def test_an_email_is_filed_with_two_actions() -> None:
    desk = Desk()
    file = desk.new_file()
    reference = list_files(desk.ctx, FileQuery()).rows[0].reference
    desk.actions = 0
    content = email(
        f"Ihr Zeichen {reference}, Unterlagen", "anbei", attachments={"Plan ä.pdf": written_pdf("Plan")}
    )
    place = desk.post("post/aufnehmen/", {"datei": _upload(content, "mail.eml"), "stelle": desk.unit()})
    page = desk.get(place)
    assert "Das Aktenzeichen steht in der E-Mail." in page
    (chosen,) = re.findall(r'name="akte" value="([^"]+)" checked', page)
    assert desk.post(f"{place}ablegen/", {"akte": chosen}) == file
    assert desk.actions == 2
    work_off()
    filed = desk.get(f"{file}?sortierung=aelteste")
    assert "Plan ä.pdf" in filed
    assert "Anlage einer E-Mail" in filed
    # The same e-mail again: said before anybody files it twice.
    again = desk.get(
        desk.post("post/aufnehmen/", {"datei": _upload(content, "noch.eml"), "stelle": desk.unit()})
    )
    assert f"Diese E-Mail liegt schon in der Akte {reference}." in again


def test_strangers_state_a_purpose_and_others_see_nothing() -> None:
    file = Desk().new_file()
    Desk("dora.exempel").get(file, status=404)
    auditor = Desk("emil.pruefmann")
    assert "Wozu sehen Sie diese Akte an?" in auditor.get(file)
    assert "Bitte nennen Sie den Zweck" in auditor.post(f"{file}zweck/", {"zweck": " "}, status=422)
    auditor.post(f"{file}zweck/", {"zweck": "Stichprobe 2026"})
    assert "Stichprobe 2026" in auditor.get(file)
    auditor.post(f"{file}aendern/", {"betreff": "Gekapert"}, status=403)
    with tenant(auditor.ctx):
        seen = Access.objects.filter(municipality_id=auditor.ctx.municipality, actor_id=auditor.ctx.actor.id)
        assert {row.purpose for row in seen} == {"Stichprobe 2026"}


def test_content_is_sent_in_a_sandbox() -> None:
    desk = Desk()
    file = desk.new_file()
    desk.post(f"{file}hochladen/", {"datei": _upload(b"<script>alert(1)</script>", "seite.html")})
    document = document_of(desk.get(file))
    sent = desk.client.get(f"{document}datei/?ansehen")
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert sent.headers["X-Content-Type-Options"] == "nosniff"


def test_the_registry_keeps_the_plan() -> None:
    registry = Desk("gisela.ordnung")
    page = registry.get("aktenplan/")
    assert "Gewerbeanzeigen" in page
    node = registry.post(
        "aktenplan/anlegen/", {"kennzeichen": "90", "titel": "Versuch", "jahre": "5", "danach": "V"}
    )
    shown = registry.get(node)
    assert "5 Jahre" in shown
    refused = registry.post(
        f"{node}aendern/", {"kennzeichen": "90", "titel": "Versuch", "muster": "ohne Zahl"}, status=422
    )
    assert "Dieses Muster ergibt keine Aktenzeichen" in refused
    assert 'value="ohne Zahl"' in refused
    registry.post(
        f"{node}recht/",
        {"an": f"stelle:{registry.unit('Ordnungsamt')}", "recht": "see", "grund": "Vertretung"},
    )
    assert "Vertretung" in registry.get(node)
    registry.post(f"{node}stilllegen/", {})
    assert "stillgelegt" in registry.get("aktenplan/")
    Desk().post("aktenplan/anlegen/", {"kennzeichen": "91", "titel": "x"}, status=403)
    assert "Das Kennzeichen" not in Desk().get("aktenplan/")


@pytest.mark.parametrize("path", ["akten/tabelle.csv", "wiedervorlagen/tabelle.csv"])
def test_lists_are_tables_that_run_nothing(path: str) -> None:
    desk = Desk()
    file = desk.new_file(betreff="=HYPERLINK(1)")
    desk.post(f"{file}wiedervorlage/", {"am": desk.ctx.today().isoformat(), "grund": "=1+1"})
    table = desk.client.get(f"{DESK}/{path}").content.decode()
    assert "'=HYPERLINK(1)" in table
    assert "\n=" not in table
    assert ";=" not in table
    sheet = desk.client.get(f"{DESK}/{path.replace('.csv', '.ods')}")
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as packed:
        content = packed.read("content.xml").decode()
    assert "=HYPERLINK(1)" in content
    assert "table:formula" not in content
