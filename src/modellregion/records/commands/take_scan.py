"""Scanned paper on its way into files: a batch is taken in, read by the worker, divided, and filed with one click."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pikepdf
from django.db import connection
from django.db.models import QuerySet

from modellregion.kernel.context import Context
from modellregion.kernel.envelope import open_plain, plain
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import delete_file, get_file, put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.jobs import defer
from modellregion.kernel.names import safe_name
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import Right, authorise_file, reach
from modellregion.records.arrival import PDF, look_at
from modellregion.records.commands.open_file import open_row
from modellregion.records.commands.take_mail import reference_tokens
from modellregion.records.errors import EntryIncompleteError, UploadRefusedError
from modellregion.records.filing import Direction, document_key, filed_among
from modellregion.records.history import Action, record
from modellregion.records.models import Document, Part, ScanBatch, ScanBundle
from modellregion.records.policy import Records
from modellregion.records.sheets import SheetsUnreadableError, bundles_of, read_sheets

TITLE_LENGTH_MAX = 300
KEPT_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ScanEntry:
    """A batch as it is handed over, with its transfer note; see ``ScanBatch``."""

    name: str
    content: bytes
    profile: str
    checked: str
    paper_location: str = ""
    destroy_on: date | None = None


@dataclass(frozen=True, slots=True)
class Destined:
    """A file that a bundle belongs to, and why: ``code`` on a separator sheet, or ``reference`` in its text."""

    file: UUID
    part: UUID | None
    reference: str
    subject: str
    why: str


def take_scan(ctx: Context, *, unit: UUID, entry: ScanEntry) -> UUID:
    """Take a batch in for a unit; the worker reads it. The same one again, while it waits, is not taken twice.

    :raises EntryIncompleteError: without profile or result of the check.
    :raises UploadRefusedError: when it is no PDF, or one that cannot be opened.
    """
    ctx.authorise(Records.WORK)
    if unit not in ctx.actor.units and not ctx.may(Records.WORK_ALL):
        raise NotFoundError(f"unit {unit} is none of {ctx.actor.id}")
    if not entry.profile.strip() or not entry.checked.strip():
        raise EntryIncompleteError("profile or check")
    if look_at(entry.name, entry.content).media_type != PDF:
        raise UploadRefusedError("scan")
    with tenant(ctx):
        sha256 = put_file(ctx.municipality, entry.content)
        waiting = ScanBatch.objects.filter(municipality_id=ctx.municipality, unit_id=unit, done_at=None)
        if (same := waiting.filter(sha256=sha256).first()) is not None:
            return same.id
        batch = ScanBatch.objects.create(
            municipality_id=ctx.municipality,
            id=new_id(),
            unit_id=unit,
            sha256=sha256,
            name=safe_name(entry.name),
            bytes=len(entry.content),
            scanned_by=ctx.actor.name,
            received_at=ctx.now(),
            profile=entry.profile.strip()[:200],
            checked=entry.checked.strip()[:300],
            paper_location=entry.paper_location.strip()[:300],
            destroy_on=entry.destroy_on,
        )
        record(ctx, Action.SCAN_TAKEN, data={"batch": str(batch.id), "sha256": sha256})
        defer("records.read_scan", ctx.municipality, batch=str(batch.id))
    return batch.id


def read_scan(ctx: Context, batch: UUID) -> None:
    """Divide a batch into bundles, once; one that cannot be read says so and can be set aside."""
    with tenant(ctx):
        row = ScanBatch.objects.filter(municipality_id=ctx.municipality, id=batch, state="reading").first()
    if row is None:
        return
    note, pages, bundles = "", 0, []
    try:
        sheets = read_sheets(get_file(ctx.municipality, row.sha256))
        pages, bundles = len(sheets), bundles_of(sheets)
    except SheetsUnreadableError as error:
        note = str(error)
    with tenant(ctx):
        mine = ScanBatch.objects.select_for_update().filter(municipality_id=ctx.municipality, id=batch)
        if not mine.filter(state="reading").exists():
            return
        ScanBundle.objects.bulk_create(
            ScanBundle(
                municipality_id=ctx.municipality,
                id=new_id(),
                batch_id=batch,
                number=number,
                first=one.first,
                last=one.last,
                blank=list(one.blank),
                to_file=one.destination.file if one.destination else None,
                to_part=one.destination.part if one.destination else None,
                text=plain(one.text.encode()),
            )
            for number, one in enumerate(bundles, 1)
        )
        mine.update(
            state="open" if bundles else "failed", note=note or ("" if bundles else "blank"), pages=pages
        )


def destined(ctx: Context, bundle: ScanBundle) -> Destined | None:
    """Return the open file a bundle belongs to, if the actor may work on it: by separator sheet, else by a reference."""
    reached, values = reach(ctx, Right.WORK)
    text = open_plain(bytes(bundle.text)).decode()
    values |= {"to_file": bundle.to_file, "tokens": reference_tokens(text)}
    statement = f"""
        SELECT f.id, f.reference, f.subject, f.id = %(to_file)s,
               (SELECT p.id FROM records_part p WHERE p.municipality_id = %(municipality)s AND p.file_id = f.id
                AND p.closed_at IS NULL AND p.reference = ANY(%(tokens)s) ORDER BY p.number LIMIT 1)
        FROM records_file f WHERE {reached} AND f.closed_at IS NULL
          AND (f.id = %(to_file)s OR (%(to_file)s IS NULL AND (f.reference = ANY(%(tokens)s) OR f.id IN (
               SELECT p.file_id FROM records_part p
               WHERE p.municipality_id = %(municipality)s AND p.reference = ANY(%(tokens)s)))))
        ORDER BY f.id DESC LIMIT 2
    """  # noqa: S608 - constants
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    if len(rows) != 1:  # two references in one letter: a person decides
        return None
    file, reference, subject, by_code, part = rows[0]
    return Destined(
        file, bundle.to_part if by_code else part, reference, subject, "code" if by_code else "reference"
    )


def file_bundle(
    ctx: Context,
    *,
    bundle: UUID,
    file: UUID,
    title: str = "",
    part: UUID | None = None,
    without_blank: bool = False,
) -> UUID:
    """File a bundle's pages as a document of an open file; twice is once. The transfer note stays with it.

    :param without_blank: leave out the pages that are marked as blank.
    :raises FileClosedError: when the file is closed.
    """
    with tenant(ctx):
        authorise_file(ctx, file)
        folder = open_row(ctx, file)
        row, batch = locked_bundle(ctx, bundle)
        if row.document_id is not None:
            return row.document_id
        if (
            part is not None
            and not Part.objects.filter(
                municipality_id=ctx.municipality, file_id=file, id=part, closed_at=None
            ).exists()
        ):
            part = None  # closed since the sheet was printed: the file itself takes it
        left_out = set(row.blank) if without_blank else set()
        content = _pages(get_file(ctx.municipality, batch.sha256), row, left_out)
        title = (title.strip() or f"Scan {folder.reference}, Seiten {row.first}-{row.last}")[
            :TITLE_LENGTH_MAX
        ]
        name = f"{batch.name.rpartition('.')[0] or batch.name}-{row.first}-{row.last}.pdf"
        identifier = new_id()
        Document.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            file_id=file,
            part_id=part,
            kind="scan",
            title=title,
            search=document_key(title, name),
            direction=Direction.IN.value,
            name=name,
            media_type=PDF,
            bytes=len(content),
            sha256=put_file(ctx.municipality, content),
            created_at=ctx.now(),
            created_by=ctx.actor.name,
            finalised_at=ctx.now(),
            finalised_by=ctx.actor.name,
        )
        _done(ctx, row, document_id=identifier)
        note = {
            "batch": str(batch.id),
            "original": batch.sha256,
            "pages": [row.first, row.last],
            "left_out": sorted(left_out),
            "scanned_by": batch.scanned_by,
            "profile": batch.profile,
            "checked": batch.checked,
        }
        record(ctx, Action.SCAN_FILED, file=file, document=identifier, data=note)
        defer("records.render_document", ctx.municipality, document=str(identifier))
    return identifier


def file_all(ctx: Context, *, batch: UUID, without_blank: bool = False) -> int:
    """File every bundle whose file is known; return how many."""
    with tenant(ctx):
        locked_batch(ctx, batch)
        filed = 0
        for row in open_bundles(ctx, batch):
            if (place := destined(ctx, row)) is not None:
                file_bundle(ctx, bundle=row.id, file=place.file, part=place.part, without_blank=without_blank)
                filed += 1
    return filed


def set_bundle_aside(ctx: Context, *, bundle: UUID, reason: str) -> None:
    """Put sheets aside that belong in no file.

    :raises EntryIncompleteError: without a reason.
    """
    if not reason.strip():
        raise EntryIncompleteError("reason")
    with tenant(ctx):
        row, _ = locked_bundle(ctx, bundle)
        if row.done_at is None:
            _done(ctx, row, aside=reason.strip()[:300])
            record(ctx, Action.SCAN_SET_ASIDE, data={"bundle": str(bundle), "reason": reason.strip()[:300]})


def discard_batch(ctx: Context, *, batch: UUID, reason: str) -> None:
    """Put a whole batch aside, with all its bundles that are not filed.

    :raises EntryIncompleteError: without a reason.
    """
    if not reason.strip():
        raise EntryIncompleteError("reason")
    with tenant(ctx):
        row = locked_batch(ctx, batch)
        if row.done_at is None:
            ended = {
                "done_at": ctx.now(),
                "done_by": ctx.actor.name,
                "aside": reason.strip()[:300],
                "text": plain(b""),
            }
            open_bundles(ctx, batch).update(**ended)
            _end(ctx, batch)
            record(ctx, Action.SCAN_SET_ASIDE, data={"batch": str(batch), "reason": reason.strip()[:300]})


def split_bundle(ctx: Context, *, bundle: UUID, before: int) -> None:
    """Divide a bundle before a page, where a separator sheet was missing.

    :raises EntryIncompleteError: when there is no such page, or nothing would be left before it.
    """
    with tenant(ctx):
        row, batch = locked_bundle(ctx, bundle)
        if row.done_at is not None or not row.first < before <= row.last:
            raise EntryIncompleteError("page")
        mine = ScanBundle.objects.filter(municipality_id=ctx.municipality)
        mine.filter(id=bundle).update(last=before - 1, blank=[page for page in row.blank if page < before])
        row.pk, row.id, row.first = None, new_id(), before
        row.municipality_id, row.blank = ctx.municipality, [page for page in row.blank if page >= before]
        row.to_file = row.to_part = None
        row.save(force_insert=True)
        record(ctx, Action.SCAN_TAKEN, data={"batch": str(batch.id), "divided_before": before})


def join_bundle(ctx: Context, *, bundle: UUID) -> None:
    """Put a bundle to the one before it, from which nothing separates them; a separator between them is gone by that.

    :raises EntryIncompleteError: when there is none before it that is still open.
    """
    with tenant(ctx):
        row, batch = locked_bundle(ctx, bundle)
        earlier = open_bundles(ctx, batch.id).filter(first__lt=row.first).order_by("-first").first()
        if row.done_at is not None or earlier is None:
            raise EntryIncompleteError("no bundle before")
        between = list(range(earlier.last + 1, row.first))
        mine = ScanBundle.objects.filter(municipality_id=ctx.municipality)
        mine.filter(id=bundle).delete()
        text = open_plain(bytes(earlier.text)) + b"\n" + open_plain(bytes(row.text))
        mine.filter(id=earlier.id).update(
            last=row.last, blank=sorted({*earlier.blank, *between, *row.blank}), text=plain(text)
        )
        record(ctx, Action.SCAN_TAKEN, data={"batch": str(batch.id), "joined_at": row.first})


def locked_batch(ctx: Context, batch: UUID) -> ScanBatch:
    """Return a batch of one of the actor's units, locked.

    :raises NotFoundError: when there is none.
    """
    ctx.authorise(Records.WORK)
    row = ScanBatch.objects.select_for_update().filter(municipality_id=ctx.municipality, id=batch).first()
    if row is None or (row.unit_id not in ctx.actor.units and not ctx.may(Records.WORK_ALL)):
        raise NotFoundError(f"scan batch {batch}")
    return row


def locked_bundle(ctx: Context, bundle: UUID) -> tuple[ScanBundle, ScanBatch]:
    """Return a bundle and its batch, of one of the actor's units; the batch is locked.

    :raises NotFoundError: when there is none.
    """
    row = ScanBundle.objects.filter(municipality_id=ctx.municipality, id=bundle).first()
    if row is None:
        ctx.authorise(Records.WORK)
        raise NotFoundError(f"bundle {bundle}")
    batch = locked_batch(ctx, row.batch_id)
    return ScanBundle.objects.get(municipality_id=ctx.municipality, id=bundle), batch


def open_bundles(ctx: Context, batch: UUID) -> QuerySet[ScanBundle]:
    """Return a batch's bundles that wait, in their order."""
    rows = ScanBundle.objects.filter(municipality_id=ctx.municipality, batch_id=batch, done_at=None)
    return rows.order_by("first")


def _done(ctx: Context, row: ScanBundle, *, document_id: UUID | None = None, aside: str = "") -> None:
    ScanBundle.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
        document_id=document_id, aside=aside, done_at=ctx.now(), done_by=ctx.actor.name, text=plain(b"")
    )
    if not open_bundles(ctx, row.batch_id).exists():
        _end(ctx, row.batch_id)


def _end(ctx: Context, batch: UUID) -> None:
    ScanBatch.objects.filter(municipality_id=ctx.municipality, id=batch).update(
        state="done", done_at=ctx.now()
    )
    # What was filed has contents of its own; the whole stays a week, for whoever notices a mistake.
    defer("records.drop_scan", ctx.municipality, at=ctx.now() + KEPT_AFTER, batch=str(batch))


def drop_scan(ctx: Context, batch: UUID) -> None:
    """Delete the content of a batch that is done, unless a document is the same."""
    with tenant(ctx):
        row = ScanBatch.objects.filter(municipality_id=ctx.municipality, id=batch, state="done").first()
        if row is None or filed_among(ctx, {row.sha256}):
            return
    delete_file(ctx.municipality, row.sha256)


def _pages(content: bytes, row: ScanBundle, left_out: set[int]) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as whole, pikepdf.new() as own:
        own.pages.extend(
            whole.pages[page - 1] for page in range(row.first, row.last + 1) if page not in left_out
        )
        own.save(target, deterministic_id=True)
    return target.getvalue()
