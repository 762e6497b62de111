"""Open a file by hand, change it, put it elsewhere in the plan, and divide it into parts."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, transaction

from modellregion.forms.api import name_key
from modellregion.kernel.context import Context
from modellregion.kernel.counters import next_number
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import authorise_file
from modellregion.records.commands.file_plan import LEVELS
from modellregion.records.errors import (
    EntryIncompleteError,
    FileClosedError,
    NodeClosedError,
    ReferenceTakenError,
)
from modellregion.records.history import Action, record
from modellregion.records.models import File, Part, PlanNode
from modellregion.records.policy import Records
from modellregion.records.reference import next_reference


class Medium(StrEnum):
    """In what a file is kept (Medium): electronically, on paper, or both."""

    ELECTRONIC = "electronic"
    HYBRID = "hybrid"
    PAPER = "paper"


class PartKind(StrEnum):
    """A sub-file (Teilakte) or a transaction (Vorgang)."""

    SUB_FILE = "sub_file"
    TRANSACTION = "transaction"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What is said of a file. ``paper_location``: where its paper stands, for hybrid and paper files."""

    subject: str
    medium: Medium = Medium.ELECTRONIC
    paper_location: str = ""
    confidentiality: int = 0


def open_file_by_hand(ctx: Context, *, node: UUID, unit: UUID, entry: FileEntry) -> UUID:
    """Open a file under a node of the plan; its reference follows the node's pattern.

    :raises EntryIncompleteError: without subject, or without the place of its paper.
    :raises NodeClosedError: when the node takes nothing new.
    :raises ReferenceTakenError: when something else bears the next reference.
    """
    ctx.authorise(Records.WORK)
    _check(entry)
    if unit not in ctx.actor.units and not ctx.may(Records.WORK_ALL):
        raise NotFoundError(f"unit {unit} is none of {ctx.actor.id}")
    with tenant(ctx):
        place = _open_node(ctx, node)
        identifier = new_id()
        reference = next_reference(
            ctx.municipality, place.reference_pattern, plan=place.code, year=ctx.today().year
        )
        try:
            with transaction.atomic():
                File.objects.create(
                    municipality_id=ctx.municipality,
                    id=identifier,
                    reference=reference,
                    subject=entry.subject.strip(),
                    search=name_key(f"{reference} {entry.subject}"),
                    node_id=node,
                    unit_id=unit,
                    responsible_id=ctx.actor.id,
                    medium=entry.medium.value,
                    paper_location=entry.paper_location.strip(),
                    confidentiality=entry.confidentiality,
                    opened_at=ctx.now(),
                )
        except IntegrityError as error:
            raise ReferenceTakenError(reference) from error
        record(ctx, Action.FILE_OPENED, file=identifier, data={"reference": reference})
    return identifier


def change_file(ctx: Context, *, file: UUID, entry: FileEntry) -> None:
    """Change what is said of a file; its reference stays.

    :raises EntryIncompleteError: without subject, or without the place of its paper.
    """
    _check(entry)
    with tenant(ctx):
        authorise_file(ctx, file)
        row = File.objects.get(municipality_id=ctx.municipality, id=file)
        values = {
            "subject": entry.subject.strip(),
            "medium": entry.medium.value,
            "paper_location": entry.paper_location.strip(),
            "confidentiality": entry.confidentiality,
        }
        changed = {
            name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value
        }
        if changed:
            search = name_key(f"{row.reference} {entry.subject}")
            File.objects.filter(municipality_id=ctx.municipality, id=file).update(**values, search=search)
            record(ctx, Action.FILE_CHANGED, file=file, data=changed)


def move_file(ctx: Context, *, file: UUID, node: UUID) -> None:
    """Put an open file under another node; its reference stays, its rights and its period follow the new place.

    :raises FileClosedError: when it is closed.
    :raises NodeClosedError: when the node takes nothing new.
    """
    ctx.authorise(Records.MANAGE_PLAN)
    with tenant(ctx):
        authorise_file(ctx, file)
        place = _open_node(ctx, node)
        row = open_row(ctx, file)
        File.objects.filter(municipality_id=ctx.municipality, id=file).update(node_id=node)
        record(ctx, Action.FILE_MOVED, file=file, data={"from": str(row.node_id or ""), "to": place.code})


def open_part(ctx: Context, *, file: UUID, kind: PartKind, subject: str, parent: UUID | None = None) -> UUID:
    """Open a sub-file or a transaction in a file; a transaction may lie in a sub-file, nothing in a transaction.

    Its reference is the file's with a number of its own: ``32.30-2026-0007-02``.

    :raises EntryIncompleteError: without subject.
    :raises FileClosedError: when the file is closed.
    """
    if not subject.strip():
        raise EntryIncompleteError("subject")
    with tenant(ctx):
        authorise_file(ctx, file)
        row = open_row(ctx, file)
        if parent is not None:
            above = Part.objects.filter(
                municipality_id=ctx.municipality, id=parent, file_id=file, closed_at=None
            ).first()
            if above is None or above.kind != PartKind.SUB_FILE or kind is not PartKind.TRANSACTION:
                raise NotFoundError(f"no open sub-file {parent} in file {file}")
        number = next_number(ctx.municipality, f"records part {file}")
        identifier = new_id()
        reference = f"{row.reference}-{number:02}"
        Part.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            file_id=file,
            parent_id=parent,
            kind=kind.value,
            number=number,
            reference=reference,
            subject=subject.strip(),
            opened_at=ctx.now(),
        )
        record(ctx, Action.PART_OPENED, file=file, data={"reference": reference})
    return identifier


def open_row(ctx: Context, file: UUID) -> File:
    """Return a file's row.

    :raises FileClosedError: when it is closed.
    """
    row = File.objects.get(municipality_id=ctx.municipality, id=file)
    if row.closed_at is not None:
        raise FileClosedError(f"file {file}")
    return row


def _open_node(ctx: Context, node: UUID) -> PlanNode:
    row = PlanNode.objects.filter(municipality_id=ctx.municipality, id=node).first()
    if row is None:
        raise NotFoundError(f"node {node}")
    if row.closed_on is not None:
        raise NodeClosedError(row.code)
    return row


def _check(entry: FileEntry) -> None:
    if not entry.subject.strip() or entry.confidentiality not in LEVELS:
        raise EntryIncompleteError("subject or level")
    if entry.medium is not Medium.ELECTRONIC and not entry.paper_location.strip():
        raise EntryIncompleteError("paper location")
