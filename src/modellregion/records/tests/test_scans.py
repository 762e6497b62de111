"""Scanned paper: separator sheets as the desk prints them, a stack as a scanner makes it, and filing with one click."""

import io
import re
from typing import Any
from uuid import UUID

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.models import Document, ScanBatch, ScanBundle
from modellregion.records.queries import FileQuery, list_files
from modellregion.records.sheets import Destination, Sheet, bundles_of, read_destination, read_sheets
from modellregion.records.tests.test_pages import Desk
from tests.support.contents import blank_pdf, written_pdf
from tests.support.jobs import work_off

pytestmark = pytest.mark.django_db

NOTE = {
    "profil": "300 dpi, grau",
    "pruefung": "vollständig und lesbar",
    "standort": "Keller 3",
    "vernichten": "2027-03-01",
}


def _scanned(*pages: tuple[bytes, float]) -> bytes:
    """Return pages as a scanner leaves them: pictures, turned by degrees, grey paper, a dark edge."""
    whole, target = pikepdf.new(), io.BytesIO()
    for content, turned in pages:
        drawn = pypdfium2.PdfDocument(content)[0].render(scale=200 / 72).to_pil().convert("L")
        drawn = drawn.point([min(tone, 236) for tone in range(256)]).rotate(
            turned, expand=True, fillcolor=236
        )
        drawn.paste(60, (0, 0, 6, drawn.height))
        made = io.BytesIO()
        drawn.save(made, "PDF", resolution=200)
        with pikepdf.open(made) as one:
            whole.pages.extend(one.pages)
    whole.save(target)
    return target.getvalue()


def _hand_over(desk: Desk, content: bytes, name: str = "Stapel.pdf", status: int = 302, **more: Any) -> str:
    sent = {**NOTE, "datei": SimpleUploadedFile(name, content), "stelle": desk.unit(), **more}
    return desk.post("scans/aufnehmen/", sent, status=status)


def _pages_of(desk: Desk, document: Document) -> int:
    answer = desk.client.get(f"/paderborn/amt/akten/{document.file_id}/dokumente/{document.id}/datei/")
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        return len(pdf.pages)


def test_a_stack_falls_apart_at_its_separator_sheets_and_is_filed_with_one_click() -> None:
    desk = Desk()
    one, two = desk.new_file(betreff="Erste"), desk.new_file(betreff="Zweite")
    desk.post(f"{two}teil/", {"art": "transaction", "betreff": "Anhörung"})
    part = re.search(r"\?teil=([0-9a-f-]{36})", desk.get(two))
    assert part
    sheets = [
        desk.client.get(f"{one}trennblatt.pdf").content,
        desk.client.get(f"{two}trennblatt.pdf?teil={part[1]}").content,
    ]
    letter, empty = written_pdf("Guten Tag", "anbei die Unterlagen"), blank_pdf()
    stack = _scanned(
        (letter, 0), (sheets[0], 180), (empty, 0), (letter, 180), (empty, 0), (letter, 2), (sheets[1], 4), (letter, 0)
    )  # fmt: skip
    place = _hand_over(desk, stack)
    assert "wird gelesen" in desk.get(place)
    work_off()
    page = desk.get(place)
    assert all(
        said in page for said in ("Seiten 1 bis 1", "Seiten 4 bis 6", "Seiten 8 bis 8", "Leer: Seite 5")
    )
    assert "2 Teile mit bekannter Akte ablegen" in page
    assert desk.client.get(f"{place}blatt/4/").content[:4] == b"\x89PNG"
    desk.actions = 0
    desk.post(f"{place}alle/", {"ohne-leere": "1"})
    assert desk.actions == 1
    desk.post(f"{place}alle/", {})  # twice is once
    with tenant(desk.ctx):
        filed = {str(document.file_id): document for document in Document.objects.filter(kind="scan")}
        assert len(filed) == 2
        assert str(filed[two.split("/")[-2]].part_id) == part[1]
    first = filed[one.split("/")[-2]]
    assert _pages_of(desk, first) == 2
    shown = desk.get(f"{one}dokumente/{first.id}/")
    assert all(
        said in shown
        for said in ("Transfervermerk", "300 dpi, grau", "Keller 3", "01.03.2027", "Seiten 4 bis 6")
    )
    assert "Gescanntes abgelegt" in desk.get(one)
    # Two references would fit the first sheet or none does: a person looks for the file.
    left = re.search(r'name="teil" value="([^"]+)"', desk.get(f"{place}?suche=Erste"))
    assert left
    desk.post(f"{place}ablegen/", {"teil": left[1], "akte": one.split("/")[-2], "titel": "Begleitbrief"})
    assert "Begleitbrief" in desk.get(one)
    assert "Stapel.pdf" not in desk.get("scans/")


def test_a_reference_in_the_text_proposes_its_file_and_parts_can_be_divided_otherwise() -> None:
    desk = Desk()
    file = desk.new_file()
    reference = list_files(desk.ctx, FileQuery()).rows[0].reference
    target, whole = io.BytesIO(), pikepdf.new()
    for line in (f"Zu {reference}", "zweites Blatt", "drittes Blatt"):
        with pikepdf.open(io.BytesIO(written_pdf(line))) as one:
            whole.pages.extend(one.pages)
    whole.save(target)
    place = _hand_over(desk, target.getvalue())
    assert _hand_over(desk, target.getvalue()) == place
    work_off()
    assert "Das Aktenzeichen steht im Text." in desk.get(place)
    (bundle,) = set(re.findall(r'name="teil" value="([^"]+)"', desk.get(place)))
    desk.post(f"{place}trennen/", {"teil": bundle, "seite": "9"}, status=422)
    desk.post(f"{place}trennen/", {"teil": bundle, "seite": "3"})
    page = desk.get(place)
    assert "Seiten 1 bis 2" in page
    assert "Seiten 3 bis 3" in page
    (other,) = set(re.findall(r'name="teil" value="([^"]+)"', page)) - {bundle}
    desk.post(f"{place}verbinden/", {"teil": bundle}, status=422)
    desk.post(f"{place}verbinden/", {"teil": other})
    assert "Seiten 1 bis 3" in desk.get(place)
    desk.post(f"{place}beiseite/", {"teil": bundle, "grund": " "}, status=422)
    desk.post(f"{place}beiseite/", {"teil": bundle, "grund": "doppelt"})
    assert "doppelt" in desk.get(place)
    assert file


def test_sheets_of_files_out_of_reach_and_unreadable_stacks_say_so() -> None:
    desk, stranger = Desk(), Desk("dora.exempel")
    file = desk.new_file()
    sheet = desk.client.get(f"{file}trennblatt.pdf").content
    assert stranger.client.get(f"{file}trennblatt.pdf").status_code == 404
    stack = _scanned((sheet, 0), (written_pdf("Brief"), 0))
    place = _hand_over(stranger, stack, stelle=stranger.unit("Ordnungsamt"))
    empty = _hand_over(stranger, blank_pdf(3), "leer.pdf", stelle=stranger.unit("Ordnungsamt"))
    long = _hand_over(stranger, blank_pdf(1_001), "lang.pdf", stelle=stranger.unit("Ordnungsamt"))
    work_off()
    page = stranger.get(place)
    assert "gehört zu keiner offenen Akte, die Sie bearbeiten dürfen" in page
    assert "Spielhalle am Markt" not in page
    assert "Alle Seiten sind leer" in stranger.get(empty)
    assert "mehr als 1000 Blätter" in stranger.get(long)
    stranger.post(f"{long}verwerfen/", {"grund": "zu lang"})
    assert "lang.pdf" not in stranger.get("scans/")
    desk.get(place, status=404)
    refused = _hand_over(stranger, b"%PDF-kaputt", status=422, stelle=stranger.unit("Ordnungsamt"))
    assert "beschädigt" in refused
    assert "Keller 3" in refused
    assert "Kennwort" in _hand_over(
        stranger,
        blank_pdf(encryption=pikepdf.Encryption(owner="x", user="x")),
        status=422,
        stelle=stranger.unit("Ordnungsamt"),
    )
    with tenant(desk.ctx):
        assert ScanBundle.objects.filter(document_id=None).count() == 1
        assert ScanBatch.objects.filter(state="failed").count() == 1


def test_a_foreign_code_is_no_separator() -> None:
    for code in ("https://example.org", "modellregion:akte:unfug", f"x{Destination(new_id()).code()}", ""):
        assert read_destination(code) is None
    place = Destination(new_id(), new_id())
    assert read_destination(f" {place.code()}\n") == place


def test_a_skewed_sheet_is_read_and_a_page_of_dust_is_blank() -> None:
    dusty = Image.new("L", (827, 1169), 250)
    for spot in range(0, 800, 160):
        dusty.putpixel((spot + 20, spot + 100), 0)
    target = io.BytesIO()
    dusty.save(target, "PDF", resolution=100)
    (sheet,) = read_sheets(target.getvalue())
    assert sheet.is_blank


_FILE = UUID(int=7)
_SHEETS = st.lists(
    st.sampled_from(
        [Sheet(Destination(_FILE).code(), False, ""), Sheet("", True, ""), Sheet("", False, "x")]
    ),
    max_size=30,
)


@given(_SHEETS)
def test_no_written_page_is_lost_or_doubled_however_a_stack_falls_apart(sheets: list[Sheet]) -> None:
    bundles = bundles_of(sheets)
    pages = [page for one in bundles for page in range(one.first, one.last + 1)]
    written = {number for number, sheet in enumerate(sheets, 1) if not sheet.code and not sheet.is_blank}
    assert len(pages) == len(set(pages))
    assert written <= set(pages)
    assert set(pages) - written == {page for one in bundles for page in one.blank}
    first_code = next((number for number, sheet in enumerate(sheets, 1) if sheet.code), len(sheets) + 1)
    assert all((one.destination is None) == (one.first < first_code) for one in bundles)
