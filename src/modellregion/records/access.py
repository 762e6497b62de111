"""Who of the staff reaches which file: by unit, by responsibility, by grants on the plan or a file, up to a level.

The rule is one SQL condition, so that lists, counts, exports and direct links cannot differ. A test compares it with a
plain reading of the same rules (process-and-records § 7.3 no. 13).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.kernel.context import ActorKind, Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.records.errors import PurposeMissingError
from modellregion.records.models import Access
from modellregion.records.policy import Records

OWN_WORK = "Sachbearbeitung"
PURPOSE_LENGTH_MAX = 300
PURPOSE_LASTS = timedelta(hours=10)


class Right(StrEnum):
    """What a grant allows: to look, or to work as well."""

    SEE = "see"
    WORK = "work"


_CLEARANCE = (
    "coalesce((SELECT c.level FROM records_clearance c WHERE c.municipality_id = %(municipality)s "
    "AND c.staff_id = %(actor)s), 0)"
)
_MY_GRANTS = (
    "g.municipality_id = %(municipality)s AND (g.unit_id = ANY(%(units)s) OR g.staff_id = ANY(%(people)s)) "
    'AND (g.ends_on IS NULL OR g.ends_on >= %(today)s) AND g."right" = ANY(%(rights)s)'
)
_OWN = "f.unit_id = ANY(%(units)s) OR f.responsible_id = %(actor)s"
NOT_OWN = f"NOT coalesce({_OWN}, false)"
_GRANTED_FILES = f"SELECT g.file_id FROM records_grant g WHERE {_MY_GRANTS} AND g.file_id IS NOT NULL"
_GRANTED_NODES = (
    "SELECT n.id FROM records_plan_node n JOIN records_grant g ON g.node_id = ANY(n.path) "
    f"WHERE n.municipality_id = %(municipality)s AND {_MY_GRANTS}"
)
_GRANTED = f"f.id IN ({_GRANTED_FILES}) OR f.node_id IN ({_GRANTED_NODES})"
_LEVEL = (
    f"f.confidentiality <= {_CLEARANCE} AND (f.node_id IS NULL OR f.node_id NOT IN (SELECT n.id FROM records_plan_node n "
    f"WHERE n.municipality_id = %(municipality)s AND n.level > {_CLEARANCE}))"
)


def reach(ctx: Context, right: Right = Right.SEE) -> tuple[str, dict[str, Any]]:
    """Return the condition on ``records_file f`` that the actor reaches, with its values.

    :raises NotAllowedError: when the actor may do so with no file at all.
    """
    ctx.authorise(Records.SEE if right is Right.SEE else Records.WORK)
    values: dict[str, Any] = {
        "municipality": ctx.municipality,
        "actor": ctx.actor.id,
        "units": list(ctx.actor.units),
        "people": list(ctx.actor.people),
        "today": ctx.today(),
        "rights": [Right.WORK.value] if right is Right.WORK else [entry.value for entry in Right],
    }
    mine = "f.municipality_id = %(municipality)s"
    if ctx.actor.kind is ActorKind.SYSTEM:
        return mine, values
    if ctx.may(Records.SEE_ALL if right is Right.SEE else Records.WORK_ALL):
        return f"{mine} AND {_LEVEL}", values
    return f"{mine} AND {_LEVEL} AND ({_OWN} OR {_GRANTED})", values


def reach_of_others(ctx: Context) -> list[str]:
    """Return ways to files that are not the actor's own work: conditions on the table's own columns, with the values of ``reach``.

    None of them is a right; they only say where files can be that ``reach`` lets through.
    """
    if ctx.actor.kind is ActorKind.SYSTEM or ctx.may(Records.SEE_ALL):
        return ["true"]
    return [
        f"id IN ({_GRANTED_FILES})",
        f"(SELECT EXISTS ({_GRANTED_NODES})) AND node_id IN ({_GRANTED_NODES})",
    ]


def reach_document(ctx: Context) -> str:
    """Return the further condition on ``records_document d`` in a file that the actor reaches; same values."""
    return "true" if ctx.actor.kind is ActorKind.SYSTEM else f"d.confidentiality <= {_CLEARANCE}"


def authorise_file(ctx: Context, file: UUID, right: Right = Right.WORK, *, lock: bool = True) -> None:
    """Let pass whoever reaches the file with this right, and lock its row for the command.

    :raises NotAllowedError: when the actor may do so with no file at all.
    :raises NotFoundError: when it is no file the actor may know of.
    """
    condition, values = reach(ctx, right)
    with connection.cursor() as cursor:
        statement = f"SELECT f.id FROM records_file f WHERE f.id = %(file)s AND {condition}"
        cursor.execute(statement + (" FOR UPDATE OF f" if lock else ""), {**values, "file": file})
        if cursor.fetchone() is None:
            raise NotFoundError(f"file {file} is out of reach of {ctx.actor.id}")


def is_own(ctx: Context, *, unit: UUID | None, responsible: UUID | None) -> bool:
    """Tell whether a file is the actor's own work, by unit or responsibility."""
    return (
        ctx.actor.kind is ActorKind.SYSTEM
        or unit in ctx.actor.units
        or (responsible is not None and responsible == ctx.actor.id)
    )


def note_access(ctx: Context, *, file: UUID, document: UUID | None = None, is_own_work: bool) -> None:
    """Log that somebody looks into a file; whoever it is not the work of must have said what for.

    :raises PurposeMissingError: when they have not.
    """
    purpose = OWN_WORK if is_own_work else stated_purpose(ctx, file)
    if not purpose:
        raise PurposeMissingError(f"file {file}")
    _write(ctx, file, document, purpose)


def state_purpose(ctx: Context, *, file: UUID, purpose: str) -> None:
    """Say for what one looks into a file that is not one's own work; it counts for ten hours.

    :raises PurposeMissingError: without words.
    :raises NotFoundError: when it is no file the actor may know of.
    """
    authorise_file(ctx, file, Right.SEE, lock=False)
    purpose = purpose.strip()[:PURPOSE_LENGTH_MAX]
    if len(purpose) < 3:
        raise PurposeMissingError(f"file {file}")
    _write(ctx, file, None, purpose)


def stated_purpose(ctx: Context, file: UUID) -> str:
    """Return what the actor said within the last ten hours, or nothing."""
    rows = Access.objects.filter(municipality_id=ctx.municipality, actor_id=ctx.actor.id, file_id=file)
    # As long as a session may last (ASVS 5.0 V7.3), so that nobody is asked twice within a day's work.
    recent = rows.exclude(purpose=OWN_WORK).filter(at__gte=ctx.now() - PURPOSE_LASTS)
    last = recent.order_by("-id").first()
    return last.purpose if last else ""


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """That a file, or a document of it, was opened."""

    file: UUID
    document: UUID | None
    at: datetime
    purpose: str


def accesses_of(ctx: Context, files: Sequence[UUID]) -> list[AccessEntry]:
    """Return who opened these files and why, the newest first; the caller has checked that they may know."""
    rows = Access.objects.filter(municipality_id=ctx.municipality, file_id__in=files).order_by("-id")
    return [AccessEntry(row.file_id, row.document_id, row.at, row.purpose) for row in rows]


def _write(ctx: Context, file: UUID, document: UUID | None, purpose: str) -> None:
    Access.objects.create(
        municipality_id=ctx.municipality,
        id=new_id(),
        file_id=file,
        document_id=document,
        at=ctx.now(),
        actor_id=ctx.actor.id,
        actor_name=ctx.actor.name,
        purpose=purpose,
    )
