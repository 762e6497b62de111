"""Send a document through the house (Laufmappe): for information, co-signature, final signature.

Signatures are bound to a content: a changed draft voids them, visibly. Steps of one number go side by side, the next
number begins when all of them are done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.jobs import defer
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import Right, authorise_file
from modellregion.records.errors import (
    EntryIncompleteError,
    NotYourStepError,
    StillOpenError,
    WrittenElsewhereError,
)
from modellregion.records.history import Action, record
from modellregion.records.models import Circulation, CirculationStep, Document, Grant
from modellregion.records.policy import Records
from modellregion.region.api import staff_names

STEPS_MAX = 40
WRITTEN_ELSEWHERE = frozenset({"notice"})
"""Kinds of documents that another room writes and finishes (``owned.py``); here they are only read and co-signed."""


class Order(StrEnum):
    """What a step asks for (Verfügung)."""

    INFORM = "inform"
    COSIGN = "cosign"
    SIGN = "sign"


class StepState(StrEnum):
    """Where a step is; the first three are xdomea's, ``VOID`` was signed before the content changed."""

    WAITING = "waiting"
    CURRENT = "current"
    DONE = "done"
    RETURNED = "returned"
    SKIPPED = "skipped"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class NewStep:
    """One person's step; ``number`` says when, from 1."""

    number: int
    order: Order
    staff: UUID
    due_on: date | None = None


def start_circulation(ctx: Context, *, file: UUID, document: UUID, steps: Sequence[NewStep]) -> UUID:
    """Send a document's present version to people, who may see its file until the circulation ends.

    :raises EntryIncompleteError: without steps, or with more than forty.
    :raises StillOpenError: when it circulates already.
    :raises NotFoundError: when the document or one of the people is not there.
    :raises WrittenElsewhereError: for a document that another room writes.
    """
    with tenant(ctx):
        authorise_file(ctx, file)
        refuse_owned(ctx, document)
        return begin_circulation(ctx, file=file, document=document, steps=steps)


def begin_circulation(ctx: Context, *, file: UUID, document: UUID, steps: Sequence[NewStep]) -> UUID:
    """Do what ``start_circulation`` does, for commands that have authorised."""
    if not steps or len(steps) > STEPS_MAX:
        raise EntryIncompleteError("steps")
    with tenant(ctx):
        rows = Document.objects.select_for_update().filter(municipality_id=ctx.municipality, file_id=file)
        row = rows.filter(id=document).exclude(sha256="").first()
        names = staff_names(ctx, {step.staff for step in steps})
        if row is None or len(names) < len({step.staff for step in steps}):
            raise NotFoundError(f"document {document}, or one of the people")
        if Circulation.objects.filter(
            municipality_id=ctx.municipality, document_id=document, state="running"
        ).exists():
            raise StillOpenError(f"document {document} circulates")
        identifier = new_id()
        Circulation.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            file_id=file,
            document_id=document,
            version=row.version,
            sha256=row.sha256,
            state="running",
            started_at=ctx.now(),
            started_by_id=ctx.actor.id,
            started_by=ctx.actor.name,
        )
        first = min(step.number for step in steps)
        for step in steps:
            CirculationStep.objects.create(
                municipality_id=ctx.municipality,
                id=new_id(),
                circulation_id=identifier,
                number=step.number,
                order=step.order.value,
                staff_id=step.staff,
                staff_name=names[step.staff],
                due_on=step.due_on,
                state=(StepState.CURRENT if step.number == first else StepState.WAITING).value,
            )
        _let_them_see(ctx, file, identifier, set(names))
        people = [f"{names[step.staff]}: {step.order}" for step in steps]
        record(ctx, Action.CIRCULATION_STARTED, file=file, document=document, data={"steps": people})
    return identifier


def complete_step(ctx: Context, *, circulation: UUID, step: UUID, remark: str = "") -> None:
    """Do what one was asked, or who is absent was (in Vertretung): take note, or sign. The last signature makes a draft final.

    :raises NotYourStepError: when nobody asks the actor for it, or no more.
    :raises WrittenElsewhereError: for the final signature of what another room writes.
    :raises NotAllowedError: for a final signature without the right to sign, which nobody has by standing in.
    """
    ctx.authorise(Records.SEE)
    with tenant(ctx):
        row, mine = locked_step(ctx, circulation, step)
        if mine.order == Order.SIGN:
            ctx.authorise(Records.SIGN)
            refuse_owned(ctx, row.document_id)
        finish_step(ctx, row, mine, remark)


def finish_step(ctx: Context, row: Circulation, mine: CirculationStep, remark: str) -> None:
    """Finish a step that ``locked_step`` handed out, and let the next begin; the last signature makes a draft final."""
    _finish(ctx, mine, StepState.DONE, remark, row.sha256)
    done = {"order": mine.order, "remark": remark.strip(), **_in_place_of(ctx, mine)}
    record(ctx, Action.STEP_DONE, file=row.file_id, document=row.document_id, data=done)
    steps = list(_steps(ctx, row.id))
    if any(one.state == StepState.CURRENT for one in steps):
        return
    waiting = sorted({one.number for one in steps if one.state == StepState.WAITING})
    if waiting:
        _steps(ctx, row.id).filter(number=waiting[0]).update(state=StepState.CURRENT.value)
        return
    _end(ctx, row, "done")
    record(ctx, Action.CIRCULATION_DONE, file=row.file_id, document=row.document_id)
    if any(one.order == Order.SIGN for one in steps):
        _make_final(ctx, row)


def return_step(ctx: Context, *, circulation: UUID, step: UUID, remark: str) -> None:
    """Give the document back, with a remark; the circulation ends.

    :raises EntryIncompleteError: without a remark.
    :raises NotYourStepError: when nobody asks the actor for it, or no more.
    """
    ctx.authorise(Records.SEE)
    if not remark.strip():
        raise EntryIncompleteError("remark")
    with tenant(ctx):
        row, mine = locked_step(ctx, circulation, step)
        _finish(ctx, mine, StepState.RETURNED, remark, "")
        left = _steps(ctx, circulation).filter(state__in=[StepState.CURRENT.value, StepState.WAITING.value])
        left.update(state=StepState.SKIPPED.value)
        _end(ctx, row, "returned")
        record(
            ctx,
            Action.STEP_RETURNED,
            file=row.file_id,
            document=row.document_id,
            data={"remark": remark.strip(), **_in_place_of(ctx, mine)},
        )


def withdraw_circulation(ctx: Context, *, file: UUID, circulation: UUID) -> None:
    """Take a running circulation back; whoever works on the file may."""
    with tenant(ctx):
        authorise_file(ctx, file, Right.WORK)
        rows = Circulation.objects.select_for_update().filter(municipality_id=ctx.municipality, file_id=file)
        row = rows.filter(id=circulation, state="running").first()
        if row is None:
            raise NotYourStepError(f"circulation {circulation}")
        left = _steps(ctx, circulation).filter(state__in=[StepState.CURRENT.value, StepState.WAITING.value])
        left.update(state=StepState.SKIPPED.value)
        _end(ctx, row, "withdrawn")
        record(ctx, Action.CIRCULATION_WITHDRAWN, file=file, document=row.document_id)


def void_signatures(ctx: Context, *, document: UUID) -> None:
    """End a running circulation because its draft changed: what was signed is void, and stays to be seen as such."""
    rows = Circulation.objects.select_for_update().filter(
        municipality_id=ctx.municipality, document_id=document
    )
    for row in rows.filter(state__in=["running", "done"]):
        steps = _steps(ctx, row.id)
        steps.filter(state=StepState.DONE.value).update(state=StepState.VOID.value)
        steps.filter(state__in=[StepState.CURRENT.value, StepState.WAITING.value]).update(
            state=StepState.SKIPPED.value
        )
        _end(ctx, row, "void")
        record(ctx, Action.CIRCULATION_VOID, file=row.file_id, document=document)


def refuse_owned(ctx: Context, document: UUID) -> None:
    """Refuse to change or finish what another room writes.

    :raises WrittenElsewhereError: when the document is of such a kind.
    """
    rows = Document.objects.filter(municipality_id=ctx.municipality, id=document, kind__in=WRITTEN_ELSEWHERE)
    if rows.exists():
        raise WrittenElsewhereError(f"document {document}")


def locked_step(ctx: Context, circulation: UUID, step: UUID) -> tuple[Circulation, CirculationStep]:
    """Lock a running circulation and return it with the step that waits for the actor, or for whom they stand in today.

    :raises NotYourStepError: when nobody asks the actor for it, or no more.
    """
    rows = Circulation.objects.select_for_update().filter(municipality_id=ctx.municipality, id=circulation)
    row = rows.filter(state="running").first()
    mine = _steps(ctx, circulation).filter(id=step, state=StepState.CURRENT.value).first()
    if row is None or mine is None or mine.staff_id not in ctx.actor.people:
        raise NotYourStepError(f"step {step} of circulation {circulation}")
    return row, mine


def _steps(ctx: Context, circulation: UUID) -> QuerySet[CirculationStep]:
    return CirculationStep.objects.filter(municipality_id=ctx.municipality, circulation_id=circulation)


def _finish(ctx: Context, step: CirculationStep, state: StepState, remark: str, sha256: str) -> None:
    CirculationStep.objects.filter(municipality_id=ctx.municipality, id=step.id).update(
        state=state.value,
        remark=remark.strip(),
        done_at=ctx.now(),
        done_by=ctx.actor.name,
        by_substitute=step.staff_id != ctx.actor.id,
        signed_sha256="" if step.order == Order.INFORM else sha256,
    )


def _in_place_of(ctx: Context, step: CirculationStep) -> dict[str, str]:
    return {} if step.staff_id == ctx.actor.id else {"in_place_of": step.staff_name}


def _end(ctx: Context, row: Circulation, state: str) -> None:
    Circulation.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
        state=state, ended_at=ctx.now()
    )
    Grant.objects.filter(
        municipality_id=ctx.municipality, file_id=row.file_id, reason=_reason(row.id)
    ).delete()


def _make_final(ctx: Context, row: Circulation) -> None:
    drafts = Document.objects.filter(municipality_id=ctx.municipality, id=row.document_id, state="draft")
    if drafts.update(state="final", finalised_at=ctx.now(), finalised_by=ctx.actor.name):
        record(ctx, Action.DOCUMENT_FINAL, file=row.file_id, document=row.document_id)
        defer("records.render_document", ctx.municipality, document=str(row.document_id))


def _reason(circulation: UUID) -> str:
    return f"Laufmappe {circulation}"


def _let_them_see(ctx: Context, file: UUID, circulation: UUID, people: set[UUID]) -> None:
    for person in people:
        Grant.objects.create(
            municipality_id=ctx.municipality,
            id=new_id(),
            file_id=file,
            staff_id=person,
            right=Right.SEE.value,
            reason=_reason(circulation),
            granted_at=ctx.now(),
            granted_by=ctx.actor.name,
        )
