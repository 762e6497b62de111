"""File a document by hand, work on a draft, make it final."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.jobs import defer
from modellregion.kernel.names import safe_name
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import authorise_file
from modellregion.records.arrival import Arrived, look_at
from modellregion.records.commands.circulate import WRITTEN_ELSEWHERE, void_signatures
from modellregion.records.commands.file_plan import LEVELS
from modellregion.records.commands.open_file import open_row
from modellregion.records.errors import (
    DocumentFinalError,
    EntryIncompleteError,
    StillOpenError,
    WrittenElsewhereError,
)
from modellregion.records.filing import Direction, document_key
from modellregion.records.history import Action, record
from modellregion.records.models import Circulation, Document, Part, Version

TITLE_LENGTH_MAX = 300


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A document to be filed by hand. Without a title it gets its file's name; ``written_on`` is its own date."""

    name: str
    content: bytes
    title: str = ""
    direction: Direction = Direction.INTERNAL
    part: UUID | None = None
    written_on: date | None = None
    sender: str = ""
    is_draft: bool = False
    confidentiality: int = 0


def file_document(ctx: Context, *, file: UUID, entry: NewEntry) -> UUID:
    """File a document in an open file or one of its open parts.

    :raises UploadRefusedError: when its content is not taken.
    :raises FileClosedError: when the file is closed.
    :raises NotFoundError: when the file, or an open part of that id, is not there for the actor.
    """
    if entry.confidentiality not in LEVELS:
        raise EntryIncompleteError("level")
    with tenant(ctx):
        authorise_file(ctx, file)
        open_row(ctx, file)
        _check_part(ctx, file, entry.part)
        arrived = look_at(entry.name, entry.content)
        identifier = _insert(ctx, file, entry, arrived)
        record(ctx, Action.DOCUMENT_FILED, file=file, document=identifier)
        if not entry.is_draft:
            defer("records.render_document", ctx.municipality, document=str(identifier))
    return identifier


def replace_draft(ctx: Context, *, file: UUID, document: UUID, name: str, content: bytes) -> int:
    """Replace a draft by a new version, and return its number. What was signed so far is void: it was another content.

    :raises DocumentFinalError: when it is final.
    :raises UploadRefusedError: when its content is not taken.
    """
    with tenant(ctx):
        authorise_file(ctx, file)
        row = _draft(ctx, file, document)
        arrived = look_at(name, content)
        sha256 = put_file(ctx.municipality, content)
        if sha256 == row.sha256:
            return row.version
        Version.objects.create(
            municipality_id=ctx.municipality,
            id=new_id(),
            file_id=file,
            document_id=document,
            number=row.version,
            name=row.name,
            media_type=row.media_type,
            bytes=row.bytes,
            sha256=row.sha256,
            created_at=row.created_at,
            created_by=row.created_by,
        )
        Document.objects.filter(municipality_id=ctx.municipality, id=document).update(
            version=row.version + 1,
            name=safe_name(name),
            media_type=arrived.media_type,
            bytes=len(content),
            sha256=sha256,
            scan=arrived.verdict.value,
            created_at=ctx.now(),
            created_by=ctx.actor.name,
        )
        void_signatures(ctx, document=document)
        record(ctx, Action.DOCUMENT_VERSION, file=file, document=document, data={"version": row.version + 1})
    return row.version + 1


def finalise_document(ctx: Context, *, file: UUID, document: UUID) -> None:
    """Make a draft final: from now on nobody changes it, the database sees to that.

    :raises DocumentFinalError: when it is final already.
    :raises StillOpenError: while it circulates.
    """
    with tenant(ctx):
        authorise_file(ctx, file)
        _draft(ctx, file, document)
        if Circulation.objects.filter(
            municipality_id=ctx.municipality, document_id=document, state="running"
        ).exists():
            raise StillOpenError(f"document {document} circulates")
        make_final(ctx, file=file, document=document)


def make_final(ctx: Context, *, file: UUID, document: UUID) -> None:
    """Make a draft final, for commands that have authorised."""
    Document.objects.filter(municipality_id=ctx.municipality, id=document).update(
        state="final", finalised_at=ctx.now(), finalised_by=ctx.actor.name
    )
    record(ctx, Action.DOCUMENT_FINAL, file=file, document=document)
    defer("records.render_document", ctx.municipality, document=str(document))


def discard_draft(ctx: Context, *, file: UUID, document: UUID) -> None:
    """Discard a draft with all its versions; the history keeps that there was one.

    :raises DocumentFinalError: when it is final.
    :raises StillOpenError: when it circulates or did.
    """
    with tenant(ctx):
        authorise_file(ctx, file)
        row = _draft(ctx, file, document)
        mine = {"municipality_id": ctx.municipality, "document_id": document}
        if Circulation.objects.filter(**mine).exists():
            raise StillOpenError(f"document {document} circulates")
        Version.objects.filter(**mine).delete()
        Document.objects.filter(municipality_id=ctx.municipality, id=document).delete()
        record(ctx, Action.DRAFT_DISCARDED, file=file, data={"title": row.title})


def _insert(ctx: Context, file: UUID, entry: NewEntry, arrived: Arrived) -> UUID:
    identifier, name = new_id(), safe_name(entry.name)
    title = (entry.title.strip() or name)[:TITLE_LENGTH_MAX]
    sha256 = put_file(ctx.municipality, entry.content)
    Document.objects.create(
        municipality_id=ctx.municipality,
        id=identifier,
        file_id=file,
        part_id=entry.part,
        kind="upload",
        title=title,
        search=document_key(title, name, entry.sender),
        direction=entry.direction.value,
        state="draft" if entry.is_draft else "final",
        name=name,
        media_type=arrived.media_type,
        bytes=len(entry.content),
        sha256=sha256,
        confidentiality=entry.confidentiality,
        written_on=entry.written_on,
        sender=entry.sender.strip()[:200],
        created_at=ctx.now(),
        created_by=ctx.actor.name,
        finalised_at=None if entry.is_draft else ctx.now(),
        finalised_by="" if entry.is_draft else ctx.actor.name,
        scan=arrived.verdict.value,
    )
    return identifier


def _draft(ctx: Context, file: UUID, document: UUID) -> Document:
    rows = Document.objects.select_for_update().filter(municipality_id=ctx.municipality)
    row = rows.filter(file_id=file, id=document).first()
    if row is None:
        raise NotFoundError(f"document {document} in file {file}")
    if row.state != "draft":
        raise DocumentFinalError(f"document {document}")
    if row.kind in WRITTEN_ELSEWHERE:
        raise WrittenElsewhereError(f"document {document}")
    return row


def _check_part(ctx: Context, file: UUID, part: UUID | None) -> None:
    if part is None:
        return
    rows = Part.objects.filter(municipality_id=ctx.municipality, file_id=file, id=part, closed_at=None)
    if not rows.exists():
        raise NotFoundError(f"no open part {part} in file {file}")
