"""Put a file together for inspection (Akteneinsicht, § 29 VwVfG NRW): what may be seen, and a list of what was left out."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import pikepdf

from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import get_file
from modellregion.kernel.names import safe_name
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.kernel.scanning import Verdict
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import Right, authorise_file
from modellregion.records.errors import EntryIncompleteError, InspectionEmptyError
from modellregion.records.history import Action, record
from modellregion.records.models import Rendition
from modellregion.records.queries import DocumentRow, FileView, file_contents, find_file
from modellregion.region.api import get_body

LIST_NAME = "00_Inhaltsverzeichnis.pdf"


@dataclass(frozen=True, slots=True)
class Wish:
    """Who inspects and why; ``withheld`` gives the reason for each document left out."""

    receiver: str
    reason: str
    withheld: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    row: DocumentRow
    number: int
    reason: str
    """Why it is left out; empty when it is handed out."""


def inspection_zip(ctx: Context, *, file: UUID, wish: Wish) -> bytes:
    """Return the documents with the list of contents and redactions as a ZIP. Drafts are never handed out.

    :raises EntryIncompleteError: without receiver or reason, or when a document is left out without a reason.
    :raises InspectionEmptyError: when nothing is left to hand out.
    """
    view, entries = _prepare(ctx, file, wish)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(LIST_NAME, _list(ctx, view, entries, wish))
        for entry in entries:
            if not entry.reason:
                content = get_file(ctx.municipality, entry.row.sha256)
                archive.writestr(f"{entry.number:03}_{safe_name(entry.row.name)}", content)
    return target.getvalue()


def inspection_pdf(ctx: Context, *, file: UUID, wish: Wish) -> bytes:
    """Return the same as one PDF with a bookmark for each document; what has no PDF form is named in the list.

    :raises EntryIncompleteError: without receiver or reason, or when a document is left out without a reason.
    :raises InspectionEmptyError: when nothing is left to hand out.
    """
    view, entries = _prepare(ctx, file, wish)
    papers = _papers(ctx, file)
    seen = [entry if entry.reason or entry.row.id in papers else _Entry(entry.row, entry.number, "nur als Datei verfügbar") for entry in entries]  # fmt: skip
    whole = pikepdf.new()
    with whole.open_outline() as outline:
        for title, content in [("Inhaltsverzeichnis", _list(ctx, view, seen, wish))] + [
            (f"{entry.number:03} {entry.row.title}", papers[entry.row.id])
            for entry in seen
            if not entry.reason
        ]:
            with pikepdf.open(io.BytesIO(content)) as part:
                outline.root.append(pikepdf.OutlineItem(title, len(whole.pages)))
                whole.pages.extend(part.pages)
    target = io.BytesIO()
    whole.save(target)
    return target.getvalue()


def _prepare(ctx: Context, file: UUID, wish: Wish) -> tuple[FileView, list[_Entry]]:
    if not wish.receiver.strip() or not wish.reason.strip():
        raise EntryIncompleteError("receiver or reason")
    if any(not reason.strip() for reason in wish.withheld.values()):
        raise EntryIncompleteError("a reason for what is left out")
    with tenant(ctx):
        authorise_file(ctx, file, Right.WORK)
        view = find_file(ctx, file)
        documents = file_contents(ctx, file)[1]
        entries = [_Entry(row, number, _why_not(row, wish)) for number, row in enumerate(documents, 1)]
        if not any(not entry.reason for entry in entries):
            raise InspectionEmptyError(f"file {file}")
        handed = sum(not entry.reason for entry in entries)
        data = {"receiver": wish.receiver.strip(), "reason": wish.reason.strip(), "handed_out": handed, "withheld": len(entries) - handed}  # fmt: skip
        record(ctx, Action.INSPECTED, file=file, data=data)
    return view, entries


def _why_not(row: DocumentRow, wish: Wish) -> str:
    if row.state == "draft":
        return "Entwurf (§ 29 Abs. 1 Satz 2 VwVfG NRW)"
    if row.scan in {Verdict.WAITING, Verdict.INFECTED}:
        return "noch nicht auf Schadsoftware geprüft"
    if not row.sha256:
        return "noch ohne Inhalt"
    return wish.withheld.get(row.id, "").strip()


def _papers(ctx: Context, file: UUID) -> dict[UUID, bytes]:
    """Return the documents of a file that have a PDF form."""
    with tenant(ctx):
        rows = Rendition.objects.filter(municipality_id=ctx.municipality, file_id=file, role="pdfa")
        found = {row.document_id: row.sha256 for row in rows.order_by("version")}
    return {document: get_file(ctx.municipality, sha256) for document, sha256 in found.items()}


def _list(ctx: Context, view: FileView, entries: list[_Entry], wish: Wish) -> bytes:
    body = get_body(ctx.municipality)
    if body is None:
        raise NotFoundError("body")
    rows = [
        [
            f"{entry.number:03}",
            entry.row.title,
            entry.row.created_at.astimezone(BERLIN).strftime("%d.%m.%Y"),
            f"nicht enthalten: {entry.reason}" if entry.reason else "enthalten",
        ]
        for entry in entries
    ]
    data = {
        "sender": {"name": body.name},
        "title": "Akteneinsicht: Inhalt und Schwärzungen",
        "details": [
            ["Akte", f"{view.reference} {view.subject}"],
            ["Für", wish.receiver.strip()],
            ["Grund", wish.reason.strip()],
            ["Zusammengestellt", f"{ctx.today():%d.%m.%Y}, {ctx.actor.name}"],
        ],
        "parts": [
            {"head": ["Nr.", "Dokument", "Abgelegt", "Einsicht"], "widths": [1, 6, 2, 6], "rows": rows}
        ],
    }
    return letter_pdf(house_folder(), "plain.typ", data, created=ctx.now())
