"""Draft a notice (Bescheidentwurf): begin, save while typing, discard. Two people at one draft are told of each other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.errors import NotYourTurnError
from modellregion.cases.history import record
from modellregion.cases.letters import recipient_of
from modellregion.cases.notices.access import Reached, lock_notice
from modellregion.cases.notices.content import Content, opened, sealed, written
from modellregion.cases.notices.errors import DraftChangedError, NoticeClosedError
from modellregion.cases.notices.kinds import find_kind
from modellregion.cases.notices.models import Notice
from modellregion.cases.notices.rendering import notice_pdf, owned_draft
from modellregion.cases.notices.states import NoticeState, Relation
from modellregion.cases.operations import work_on
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action, CaseState
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import change_draft


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page sends of a draft: the fields as they stand, and the revision they were begun from."""

    fields: Mapping[str, str]
    revision: int


def begin_notice(ctx: Context, *, case: UUID, kind: str, about: UUID | None = None) -> UUID:
    """Begin a draft; its addressee is the applicant until somebody writes another one.

    :raises NotFoundError: when there is no such kind, or no signed notice ``about`` of this case.
    :raises NotYourTurnError: when the case is closed, or decided and the notice would decide it.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        found = find_kind(locked.package, kind)
        is_decided = CaseState(locked.row.state).is_decided
        if locked.row.closed_at is not None or (found.result and is_decided):
            raise NotYourTurnError(f"case {case} is {locked.row.state}")
        title, relation = found.title, kind if kind in set(Relation) else ""
        if relation:
            title = f"{found.title}: {_signed(ctx, case, about).title}"
        work = work_on(ctx, locked, {})
        identifier = new_id()
        row = Notice(
            municipality_id=ctx.municipality,
            id=identifier,
            case_id=case,
            kind=kind,
            title=title,
            state=NoticeState.DRAFT.value,
            about_id=about if relation else None,
            relation=relation,
            created_at=ctx.now(),
            created_by=ctx.actor.name,
            edited_at=ctx.now(),
            edited_by_id=ctx.actor.id,
            edited_by=ctx.actor.name,
        )
        row.content = sealed(row, Content(recipient_of(ctx, work.subject())))
        Notice.objects.bulk_create([row])
        record(ctx, case, Action.NOTICE_BEGUN, note=title)
    return identifier


def save_draft(ctx: Context, *, case: UUID, notice: UUID, typed: Typed, may_void: bool = True) -> int:
    """Save what was typed, and return the new revision. A circulating draft becomes a new version, its signatures void.

    :param may_void: whether a circulating draft may be changed; what saves by itself must not.

    :raises DraftChangedError: when somebody else saved another text since ``typed.revision``; nothing is changed.
    :raises NoticeClosedError: when it is no draft (any more).
    """
    with tenant(ctx):
        reached = lock_notice(ctx, case, notice, Cases.WORK)
        row = reached.row
        if row.state != NoticeState.DRAFT:
            raise NoticeClosedError(f"notice {notice} is {row.state}")
        content, by_post = written(reached.subject.kind, typed.fields), bool(typed.fields.get("nur-post"))
        if content == opened(row) and by_post == row.by_post:
            return row.revision
        if typed.revision != row.revision or (reached.running is not None and not may_void):
            raise DraftChangedError(f"revision {typed.revision} of notice {notice} is now {row.revision}")
        Notice.objects.filter(municipality_id=ctx.municipality, id=notice).update(
            content=sealed(row, content),
            by_post=by_post,
            revision=row.revision + 1,
            edited_at=ctx.now(),
            edited_by_id=ctx.actor.id,
            edited_by=ctx.actor.name,
        )
        keep_version(ctx, reached, content)
    return row.revision + 1


def keep_version(ctx: Context, reached: Reached, content: Content) -> None:
    """Let the file's draft follow the text while it circulates; the history tells that signatures became void."""
    row = reached.row
    if row.document_id is None or reached.running is None:
        return  # the file gets the next version with the next circulation
    pdf = notice_pdf(ctx, replace(reached.subject), content)
    changed = change_draft(ctx, document=row.document_id, draft=owned_draft(reached.subject, pdf))
    if changed:
        record(ctx, row.case_id, Action.NOTICE_VOIDED, note=row.title)


def discard_notice(ctx: Context, *, case: UUID, notice: UUID) -> None:
    """Discard a draft; what was filed of it stays in the file as a draft.

    :raises NoticeClosedError: when it is no draft (any more), or circulates.
    """
    with tenant(ctx):
        reached = lock_notice(ctx, case, notice, Cases.WORK)
        if reached.row.state != NoticeState.DRAFT or reached.running is not None:
            raise NoticeClosedError(f"notice {notice} circulates or is no draft")
        Notice.objects.filter(municipality_id=ctx.municipality, id=notice).update(
            state=NoticeState.DISCARDED.value
        )
        record(ctx, case, Action.NOTICE_DISCARDED, note=reached.row.title)


def _signed(ctx: Context, case: UUID, notice: UUID | None) -> Notice:
    rows = Notice.objects.filter(
        municipality_id=ctx.municipality, case_id=case, state=NoticeState.SIGNED.value
    )
    row = rows.filter(id=notice).first() if notice is not None else None
    if row is None:
        raise NotYourTurnError(f"notice {notice} is not signed")
    return row
