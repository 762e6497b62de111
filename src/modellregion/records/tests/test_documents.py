"""Documents: drafts and what is final, versions, renditions, bad files; the database refuses what no command may do."""

import io
import zipfile
from dataclasses import replace
from uuid import UUID

import pikepdf
import pytest
from django.db import Error, connection, transaction

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import get_file
from modellregion.kernel.tenancy import tenant
from modellregion.records.arrival import ARCHIVE_ENTRIES_MAX
from modellregion.records.commands.close_file import close_file_by_hand
from modellregion.records.commands.file_document import (
    NewEntry,
    discard_draft,
    file_document,
    finalise_document,
    replace_draft,
)
from modellregion.records.commands.open_file import FileEntry, open_file_by_hand
from modellregion.records.errors import (
    DocumentFinalError,
    FileClosedError,
    StillOpenError,
    UploadRefusedError,
)
from modellregion.records.models import Document, Rendition, Version
from modellregion.records.plan_queries import find_node_by_code
from modellregion.records.queries import FileQuery, Order, file_contents, list_files
from modellregion.records.rendering import page_picture, render
from modellregion.region.api import list_units
from tests.support.contents import blank_pdf, picture, written_pdf
from tests.support.jobs import work_off
from tests.support.people import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Context:
    return staff()


@pytest.fixture
def filed(clerk: Context) -> UUID:
    return _opened(clerk, "Spielhalle am Markt")


def _opened(clerk: Context, subject: str) -> UUID:
    node = find_node_by_code(clerk, "32.30.02")
    assert node is not None
    unit = next(unit.id for unit in list_units(clerk) if unit.name == "Gewerbeamt")
    return open_file_by_hand(clerk, node=node.id, unit=unit, entry=FileEntry(subject))


def _put(ctx: Context, file: UUID, content: bytes, name: str = "schreiben.pdf", **more: object) -> UUID:
    return file_document(ctx, file=file, entry=NewEntry(name, content, **more))  # type: ignore[arg-type]


def _row(ctx: Context, document: UUID) -> Document:
    with tenant(ctx):
        return Document.objects.get(municipality_id=ctx.municipality, id=document)


def _renditions(ctx: Context, document: UUID) -> dict[str, bytes]:
    with tenant(ctx):
        rows = Rendition.objects.filter(municipality_id=ctx.municipality, document_id=document)
        return {row.role: get_file(ctx.municipality, row.sha256) for row in rows}


class TestFinal:
    def test_a_draft_keeps_its_versions_until_it_is_final(self, clerk: Context, filed: UUID) -> None:
        first, second = written_pdf("erste"), written_pdf("zweite")
        draft = _put(clerk, filed, first, is_draft=True)
        assert replace_draft(clerk, file=filed, document=draft, name="neu.pdf", content=second) == 2
        assert replace_draft(clerk, file=filed, document=draft, name="neu.pdf", content=second) == 2
        with tenant(clerk):
            (earlier,) = Version.objects.filter(municipality_id=clerk.municipality, document_id=draft)
        assert get_file(clerk.municipality, earlier.sha256) == first
        finalise_document(clerk, file=filed, document=draft)
        for act in (
            lambda: replace_draft(clerk, file=filed, document=draft, name="x.pdf", content=first),
            lambda: finalise_document(clerk, file=filed, document=draft),
            lambda: discard_draft(clerk, file=filed, document=draft),
        ):
            with pytest.raises(DocumentFinalError):
                act()
        assert get_file(clerk.municipality, _row(clerk, draft).sha256) == second

    def test_the_database_refuses_to_change_what_is_final(self, clerk: Context, filed: UUID) -> None:
        document = _put(clerk, filed, written_pdf("fest"))
        changes = (
            "UPDATE records_document SET sha256 = repeat('0', 64)",
            "UPDATE records_document SET title = 'anders'",
            "UPDATE records_document SET state = 'draft'",
            "UPDATE records_document SET created_at = now()",
            "DELETE FROM records_document",
            "DELETE FROM records_file",
            "UPDATE records_rendition SET sha256 = ''",
            "DELETE FROM records_event",
            "UPDATE records_access SET purpose = 'x'",
        )
        work_off()
        before = _row(clerk, document)
        with tenant(clerk):
            for change in changes:
                with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(change)
        assert _row(clerk, document).sha256 == before.sha256

    def test_a_discarded_draft_is_gone_and_a_file_with_drafts_stays_open(
        self, clerk: Context, filed: UUID
    ) -> None:
        draft = _put(clerk, filed, written_pdf("x"), is_draft=True)
        with pytest.raises(StillOpenError):
            close_file_by_hand(clerk, file=filed)
        replace_draft(clerk, file=filed, document=draft, name="y.pdf", content=written_pdf("y"))
        discard_draft(clerk, file=filed, document=draft)
        assert file_contents(clerk, filed)[1] == []
        close_file_by_hand(clerk, file=filed)
        with pytest.raises(FileClosedError):
            _put(clerk, filed, written_pdf("zu spät"))

    def test_others_cannot_file_here(self, filed: UUID) -> None:
        with pytest.raises(NotFoundError):
            _put(staff("dora.exempel"), filed, written_pdf("x"))


class TestRenditions:
    def test_a_pdf_gets_pdfa_and_text_and_is_found_by_its_words(self, clerk: Context, filed: UUID) -> None:
        content = written_pdf("Widerspruch gegen", "die Untersagung", "in Schloss Neuhaus")
        document = _put(clerk, filed, content, name="w.pdf")
        work_off()
        made = _renditions(clerk, document)
        assert made["text"].decode().split() == [
            "Widerspruch",
            "gegen",
            "die",
            "Untersagung",
            "in",
            "Schloss",
            "Neuhaus",
        ]
        with pikepdf.open(io.BytesIO(made["pdfa"])) as pdf:
            with pdf.open_metadata() as metadata:
                assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
            assert len(pdf.pages) == 1
            assert pdf.Root.OutputIntents[0].DestOutputProfile.N == 3
            assert "/Font" not in pdf.pages[0].Resources
        assert get_file(clerk.municipality, _row(clerk, document).sha256) == content
        for words, in_texts, found in (("untersag", True, 1), ("untersag", False, 0), ("schloß", True, 1), ("untersagungen schlösser", True, 1), ("spielhalle", False, 1)):  # fmt: skip
            query = FileQuery(search=words, in_texts=in_texts)
            assert len(list_files(clerk, query).rows) == found, words

    @pytest.mark.parametrize("order", list(Order))
    def test_pages_of_files_that_say_a_word_join_without_gap(self, clerk: Context, order: Order) -> None:
        files = [_opened(clerk, f"Bach {number}") for number in range(4)]
        for file in files[:3]:
            _put(clerk, file, b"Der Wasserlauf ist frei.", name="vermerk.txt")
        _put(clerk, files[0], b"Noch einmal: der Wasserlauf.", name="vermerk2.txt")
        work_off()
        query = FileQuery(search="Wasserlauf", in_texts=True, order=order)
        whole = [row.id for row in list_files(clerk, query).rows]
        assert set(whole) == set(files[:3])
        for size in (1, 2):
            found, page = [], list_files(clerk, replace(query, size=size))
            while True:
                found += [row.id for row in page.rows]
                if not page.next:
                    break
                page = list_files(clerk, replace(query, size=size, after=page.next))
            assert found == whole, size

    def test_what_we_write_ourselves_is_kept_as_it_is(self, clerk: Context, filed: UUID) -> None:
        note = _put(
            clerk, filed, "Telefonat mit Frau Ü.\nSie schickt die Pläne nach.".encode(), name="vermerk.txt"
        )
        work_off()
        made = _renditions(clerk, note)
        again = render(made["pdfa"], "application/pdf")
        assert again.made_with == "is PDF/A-3a"
        assert again.pdfa == made["pdfa"]
        assert "Telefonat mit Frau Ü." in again.text

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
    def test_pictures_become_pages(self, clerk: Context, filed: UUID, kind: str) -> None:
        document = _put(clerk, filed, picture(kind, (300, 200)), name="foto")
        work_off()
        with pikepdf.open(io.BytesIO(_renditions(clerk, document)["pdfa"])) as pdf:
            assert [float(side) for side in pdf.pages[0].MediaBox[2:]] == [144.0, 96.0]
        assert page_picture(picture(kind), _row(clerk, document).media_type, 1)[0].startswith(b"\x89PNG")

    @pytest.mark.parametrize(
        ("content", "note", "pages"),
        [
            (blank_pdf(encryption=pikepdf.Encryption(owner="x", user="y")), "encrypted", 0),
            (written_pdf("Bitte warten", xfa=True), "xfa", 1),
            (blank_pdf(20_000), "too_long", 20_000),
            (b"%PDF-1.7 kaputt", "damaged", 0),
        ],
        ids=["password", "xfa", "20000 pages", "broken"],
    )
    def test_why_there_is_no_pdfa_is_said(self, content: bytes, note: str, pages: int) -> None:
        made = render(content, "application/pdf")
        assert (made.note, made.pages, made.pdfa) == (note, pages, b"")


def _zip(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("leer.pdf", b"", "ist leer"),
        ("rechnung.pdf", b"MZ\x90\x00 program", "ist ein Programm"),
        ("kennwort.pdf", blank_pdf(encryption=pikepdf.Encryption(owner="x", user="y")), "hat ein Kennwort"),
        ("kaputt.pdf", b"%PDF-1.7 kaputt", "ist beschädigt"),
        ("bild.png", picture()[:60], "ist beschädigt"),
        ("was.bin", bytes(range(256)), "nicht bekannt"),
        ("bombe.zip", _zip({"null": b"\0" * 30_000_000}), "viel zu viel"),
        ("viele.zip", _zip({str(n): b"x" for n in range(ARCHIVE_ENTRIES_MAX + 1)}), "viel zu viel"),
        ("pfad.zip", _zip({"../../etc/passwd": b"x"}), "herausführen"),
        ("halb.docx", _zip({"word/document.xml": b"x" * 500})[:60], "ist beschädigt"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,
)
def test_what_is_not_taken_is_named_with_its_reason(
    clerk: Context, filed: UUID, name: str, content: bytes, told: str
) -> None:
    with pytest.raises(UploadRefusedError) as refused:
        _put(clerk, filed, content, name=name)
    sentence = str(refused.value.user_message)
    assert name in sentence
    assert told in sentence
    assert file_contents(clerk, filed)[1] == []


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.docx", _zip({"[Content_Types].xml": b"x", "word/document.xml": b"x"}), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.odt", _zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}), "application/vnd.oasis.opendocument.text"),
        ("a.csv", b"a;b\n1;2\n", "text/csv"),
        ("umlaut.txt", "Größe".encode("cp1252"), "text/plain"),
        ("seite.html", b"<script>alert(1)</script>", "text/html"),
    ],
)  # fmt: skip
def test_other_documents_are_kept_as_they_are(
    clerk: Context, filed: UUID, name: str, content: bytes, media_type: str
) -> None:
    document = _put(clerk, filed, content, name=name)
    work_off()
    row = _row(clerk, document)
    assert row.media_type == media_type
    assert get_file(clerk.municipality, row.sha256) == content
    assert row.rendered_at is not None
