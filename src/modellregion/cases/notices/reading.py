"""Read models of notices: a case's list, one notice with all that happened to it, what an applicant may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from modellregion.cases.notices.access import Reached, reach_notice
from modellregion.cases.notices.content import Content, opened
from modellregion.cases.notices.kinds import HOUSE_KINDS, find_kind
from modellregion.cases.notices.models import Consent, Delivery, Notice
from modellregion.cases.notices.remedy import RemedyView, remedies_of
from modellregion.cases.notices.rendering import missing_of
from modellregion.cases.notices.states import DeliveryState, NoticeState, Way
from modellregion.cases.states import CaseState
from modellregion.kernel.context import Context
from modellregion.kernel.sealed_fields import opened as opened_field
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import NoticeKind, Package
from modellregion.records.api import Round


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A delivery as pages show it."""

    id: UUID
    way: Way
    state: DeliveryState
    addressee: str
    sent_on: date | None
    ends_on: date | None
    retrieved_at: datetime | None
    received_on: date | None
    notified_on: date | None
    over_on: date | None
    reason: str
    hint_attempts: int
    hint_trouble: str


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice in the list of its case."""

    id: UUID
    kind: str
    title: str
    state: NoticeState
    relation: str
    document: UUID | None
    edited_at: datetime
    edited_by: str
    signed_at: datetime | None
    signed_by: str
    deliveries: Sequence[DeliveryView]
    remedies: Sequence[RemedyView]


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice with its content, its circulations, and what stands in the way of a signature."""

    line: NoticeLine
    row: Any
    kind: NoticeKind
    package: Package
    case_number: str
    case_subject: str
    file: UUID
    content: Content
    rounds: Sequence[Round]
    missing: Sequence[str]
    about: NoticeLine | None
    later: Sequence[NoticeLine]
    consents_to_retrieval: bool

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.line.state is NoticeState.DRAFT

    @property
    def running(self) -> Round | None:
        """The circulation that runs, if one does."""
        return self.rounds[0] if self.rounds and self.rounds[0].is_running else None


def notices_of(ctx: Context, case: UUID) -> list[NoticeLine]:
    """Return a case's notices, the newest first. The caller has checked the right to see the case."""
    with tenant(ctx):
        rows = Notice.objects.filter(municipality_id=ctx.municipality, case_id=case).order_by("-id")
        return _lines(ctx, [row for row in rows if row.state != NoticeState.DISCARDED])


def kinds_to_begin(package: Package, state: CaseState) -> list[NoticeKind]:
    """Return the kinds of notice that can be begun now; what would decide a decided case is left out."""
    return [kind for kind in package.notices.values() if not (kind.result and state.is_decided)]


def notice_view(ctx: Context, *, case: UUID, notice: UUID) -> NoticeView:
    """Return a notice.

    :raises NotFoundError: when it is none the actor may know of.
    """
    with tenant(ctx):
        return view_of(ctx, reach_notice(ctx, case, notice))


def view_of(ctx: Context, reached: Reached) -> NoticeView:
    """Return the view of a notice that was reached. Must run inside a ``tenant`` block."""
    row, subject = reached.row, reached.subject
    others = Notice.objects.filter(municipality_id=ctx.municipality, about_id=row.id).exclude(
        state=NoticeState.DISCARDED.value
    )
    lines = _lines(ctx, [row, *others, *([subject.about] if subject.about else [])])
    content = opened(row)
    case = subject.work.case.row
    return NoticeView(
        line=lines[0],
        row=row,
        kind=find_kind(subject.package, row.kind),
        package=subject.package,
        case_number=case.number,
        case_subject=case.subject,
        file=case.file_id,
        content=content,
        rounds=reached.rounds,
        missing=missing_of(ctx, subject, content) if row.state == NoticeState.DRAFT else [],
        about=lines[-1] if subject.about else None,
        later=lines[1:-1] if subject.about else lines[1:],
        consents_to_retrieval=Consent.objects.filter(
            municipality_id=ctx.municipality, case_id=row.case_id, withdrawn_at=None
        ).exists(),
    )


def can_be_followed(view: NoticeView) -> bool:
    """Whether a notice about this one can be begun: it is signed, and is not itself a correction."""
    return view.line.state is NoticeState.SIGNED and view.line.kind not in HOUSE_KINDS


@dataclass(frozen=True, slots=True)
class StatusNotice:
    """A notice on the applicant's status page: how it comes, and whether it can be retrieved here."""

    title: str
    delivery: UUID
    way: Way
    state: DeliveryState
    sent_on: date | None
    ends_on: date | None
    retrieved_at: datetime | None
    notified_on: date | None
    can_retrieve: bool
    is_notified: bool


def status_notices(ctx: Context, case: UUID) -> list[StatusNotice]:
    """Return what an applicant may know of the notices of their case: of a letter only that it is on its way."""
    with tenant(ctx):
        rows = list(Delivery.objects.filter(municipality_id=ctx.municipality, case_id=case).order_by("id"))
        ids = [row.notice_id for row in rows]
        titles = dict(
            Notice.objects.filter(municipality_id=ctx.municipality, id__in=ids).values_list("id", "title")
        ) if ids else {}  # fmt: skip
    found = []
    for row in rows:
        state, way = DeliveryState(row.state), Way(row.way)
        if state in {DeliveryState.EXPIRED, DeliveryState.RETURNED}:
            continue  # another delivery took its place, or will
        is_open = state is DeliveryState.PROVIDED and row.ends_on is not None and ctx.today() <= row.ends_on
        found.append(
            StatusNotice(
                titles[row.notice_id], row.id, way, state, row.sent_on, row.ends_on, row.retrieved_at, row.notified_on,
                is_open or state is DeliveryState.RETRIEVED, row.notified_on is not None and row.notified_on <= ctx.today(),
            )
        )  # fmt: skip
    return found


def consent_email(ctx: Context, case: UUID) -> str | None:
    """Return where hints go, or None when the person did not agree to retrieval."""
    with tenant(ctx):
        row = Consent.objects.filter(
            municipality_id=ctx.municipality, case_id=case, withdrawn_at=None
        ).first()
        return opened_field(row, "email").decode() if row else None


def delivery_views(ctx: Context, notices: list[UUID]) -> dict[UUID, list[DeliveryView]]:
    """Return the deliveries of some notices, in their order."""
    found: dict[UUID, list[DeliveryView]] = {}
    rows = Delivery.objects.filter(municipality_id=ctx.municipality, notice_id__in=notices)
    for row in rows.order_by("id"):
        found.setdefault(row.notice_id, []).append(
            DeliveryView(
                row.id, Way(row.way), DeliveryState(row.state), opened_field(row, "addressee").decode(), row.sent_on, row.ends_on,
                row.retrieved_at, row.received_on, row.notified_on, row.over_on, row.reason, row.hint_attempts, row.hint_trouble,
            )
        )  # fmt: skip
    return found


def _lines(ctx: Context, rows: Sequence[Notice]) -> list[NoticeLine]:
    signed = [row.id for row in rows if row.state == NoticeState.SIGNED]
    deliveries = delivery_views(ctx, signed) if signed else {}
    remedies = remedies_of(ctx, signed) if signed else {}
    return [
        NoticeLine(
            id=row.id,
            kind=row.kind,
            title=row.title,
            state=NoticeState(row.state),
            relation=row.relation,
            document=row.document_id,
            edited_at=row.edited_at,
            edited_by=row.edited_by,
            signed_at=row.signed_at,
            signed_by=row.signed_by,
            deliveries=deliveries.get(row.id, []),
            remedies=remedies.get(row.id, []),
        )
        for row in rows
    ]


def is_under_way(ctx: Context, case: UUID) -> bool:
    """Tell whether a notice of a case is a draft, or waits to be posted or retrieved."""
    mine = {"municipality_id": ctx.municipality, "case_id": case}
    waiting = [DeliveryState.WAITING.value, DeliveryState.PROVIDED.value]
    drafts = Notice.objects.filter(**mine, state=NoticeState.DRAFT.value)
    return drafts.exists() or Delivery.objects.filter(**mine, state__in=waiting).exists()
