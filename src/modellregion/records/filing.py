"""Opening files and filing documents. Who may do so is decided by the room that owns the case."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.kernel.context import Context
from modellregion.kernel.errors import ConflictError, NotFoundError
from modellregion.kernel.files import get_file, put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.models import Document, File


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


_OPEN_FILE = """
WITH opened AS (
    INSERT INTO records_file (municipality_id, id, reference, subject, opened_at) VALUES (%s, %s, %s, %s, %s)
)
INSERT INTO records_document (municipality_id, id, file_id, kind, title, direction, name, media_type, bytes, sha256,
                              created_at, created_by, is_public)
VALUES {rows}
"""
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def open_file(
    ctx: Context, *, file: UUID, reference: str, subject: str, documents: list[NewDocument]
) -> None:
    """Open a file with its first documents, in one statement; contents that are given are stored first."""
    values: list[Any] = [ctx.municipality, file, reference, subject, ctx.now()]
    for document in documents:
        values += _values(ctx, file, document)
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(_OPEN_FILE.format(rows=", ".join([_ROW] * len(documents))), values)


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
        document.direction.value,
        document.name,
        document.media_type,
        size,
        sha256,
        ctx.now(),
        ctx.actor.name,
        document.is_public,
    ]


def add_document(ctx: Context, *, file: UUID, document: NewDocument) -> UUID:
    """File a document."""
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_document (municipality_id, id, file_id, kind, title, direction, name, media_type, bytes, "
            f"sha256, created_at, created_by, is_public) VALUES {_ROW}",
            _values(ctx, file, document),
        )
    return document.id


def filed_among(ctx: Context, sha256s: Collection[str]) -> set[str]:
    """Return which of these contents belong to a document of any file."""
    with tenant(ctx):
        rows = Document.objects.filter(municipality_id=ctx.municipality, sha256__in=sha256s)
        return set(rows.values_list("sha256", flat=True))


def complete_document(ctx: Context, *, document: UUID, content: bytes) -> None:
    """Give a document its content; doing it twice keeps the first.

    :raises NotFoundError: when there is no such document.
    """
    sha256 = put_file(ctx.municipality, content)
    with tenant(ctx):
        rows = Document.objects.filter(municipality_id=ctx.municipality, id=document)
        if not rows.filter(sha256="").update(sha256=sha256, bytes=len(content)) and not rows.exists():
            raise NotFoundError(f"document {document}")


def close_file(ctx: Context, *, file: UUID) -> None:
    """Close a file (zu den Akten).

    :raises ConflictError: when it is closed already.
    """
    with tenant(ctx):
        open_rows = File.objects.filter(municipality_id=ctx.municipality, id=file, closed_at=None)
        if not open_rows.update(closed_at=ctx.now()):
            raise ConflictError(f"file {file} is closed")


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
    """Return a document's content.

    :raises NotFoundError: when it has none yet.
    """
    if not entry.sha256:
        raise NotFoundError(f"document {entry.id} has no content yet")
    return get_file(ctx.municipality, entry.sha256)


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
    )
