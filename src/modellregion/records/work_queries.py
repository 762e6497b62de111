"""Read models of work on files: follow-ups, circulations, scans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import reach
from modellregion.records.models import (
    Circulation,
    CirculationStep,
    FollowUp,
    Hold,
    Rendition,
    ScanBatch,
    ScanBundle,
    Version,
)
from modellregion.records.policy import Records

LIST_MAX = 500


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up in a list."""

    id: UUID
    file: UUID
    reference: str
    subject: str
    due_on: date
    reason: str
    owner: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a circulation."""

    id: UUID
    number: int
    order: str
    staff: UUID
    staff_name: str
    due_on: date | None
    state: str
    remark: str
    done_at: datetime | None
    done_by: str
    by_substitute: bool


@dataclass(frozen=True, slots=True)
class CirculationView:
    """A circulation with its steps; ``is_current`` tells whether the document still is what was sent."""

    id: UUID
    version: int
    state: str
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    steps: Sequence[StepRow]


@dataclass(frozen=True, slots=True)
class MyStep:
    """A step that waits for the reader; ``in_place_of``: who is absent and was asked."""

    circulation: UUID
    step: UUID
    file: UUID
    document: UUID
    title: str
    reference: str
    order: str
    due_on: date | None
    started_by: str
    in_place_of: str


def list_follow_ups(ctx: Context, *, mine: bool = True, until: date | None = None) -> list[FollowUpRow]:
    """Return open follow-ups in files the reader reaches, the earliest first; ``mine`` or everybody's."""
    ctx.authorise(Records.WORK)
    reached, values = reach(ctx)
    statement = f"""
        SELECT u.id, f.id, f.reference, f.subject, u.due_on, u.reason, coalesce(m.name, ''), u.owner_id = %(actor)s
        FROM records_follow_up u JOIN records_file f ON (f.municipality_id, f.id) = (u.municipality_id, u.file_id)
        LEFT JOIN region_staff_member m ON (m.municipality_id, m.id) = (u.municipality_id, u.owner_id)
        WHERE u.municipality_id = %(municipality)s AND u.done_at IS NULL AND {reached}
          AND (NOT %(mine)s OR u.owner_id = %(actor)s) AND (%(until)s::date IS NULL OR u.due_on <= %(until)s::date)
        ORDER BY u.due_on, u.id LIMIT {LIST_MAX}
    """
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, {**values, "mine": mine, "until": until})
        return [FollowUpRow(*row) for row in cursor.fetchall()]


def follow_ups_of(ctx: Context, file: UUID) -> list[FollowUp]:
    """Return the open follow-ups of a file that ``find_file`` handed out."""
    with tenant(ctx):
        rows = FollowUp.objects.filter(municipality_id=ctx.municipality, file_id=file, done_at=None)
        return list(rows.order_by("due_on"))


def my_steps(ctx: Context) -> list[MyStep]:
    """Return what circulates and waits for the reader, or for whom they stand in, the most urgent first."""
    ctx.authorise(Records.SEE)
    reached, values = reach(ctx)
    statement = f"""
        SELECT c.id, s.id, f.id, d.id, d.title, f.reference, s."order", s.due_on, c.started_by,
               CASE WHEN s.staff_id = %(actor)s THEN '' ELSE s.staff_name END
        FROM records_circulation_step s
        JOIN records_circulation c ON (c.municipality_id, c.id) = (s.municipality_id, s.circulation_id)
        JOIN records_document d ON (d.municipality_id, d.id) = (c.municipality_id, c.document_id)
        JOIN records_file f ON (f.municipality_id, f.id) = (c.municipality_id, c.file_id)
        WHERE s.municipality_id = %(municipality)s AND s.staff_id = ANY(%(people)s) AND s.state = 'current'
          AND c.state = 'running' AND {reached}
        ORDER BY s.due_on NULLS LAST, s.id LIMIT {LIST_MAX}
    """
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [MyStep(*row) for row in cursor.fetchall()]


def circulations_of(ctx: Context, document: UUID) -> list[CirculationView]:
    """Return the circulations of a document that the reader was handed, the newest first."""
    with tenant(ctx):
        rows = Circulation.objects.filter(municipality_id=ctx.municipality, document_id=document).order_by(
            "-id"
        )
        steps = list(
            CirculationStep.objects.filter(
                municipality_id=ctx.municipality, circulation_id__in=[row.id for row in rows]
            ).order_by("number", "id")
        )
    return [
        CirculationView(
            row.id,
            row.version,
            row.state,
            row.started_at,
            row.started_by,
            row.ended_at,
            [
                StepRow(
                    s.id, s.number, s.order, s.staff_id, s.staff_name, s.due_on, s.state, s.remark, s.done_at, s.done_by,
                    s.by_substitute,
                )
                for s in steps
                if s.circulation_id == row.id
            ],
        )
        for row in rows
    ]  # fmt: skip


def versions_of(ctx: Context, document: UUID) -> list[Version]:
    """Return the earlier versions of a document that the reader was handed, the newest first."""
    with tenant(ctx):
        rows = Version.objects.filter(municipality_id=ctx.municipality, document_id=document)
        return list(rows.order_by("-number"))


def renditions_of(ctx: Context, document: UUID) -> dict[str, Rendition]:
    """Return the renditions of a document that the reader was handed, by role."""
    with tenant(ctx):
        rows = Rendition.objects.filter(municipality_id=ctx.municipality, document_id=document)
        return {row.role: row for row in rows}


def holds_of(ctx: Context, file: UUID) -> list[Hold]:
    """Return the legal holds on a file that the reader was handed."""
    with tenant(ctx):
        return list(Hold.objects.filter(municipality_id=ctx.municipality, file_id=file, lifted_at=None))


def scans_of(ctx: Context) -> list[ScanBatch]:
    """Return the scanned batches of the actor's units that wait, the oldest first."""
    ctx.authorise(Records.WORK)
    with tenant(ctx):
        rows = ScanBatch.objects.filter(municipality_id=ctx.municipality, done_at=None).order_by("id")
        return list(
            (rows if ctx.may(Records.WORK_ALL) else rows.filter(unit_id__in=ctx.actor.units))[:LIST_MAX]
        )


@dataclass(frozen=True, slots=True)
class TransferNote:
    """What is known of a scanned document's paper (Transfervermerk, TR-RESISCAN)."""

    scanned_at: datetime
    scanned_by: str
    first: int
    last: int
    batch: str
    sha256: str
    profile: str
    checked: str
    paper_location: str
    destroy_on: date | None


def transfer_note(ctx: Context, document: UUID) -> TransferNote | None:
    """Return the transfer note of a document that the reader sees, if it was scanned here."""
    with tenant(ctx):
        mine = {"municipality_id": ctx.municipality}
        bundle = ScanBundle.objects.filter(**mine, document_id=document).first()
        batch = ScanBatch.objects.filter(**mine, id=bundle.batch_id).first() if bundle else None
    if bundle is None or batch is None:
        return None
    return TransferNote(
        batch.received_at, batch.scanned_by, bundle.first, bundle.last, batch.name, batch.sha256, batch.profile,
        batch.checked, batch.paper_location, batch.destroy_on,
    )  # fmt: skip
