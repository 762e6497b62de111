"""Inspection of files: drafts never, what is left out with its reason, one PDF or the originals; and it is on record."""

import io
import zipfile
from uuid import UUID

import pytest
from pypdf import PdfReader

from modellregion.records.commands.file_document import NewEntry, file_document
from modellregion.records.commands.open_file import FileEntry, open_file_by_hand
from modellregion.records.plan_queries import find_node_by_code
from modellregion.records.queries import history_of
from modellregion.records.tests.test_pages import Desk
from tests.support.contents import picture, written_pdf
from tests.support.jobs import work_off

pytestmark = pytest.mark.django_db


def _file(desk: Desk) -> tuple[UUID, dict[str, UUID]]:
    node = find_node_by_code(desk.ctx, "32.30.02")
    assert node is not None
    file = open_file_by_hand(desk.ctx, node=node.id, unit=desk.unit(), entry=FileEntry("Nachbarstreit"))
    contents = {"antrag": written_pdf("Der Antrag"), "anzeige": written_pdf("Name der Nachbarin"), "foto": picture(), "entwurf": written_pdf("Geheime Gedanken")}  # fmt: skip
    made = {
        name: file_document(
            desk.ctx,
            file=file,
            entry=NewEntry(f"{name}.pdf", content, title=name, is_draft=name == "entwurf"),
        )
        for name, content in contents.items()
    }
    work_off()
    return file, made


def test_what_is_handed_out_and_what_is_not() -> None:
    desk = Desk()
    file, made = _file(desk)
    assert "Akteneinsicht zusammenstellen" in desk.get(f"akten/{file}/akteneinsicht/")
    sent = {"fuer": "RA Muster", "grund": "§ 29 VwVfG NRW", "ohne": [made["anzeige"]], f"grund-{made['anzeige']}": "Schutz der Anzeigenden"}  # fmt: skip
    address = f"/paderborn/amt/akten/{file}/akteneinsicht/zusammenstellen/"
    whole = desk.client.post(address, {**sent, "als": "pdf"})
    reader = PdfReader(io.BytesIO(whole.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "Schutz der Anzeigenden" in text
    assert "Entwurf (§ 29 Abs. 1 Satz 2 VwVfG NRW)" in text
    assert [entry["/Title"] for entry in reader.outline] == ["Inhaltsverzeichnis", "001 antrag", "003 foto"]  # type: ignore[call-overload]
    assert len(reader.pages) == 3
    packed = desk.client.post(address, {**sent, "als": "zip"})
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert archive.namelist() == ["00_Inhaltsverzeichnis.pdf", "001_antrag.pdf", "003_foto.pdf"]
        assert archive.read("003_foto.pdf") == picture() or archive.read("003_foto.pdf").startswith(
            b"\x89PNG"
        )
    lines = [line.data for line in history_of(desk.ctx, file) if line.action == "inspected"]
    assert [(line["receiver"], line["handed_out"], line["withheld"]) for line in lines] == [
        ("RA Muster", 2, 2)
    ] * 2


def test_without_a_reason_nothing_is_left_out() -> None:
    desk = Desk()
    file, made = _file(desk)
    sent = {"fuer": "RA Muster", "grund": "Antrag", "ohne": [made["anzeige"]], "als": "pdf"}
    page = desk.post(f"akten/{file}/akteneinsicht/zusammenstellen/", sent, status=422)
    assert 'value="RA Muster"' in page
    everything = {
        "fuer": "x",
        "grund": "y",
        "ohne": list(made.values()),
        **{f"grund-{one}": "z" for one in made.values()},
    }
    assert "So bliebe nichts" in desk.post(
        f"akten/{file}/akteneinsicht/zusammenstellen/", everything, status=422
    )


def test_others_cannot_put_it_together() -> None:
    desk = Desk()
    file, _ = _file(desk)
    Desk("dora.exempel").get(f"akten/{file}/akteneinsicht/", status=404)
