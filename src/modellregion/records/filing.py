"""Files of cases: they open, fill and close by themselves. Who may do so is decided by the room that owns the case."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.forms.api import name_key, search_key
from modellregion.kernel.context import Context
from modellregion.kernel.errors import ConflictError, NotFoundError
from modellregion.kernel.files import get_file, put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.scanning import Verdict, is_scanning
from modellregion.kernel.tenancy import tenant
from modellregion.records.errors import QuarantineError
from modellregion.records.models import Document, File, Intake, Rendition, ScanBatch, Version
from modellregion.records.stamped import stamped_form


class Direction(StrEnum):
    """Where a document came from or went to: received (Eingang), sent (Ausgang), made inside."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to be filed. Its content is given now, or later by ``complete_document``.

    ``is_public`` lets the applicant see it on the status page.
    """

    kind: str
    title: str
    name: str
    media_type: str
    direction: Direction
    is_public: bool = False
    content: bytes | None = None
    sha256: str = ""
    bytes: int = 0
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document as pages see it."""

    id: UUID
    file: UUID
    kind: str
    title: str
    name: str
    media_type: str
    direction: Direction
    bytes: int
    sha256: str
    created_at: datetime
    created_by: str
    is_public: bool
    scan: str = ""


_OPEN_FILE = """
WITH opened AS (
    INSERT INTO records_file (municipality_id, id, reference, subject, search, opened_at, unit_id, service, node_id)
    SELECT %s, %s, %s, %s, %s, %s, %s, %s,
           (SELECT s.node_id FROM records_service_node s WHERE s.municipality_id = %s AND s.service = %s)
)
INSERT INTO records_document (municipality_id, id, file_id, kind, title, search, direction, name, media_type, bytes,
                              sha256, created_at, created_by, is_public, scan)
VALUES {rows}
"""
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
# A closed file is kept so many years after the year of its closure (zu den Akten); None is for ever. The file plan says
# how many, by result where it knows one; the service's own period counts where no plan does.
_CLOSE = """
UPDATE records_file f SET closed_at = %(now)s, result = %(result)s, retention_years = r.years, disposal = r.disposal,
       retain_until = make_date(%(year)s + r.years, 12, 31)
FROM (
    SELECT c.id, coalesce(n.disposal, 'B') AS disposal,
           CASE WHEN n.id IS NULL THEN %(years)s::smallint
                WHEN n.result_years ? %(result)s::text THEN (n.result_years ->> %(result)s::text)::smallint
                ELSE n.retention_years END AS years
    FROM records_file c LEFT JOIN records_plan_node n ON (n.municipality_id, n.id) = (c.municipality_id, c.node_id)
    WHERE c.municipality_id = %(municipality)s AND c.id = %(file)s
) r
WHERE f.municipality_id = %(municipality)s AND f.id = r.id AND f.closed_at IS NULL
"""


def open_file(
    ctx: Context,
    *,
    file: UUID,
    reference: str,
    subject: str,
    documents: list[NewDocument],
    unit: UUID | None = None,
    service: str = "",
) -> None:
    """Open a case's file with its first documents, in one statement; contents that are given are stored first.

    :param unit: the unit in charge (Federführung). :param service: its place in the file plan follows from it.
    """
    values: list[Any] = [
        ctx.municipality,
        file,
        reference,
        subject,
        name_key(f"{reference} {subject}"),
        ctx.now(),
    ]
    values += [unit, service, ctx.municipality, service]
    for document in documents:
        values += _values(ctx, file, document)
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(_OPEN_FILE.format(rows=", ".join([_ROW] * len(documents))), values)


def document_key(title: str, name: str, sender: str = "") -> str:
    """Return the search keys of a document's metadata; senders are found by their sound, too."""
    return f"{search_key(f'{title} {name}')} {name_key(sender)}".strip()


def _values(ctx: Context, file: UUID, document: NewDocument) -> list[Any]:
    sha256, size = document.sha256, document.bytes
    if document.content is not None:
        sha256, size = put_file(ctx.municipality, document.content), len(document.content)
    return [
        ctx.municipality,
        document.id,
        file,
        document.kind,
        document.title,
        document_key(document.title, document.name),
        document.direction.value,
        document.name,
        document.media_type,
        size,
        sha256,
        ctx.now(),
        ctx.actor.name,
        document.is_public,
        # What came from outside was asked about on its way in, if the scanner answered; the worker asks again.
        Verdict.WAITING.value if document.sha256 and is_scanning() else "",
    ]


def add_document(ctx: Context, *, file: UUID, document: NewDocument) -> UUID:
    """File a document."""
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_document (municipality_id, id, file_id, kind, title, search, direction, name, media_type, "
            f"bytes, sha256, created_at, created_by, is_public, scan) VALUES {_ROW}",
            _values(ctx, file, document),
        )
    return document.id


def filed_among(ctx: Context, sha256s: Collection[str]) -> set[str]:
    """Return which of these contents are in use: in a version, early or current, in a rendition, in a waiting e-mail or scan."""
    with tenant(ctx):
        found: set[str] = set()
        for kept in (Document, Version, Rendition):
            rows = kept.objects.filter(municipality_id=ctx.municipality, sha256__in=sha256s)
            found |= set(rows.values_list("sha256", flat=True))
        waiting = Intake.objects.filter(municipality_id=ctx.municipality, sha256__in=sha256s, filed_at=None)
        found |= set(waiting.values_list("sha256", flat=True))
        scanned = ScanBatch.objects.filter(municipality_id=ctx.municipality, sha256__in=sha256s, done_at=None)
        found |= set(scanned.values_list("sha256", flat=True))
        return found


def complete_document(ctx: Context, *, document: UUID, content: bytes) -> None:
    """Give a document its content; doing it twice keeps the first.

    :raises NotFoundError: when there is no such document.
    """
    sha256 = put_file(ctx.municipality, content)
    with tenant(ctx):
        rows = Document.objects.filter(municipality_id=ctx.municipality, id=document)
        if not rows.filter(sha256="").update(sha256=sha256, bytes=len(content)) and not rows.exists():
            raise NotFoundError(f"document {document}")


def close_file(ctx: Context, *, file: UUID, result: str = "", retention_years: int | None = None) -> None:
    """Close a file (zu den Akten); from then on its retention counts.

    :param result: how the case ended; the file plan may keep some results for a shorter or longer time.
    :param retention_years: what counts where the file stands in no file plan.
    :raises ConflictError: when it is closed already.
    """
    values: dict[str, Any] = {
        "municipality": ctx.municipality,
        "file": file,
        "now": ctx.now(),
        "year": ctx.today().year,
        "result": result,
        "years": retention_years,
    }
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(_CLOSE, values)
        if not cursor.rowcount:
            raise ConflictError(f"file {file} is closed")


def reopen_file(ctx: Context, *, file: UUID) -> None:
    """Take a closed file up again: its retention counts no more."""
    with tenant(ctx):
        File.objects.filter(municipality_id=ctx.municipality, id=file).update(
            closed_at=None, result="", retention_years=None, retain_until=None, disposal=""
        )


def put_in_charge(ctx: Context, *, file: UUID, unit: UUID, staff: UUID | None) -> None:
    """Say who is in charge of a file (Federführung): a unit, and perhaps a person of any unit."""
    with tenant(ctx):
        File.objects.filter(municipality_id=ctx.municipality, id=file).update(
            unit_id=unit, responsible_id=staff
        )


def documents_of(ctx: Context, *, file: UUID, public_only: bool = False) -> list[DocumentEntry]:
    """Return a file's documents, the newest last."""
    with tenant(ctx):
        rows = Document.objects.filter(municipality_id=ctx.municipality, file_id=file).order_by(
            "created_at", "id"
        )
        return [_entry(row) for row in (rows.filter(is_public=True) if public_only else rows)]


def find_document(ctx: Context, *, file: UUID, document: UUID) -> DocumentEntry:
    """Return one document of a file.

    :raises NotFoundError: when the file has no such document.
    """
    with tenant(ctx):
        row = Document.objects.filter(municipality_id=ctx.municipality, file_id=file, id=document).first()
    if row is None:
        raise NotFoundError(f"document {document} in file {file}")
    return _entry(row)


def document_content(ctx: Context, entry: DocumentEntry) -> bytes:
    """Return a document's content; of what was sent, the form with a time-stamp on its seal, once there is one.

    :raises NotFoundError: when it has none yet.
    :raises QuarantineError: while no scanner has looked at it.
    """
    if not entry.sha256:
        raise NotFoundError(f"document {entry.id} has no content yet")
    if entry.scan in {Verdict.WAITING, Verdict.INFECTED}:
        raise QuarantineError(f"document {entry.id} is {entry.scan}")
    stamped = stamped_form(ctx, entry.id) if entry.direction is Direction.OUT else ""
    return get_file(ctx.municipality, stamped or entry.sha256)


def _entry(row: Document) -> DocumentEntry:
    return DocumentEntry(
        id=row.id,
        file=row.file_id,
        kind=row.kind,
        title=row.title,
        name=row.name,
        media_type=row.media_type,
        direction=Direction(row.direction),
        bytes=row.bytes,
        sha256=row.sha256,
        created_at=row.created_at,
        created_by=row.created_by,
        is_public=row.is_public,
        scan=row.scan,
    )
