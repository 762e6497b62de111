"""Close a file by hand (zu den Akten), take it up again, close a part, link files."""

from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records import filing
from modellregion.records.access import Right, authorise_file
from modellregion.records.commands.open_file import open_row
from modellregion.records.errors import EntryIncompleteError, StillOpenError
from modellregion.records.history import Action, record
from modellregion.records.models import Document, File, Link, Part


def close_file_by_hand(ctx: Context, *, file: UUID, result: str = "") -> None:
    """Close a file that no case closes. Its parts are closed with it.

    :raises StillOpenError: while a draft is in it.
    """
    with tenant(ctx):
        authorise_file(ctx, file)
        open_row(ctx, file)
        if Document.objects.filter(municipality_id=ctx.municipality, file_id=file, state="draft").exists():
            raise StillOpenError(f"file {file}")
        Part.objects.filter(municipality_id=ctx.municipality, file_id=file, closed_at=None).update(
            closed_at=ctx.now()
        )
        filing.close_file(ctx, file=file, result=result)
        record(ctx, Action.FILE_CLOSED, file=file, data={"result": result})


def reopen_file_by_hand(ctx: Context, *, file: UUID, reason: str) -> None:
    """Take a closed file up again, with a reason; its retention counts anew from the next closure.

    :raises EntryIncompleteError: without a reason.
    """
    if not reason.strip():
        raise EntryIncompleteError("reason")
    with tenant(ctx):
        authorise_file(ctx, file)
        filing.reopen_file(ctx, file=file)
        record(ctx, Action.FILE_REOPENED, file=file, data={"reason": reason.strip()})


def close_part(ctx: Context, *, file: UUID, part: UUID) -> None:
    """Close a sub-file or a transaction, and what lies in it.

    :raises StillOpenError: while a draft is in it.
    """
    with tenant(ctx):
        authorise_file(ctx, file)
        inside = Part.objects.filter(municipality_id=ctx.municipality, file_id=file)
        row = inside.filter(id=part).first()
        if row is None:
            raise NotFoundError(f"part {part} in file {file}")
        below = [part, *inside.filter(parent_id=part).values_list("id", flat=True)]
        drafts = Document.objects.filter(
            municipality_id=ctx.municipality, file_id=file, part_id__in=below, state="draft"
        )
        if drafts.exists():
            raise StillOpenError(f"part {part}")
        inside.filter(id__in=below, closed_at=None).update(closed_at=ctx.now())
        record(ctx, Action.PART_CLOSED, file=file, data={"reference": row.reference})


def link_files(ctx: Context, *, file: UUID, reference: str, reason: str = "") -> None:
    """Refer from one file to another one, named by its reference. Both show it, to whoever reaches them.

    :raises NotFoundError: when the actor reaches no such file.
    """
    with tenant(ctx):
        authorise_file(ctx, file)
        rows = File.objects.filter(municipality_id=ctx.municipality, reference=reference.strip())
        other = rows.values_list("id", flat=True).first()
        if other is None or other == file:
            raise NotFoundError(f"no other file {reference!r}")
        authorise_file(ctx, other, Right.SEE, lock=False)
        Link.objects.get_or_create(
            municipality_id=ctx.municipality,
            file_id=file,
            other_id=other,
            defaults={
                "id": new_id(),
                "reason": reason.strip(),
                "linked_at": ctx.now(),
                "linked_by": ctx.actor.name,
            },
        )
        record(ctx, Action.LINKED, file=file, data={"reference": reference.strip(), "reason": reason.strip()})


def unlink_files(ctx: Context, *, file: UUID, other: UUID) -> None:
    """Take a reference between two files away."""
    with tenant(ctx):
        authorise_file(ctx, file)
        Link.objects.filter(municipality_id=ctx.municipality, file_id=file, other_id=other).delete()
        record(ctx, Action.UNLINKED, file=file, data={"other": str(other)})
