"""Every list of the desk goes out as a table, as text and as a spreadsheet, with what the page shows."""

import csv
import io
import zipfile

import pytest
from django.test import Client

from tests.support.world import log_in

pytestmark = pytest.mark.django_db

PADERBORN, DISTRICT, CHAMBER = "paderborn", "kreis-paderborn", "ihk-ostwestfalen"
LISTS = {
    "vorgaenge": ("anna.muster", PADERBORN, "Nummer"),
    "postausgang": ("anna.muster", PADERBORN, "Vorgang"),
    "gewerberegister": ("anna.muster", PADERBORN, "Nummer"),
    "beteiligungen": ("dora.exempel", DISTRICT, "Vorgang"),
    "akten": ("gisela.ordnung", PADERBORN, "Aktenzeichen"),
    "wiedervorlagen": ("anna.muster", PADERBORN, "Am"),
    "post": ("anna.muster", PADERBORN, "Betreff"),
    "scans": ("anna.muster", PADERBORN, "Stapel"),
    "laufmappen": ("anna.muster", PADERBORN, "Dokument"),
    "eingaenge": ("empfang", CHAMBER, "Vorgang"),
    "aussonderung": ("gisela.ordnung", PADERBORN, "Aktenzeichen"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_goes_out_as_text_and_as_a_spreadsheet(name: str) -> None:
    login, place, first = LISTS[name]
    client = Client()
    log_in(client, login, place)
    text = client.get(f"/{place}/amt/{name}/tabelle.csv")
    assert text.status_code == 200, text.content.decode()
    rows = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == first
    assert all(len(row) == len(rows[0]) for row in rows)
    sheet = client.get(f"/{place}/amt/{name}/tabelle.ods")
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as archive:
        content = archive.read("content.xml").decode()
    assert content.count("<table:table-row>") == len(rows)
    assert client.get(f"/{place}/amt/{name}/tabelle.exe").status_code == 404
    english = client.get(f"/en/{place}/amt/{name}/tabelle.csv").content.decode("utf-8-sig")
    assert english.splitlines()[0] != text.content.decode("utf-8-sig").splitlines()[0]
