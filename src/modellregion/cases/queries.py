"""Read models: the status a citizen sees, the case page of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from modellregion.cases.access import authorise_case
from modellregion.cases.clocks import ClockView, clocks_of
from modellregion.cases.commands.begin_for_somebody import CHANNEL_NAMES, Channel
from modellregion.cases.drafts import decode_draft, open_answers
from modellregion.cases.errors import DraftNotFoundError
from modellregion.cases.history import HistoryLine, history_of
from modellregion.cases.models import Case, Message
from modellregion.cases.models import Draft as DraftRow
from modellregion.cases.policy import Cases
from modellregion.cases.representing.standing import DraftStanding, standing_of_draft
from modellregion.cases.states import Action, CaseState
from modellregion.cases.surroundings import surroundings_of
from modellregion.forms.api import Checked, Draft, check_answers
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.sealed_fields import opened
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Package, installed_services, package_by_hash
from modellregion.records.api import DocumentEntry, documents_of


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """That staff type a draft for somebody: how it came in, when, and who types."""

    channel: object
    received_at: datetime
    entered_by: str


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft that can be continued, or the case it became; an outdated one moves to the version offered now first."""

    package: Package
    draft: Draft
    case: UUID | None
    expires_at: datetime
    is_outdated: bool = False
    entry: DraftEntry | None = None
    standing: DraftStanding | None = None


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One question or answer."""

    at: datetime
    is_from_office: bool
    author: str
    text: str


@dataclass(slots=True)
class CaseView:
    """Everything a page shows of a case."""

    id: UUID
    number: str
    subject: str
    package: Package
    state: CaseState
    unit: UUID
    assignee: UUID | None
    answers: dict[str, Any]
    file: UUID
    received_at: datetime
    decided_at: datetime | None
    closed_at: datetime | None
    fee_cents: int
    marks: Sequence[str]
    channel: str
    clocks: list[ClockView] = field(default_factory=list)
    history: list[HistoryLine] = field(default_factory=list)
    messages: list[MessageLine] = field(default_factory=list)
    documents: list[DocumentEntry] = field(default_factory=list)


def find_draft(ctx: Context, code: str) -> OpenDraft:
    """Return the draft with this code.

    :raises DraftNotFoundError: when there is none here.
    """
    with tenant(ctx):
        row = DraftRow.objects.filter(
            municipality_id=ctx.municipality, code_digest=access_code_digest(code)
        ).first()
    if row is None:
        raise DraftNotFoundError("unknown code")
    package = package_by_hash(row.package_hash)
    draft = Draft() if row.case_id else decode_draft(package.form, row)
    offered = installed_services(ctx.municipality).get(row.package)
    is_outdated = row.case_id is None and offered is not None and offered.package.hash != row.package_hash
    standing = standing_of_draft(ctx, row) if row.case_id is None else None
    return OpenDraft(package, draft, row.case_id, row.expires_at, is_outdated, entry_of(row), standing)


def entry_of(row: DraftRow) -> DraftEntry | None:
    """Return how a draft came in, if staff type it for somebody."""
    if row.received_at is None:
        return None
    return DraftEntry(CHANNEL_NAMES[Channel(row.channel)], row.received_at, row.entered_by)


def find_case_by_code(ctx: Context, code: str) -> Case:
    """Return the case whose applicant holds this code.

    :raises NotFoundError: when there is none here.
    """
    with tenant(ctx):
        row = Case.objects.filter(
            municipality_id=ctx.municipality, code_digest=access_code_digest(code)
        ).first()
    if row is None:
        raise NotFoundError("no case with this code")
    return row


def status_view(ctx: Context, code: str) -> CaseView:
    """Return what the applicant may see of their case: public history, messages, public documents.

    :raises NotFoundError: when there is no case with this code here.
    """
    with tenant(ctx):
        return case_view(ctx, find_case_by_code(ctx, code), public_only=True)


def desk_view(ctx: Context, *, case: UUID) -> CaseView:
    """Return a case as the staff see it.

    :raises NotFoundError: when there is no such case within the actor's units.
    """
    with tenant(ctx):
        row = Case.objects.filter(municipality_id=ctx.municipality, id=case).first()
        if row is None:
            raise NotFoundError(f"case {case}")
        authorise_case(ctx, Cases.SEE, row)
        return case_view(ctx, row)


def case_view(ctx: Context, row: Case, *, public_only: bool = False) -> CaseView:
    """Return the view of a case. Must run inside a ``tenant`` block; the caller has checked the right to see it."""
    package = package_by_hash(row.package_hash)
    messages = Message.objects.filter(municipality_id=ctx.municipality, case_id=row.id).order_by("id")
    return CaseView(
        id=row.id,
        number=row.number,
        subject=row.subject,
        package=package,
        state=CaseState(row.state),
        unit=row.unit_id,
        assignee=row.assignee_id,
        answers=open_answers(package.form, row),
        file=row.file_id,
        received_at=row.received_at,
        decided_at=row.decided_at,
        closed_at=row.closed_at,
        fee_cents=row.fee_cents,
        marks=row.marks,
        channel=row.channel,
        clocks=clocks_of(ctx, row.id),
        history=[_named(line, package) for line in history_of(ctx, row.id, public_only=public_only)],
        messages=[
            MessageLine(message.at, message.is_from_office, message.author, opened(message, "text").decode())
            for message in messages
        ],
        documents=documents_of(ctx, file=row.file_id, public_only=public_only),
    )


_OUTCOMES = {Action.CERTIFIED: "certify", Action.REFUSED: "refuse"}


def _named(line: HistoryLine, package: Package) -> HistoryLine:
    """Return the line with the package's own word for what was decided, where it has one."""
    language = (get_language() or "de")[:2]
    name = package.outcome_text(language, _OUTCOMES.get(line.action, ""), "state")
    return replace(line, name=name) if name else line


def check_case(ctx: Context, view: CaseView) -> Checked:
    """Check a case's answers once more, as of the day they were filed: what conditions know, and hints for the clerk."""
    received = view.received_at.astimezone(BERLIN).date()
    surroundings = replace(surroundings_of(ctx, channel="desk"), today=received)
    return check_answers(view.package.form, view.answers, surroundings, language=ctx.language)
