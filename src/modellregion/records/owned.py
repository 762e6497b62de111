"""Documents that another room writes, such as notices of cases: drafted, circulated and finished on its behalf.

Who may do so is decided by that room, as with ``filing.py``. A draft is bound to its content: a changed one voids what
was signed. The final signature may come with a fair copy (Reinschrift), which is the draft without its mark, with date
and name of the signer; the signature stays bound to the draft that was read.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from modellregion.forms.api import search_key
from modellregion.kernel.context import Actor, Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.names import safe_name
from modellregion.kernel.tenancy import tenant
from modellregion.records.commands.circulate import (
    Order,
    StepState,
    finish_step,
    locked_step,
    void_signatures,
)
from modellregion.records.errors import DocumentFinalError, NotYourStepError
from modellregion.records.filing import Direction
from modellregion.records.history import Action, record
from modellregion.records.models import Circulation, CirculationStep, Document, Version

NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class OwnedDraft:
    """A draft as its room has it now."""

    title: str
    name: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Signature:
    """A step of a circulation: who was asked for what, and what came of it."""

    id: UUID
    number: int
    order: Order
    staff: UUID
    name: str
    state: StepState
    remark: str
    at: datetime | None
    done_by: str
    by_substitute: bool


@dataclass(frozen=True, slots=True)
class Round:
    """One circulation of a document, with its steps in their order."""

    id: UUID
    version: int
    state: str
    started_at: datetime
    started_by: str
    started_by_id: UUID | None
    steps: tuple[Signature, ...]

    @property
    def is_running(self) -> bool:
        """Whether somebody still has to sign."""
        return self.state == "running"

    def current_of(self, actor: Actor) -> Signature | None:
        """Return the step that waits for a person, or else for somebody they stand in for today."""
        if not self.is_running:
            return None
        waiting = [one for one in self.steps if one.staff in actor.people and one.state is StepState.CURRENT]
        return min(waiting, key=lambda one: one.staff != actor.id, default=None)


def file_draft(ctx: Context, *, file: UUID, draft: OwnedDraft) -> UUID:
    """File a new draft of another room."""
    identifier = new_id()
    with tenant(ctx):
        Document.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            file_id=file,
            kind=NOTICE,
            title=draft.title,
            search=search_key(f"{draft.title} {draft.name}"),
            direction=Direction.OUT.value,
            state="draft",
            name=safe_name(draft.name),
            media_type=draft.media_type,
            bytes=len(draft.content),
            sha256=put_file(ctx.municipality, draft.content),
            created_at=ctx.now(),
            created_by=ctx.actor.name,
        )
        record(ctx, Action.DOCUMENT_FILED, file=file, document=identifier)
    return identifier


def change_draft(ctx: Context, *, document: UUID, draft: OwnedDraft) -> bool:
    """Replace the content of a draft; tell whether it is another one. What was signed so far is void then.

    :raises DocumentFinalError: when it is final.
    """
    with tenant(ctx):
        row = _locked_draft(ctx, document)
        if not _next_version(ctx, row, draft):
            return False
        void_signatures(ctx, document=document)
        record(ctx, Action.DOCUMENT_VERSION, file=row.file_id, document=document, data={"version": row.version + 1})  # fmt: skip
    return True


def rounds_of(ctx: Context, document: UUID) -> list[Round]:
    """Return the circulations of a document, the newest first."""
    with tenant(ctx):
        mine = {"municipality_id": ctx.municipality}
        rows = list(Circulation.objects.filter(**mine, document_id=document).order_by("-id"))
        steps = list(
            CirculationStep.objects.filter(**mine, circulation_id__in=[row.id for row in rows]).order_by(
                "number", "id"
            )
        )
    return [_round(row, [step for step in steps if step.circulation_id == row.id]) for row in rows]


def sign_step(ctx: Context, *, circulation: UUID, step: UUID, remark: str, fair_copy: OwnedDraft) -> str:
    """Give the final signature, and keep the fair copy as the final document; return the hash that was signed.

    :raises NotYourStepError: when nobody asks the actor for it, or others have still to sign.
    """
    with tenant(ctx):
        row, mine = locked_step(ctx, circulation, step)
        document = _locked_draft(ctx, row.document_id)
        if mine.order != Order.SIGN or document.sha256 != row.sha256:
            raise NotYourStepError(f"step {step} of circulation {circulation}")
        _next_version(ctx, document, fair_copy)
        finish_step(ctx, row, mine, remark)
        if not Document.objects.filter(
            municipality_id=ctx.municipality, id=document.id, state="final"
        ).exists():
            raise NotYourStepError(f"circulation {circulation} goes on after the final signature")
        return row.sha256


def _next_version(ctx: Context, row: Document, draft: OwnedDraft) -> bool:
    sha256 = put_file(ctx.municipality, draft.content)
    if sha256 == row.sha256:
        return False
    Version.objects.create(
        municipality_id=ctx.municipality,
        id=new_id(),
        file_id=row.file_id,
        document_id=row.id,
        number=row.version,
        name=row.name,
        media_type=row.media_type,
        bytes=row.bytes,
        sha256=row.sha256,
        created_at=row.created_at,
        created_by=row.created_by,
    )
    Document.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
        version=row.version + 1,
        title=draft.title,
        name=safe_name(draft.name),
        bytes=len(draft.content),
        sha256=sha256,
        created_at=ctx.now(),
        created_by=ctx.actor.name,
    )
    return True


def _locked_draft(ctx: Context, document: UUID) -> Document:
    rows = Document.objects.select_for_update().filter(municipality_id=ctx.municipality)
    row = rows.filter(id=document, kind=NOTICE).first()
    if row is None:
        raise NotFoundError(f"document {document}")
    if row.state != "draft":
        raise DocumentFinalError(f"document {document}")
    return row


def _round(row: Circulation, steps: list[CirculationStep]) -> Round:
    return Round(
        id=row.id,
        version=row.version,
        state=row.state,
        started_at=row.started_at,
        started_by=row.started_by,
        started_by_id=row.started_by_id,
        steps=tuple(
            Signature(
                step.id,
                step.number,
                Order(step.order),
                step.staff_id,
                step.staff_name,
                StepState(step.state),
                step.remark,
                step.done_at,
                step.done_by,
                step.by_substitute,
            )
            for step in steps
        ),
    )
