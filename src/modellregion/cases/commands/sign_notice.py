"""From draft to notice: sent round (Mitzeichnung), signed finally (Schlusszeichnung), or given back with a remark.

The final signature makes the fair copy, files it for ever, decides the case, and begins the delivery: one transaction.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from modellregion.cases.clocks import stop_clocks
from modellregion.cases.commands.decide_case import outcome_for
from modellregion.cases.commands.second_person import needs_second
from modellregion.cases.fees import doubt_fee
from modellregion.cases.history import record
from modellregion.cases.notices.access import Reached, lock_for_signing, lock_notice
from modellregion.cases.notices.content import Content, opened
from modellregion.cases.notices.delivering import begin_delivery
from modellregion.cases.notices.errors import (
    FourEyesError,
    NoticeClosedError,
    NoticeNotReadyError,
    SignerMissingError,
)
from modellregion.cases.notices.models import Notice
from modellregion.cases.notices.rendering import Signed, missing_of, notice_pdf, owned_draft
from modellregion.cases.notices.states import NoticeState
from modellregion.cases.policy import Cases
from modellregion.cases.sealed import ask_for_stamp, seal_letter
from modellregion.cases.states import Action
from modellregion.cases.steps import complete_task
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import NoticeKind
from modellregion.records.api import (
    NewStep,
    Order,
    Signature,
    begin_circulation,
    change_draft,
    complete_step,
    file_draft,
    return_step,
    sign_step,
    withdraw_circulation,
)
from modellregion.region.api import list_holders

COSIGNERS_MAX = 6
IN_PLACE = "i. V."
"""What stands before the name of a substitute who signs (in Vertretung); letters are German."""
_DECISIONS = {"certify": Action.CERTIFIED, "refuse": Action.REFUSED}


def permission_to_sign(kind: NoticeKind) -> Cases:
    """Return the right that the final signature of a kind of notice needs."""
    return Cases.SIGN_SIMPLE if kind.signed_by == "clerk" else Cases.SIGN


def send_round(
    ctx: Context, *, case: UUID, notice: UUID, cosigners: Sequence[UUID], signer: UUID | None
) -> None:
    """Send a draft to those who co-sign, one after the other, and last to who signs finally.

    :raises NoticeNotReadyError: while something is missing.
    :raises SignerMissingError: without a person who may sign this kind of notice.
    :raises NoticeClosedError: when it is no draft, or circulates already.
    """
    with tenant(ctx):
        reached = lock_notice(ctx, case, notice, Cases.WORK)
        row, kind = reached.row, reached.subject.kind
        if row.state != NoticeState.DRAFT or reached.running is not None:
            raise NoticeClosedError(f"notice {notice} circulates or is no draft")
        content = opened(row)
        if missing := missing_of(ctx, reached.subject, content):
            raise NoticeNotReadyError(missing)
        holders = {one.id for one in list_holders(ctx, permission_to_sign(kind))}
        if signer is None or signer not in holders:
            raise SignerMissingError(f"{signer} may not sign {kind.id}")
        document = _document(ctx, reached, content)
        people = list(dict.fromkeys(one for one in cosigners if one != signer))[:COSIGNERS_MAX]
        steps = [NewStep(number, Order.COSIGN, person) for number, person in enumerate(people, start=1)]
        steps.append(NewStep(len(steps) + 1, Order.SIGN, signer))
        begin_circulation(ctx, file=reached.subject.work.case.row.file_id, document=document, steps=steps)
        record(ctx, case, Action.NOTICE_SENT_ROUND, note=row.title)


def sign_notice(ctx: Context, *, case: UUID, notice: UUID, remark: str = "") -> None:
    """Do what the circulation asks the actor for, or whom they stand in for: take note, co-sign, or sign finally.

    :raises NoticeClosedError: when nobody asks the actor for it, or no more.
    :raises NotAllowedError: for a final signature without the right to.
    :raises FourEyesError: when a second person has to sign.
    :raises NotYourTurnError: when the case cannot be decided so any more.
    """
    with tenant(ctx):
        reached = lock_for_signing(ctx, case, notice)
        step = _my_step(ctx, reached)
        running = reached.running
        assert running is not None  # noqa: S101 - a step of mine is one of a running circulation
        if step.order is not Order.SIGN:
            complete_step(ctx, circulation=running.id, step=step.id, remark=remark)
            record(ctx, case, Action.NOTICE_COSIGNED, note=_noted(ctx, reached.row.title, step))
            return
        kind = reached.subject.kind
        ctx.authorise(permission_to_sign(kind))
        if _needs_second(reached) and ctx.actor.id in {reached.row.edited_by_id, running.started_by_id}:
            raise FourEyesError(f"{ctx.actor.id} wrote notice {notice}")
        _decide(ctx, reached)
        content = opened(reached.row)
        signer = ctx.actor.name if step.staff == ctx.actor.id else f"{IN_PLACE} {ctx.actor.name}"
        pdf = notice_pdf(ctx, reached.subject, content, signed=Signed(signer, ctx.today()))
        fair_copy = owned_draft(reached.subject, seal_letter(ctx, reached.row.title, pdf))
        signed_hash = sign_step(ctx, circulation=running.id, step=step.id, remark=remark, fair_copy=fair_copy)
        Notice.objects.filter(municipality_id=ctx.municipality, id=notice).update(
            state=NoticeState.SIGNED.value, signed_at=ctx.now(), signed_by=signer
        )
        reached.row.signed_at, reached.row.state = ctx.now(), NoticeState.SIGNED.value
        data = {"notice": str(notice), "document": str(reached.row.document_id), "draft": signed_hash, "result": kind.result}  # fmt: skip
        record(ctx, case, Action.NOTICE_SIGNED, note=_noted(ctx, reached.row.title, step), data=data)
        if reached.row.document_id is not None:
            ask_for_stamp(ctx, case, reached.row.document_id)
        begin_delivery(ctx, reached, content)


def give_back(ctx: Context, *, case: UUID, notice: UUID, remark: str) -> None:
    """Give a draft back with a remark; the circulation ends, the draft can be changed.

    :raises EntryIncompleteError: without a remark.
    :raises NoticeClosedError: when nobody asks the actor for it, or no more.
    """
    with tenant(ctx):
        reached = lock_for_signing(ctx, case, notice)
        step, running = _my_step(ctx, reached), reached.running
        assert running is not None  # noqa: S101 - a step of mine is one of a running circulation
        return_step(ctx, circulation=running.id, step=step.id, remark=remark)
        record(
            ctx,
            case,
            Action.NOTICE_RETURNED,
            note=f"{_noted(ctx, reached.row.title, step)}: {remark.strip()}",
        )


def call_back(ctx: Context, *, case: UUID, notice: UUID) -> None:
    """Take a draft out of circulation, to go on writing.

    :raises NoticeClosedError: when it does not circulate.
    """
    with tenant(ctx):
        reached = lock_notice(ctx, case, notice, Cases.WORK)
        if reached.running is None:
            raise NoticeClosedError(f"notice {notice} does not circulate")
        file = reached.subject.work.case.row.file_id
        withdraw_circulation(ctx, file=file, circulation=reached.running.id)
        record(ctx, case, Action.NOTICE_CALLED_BACK, note=reached.row.title)


def _document(ctx: Context, reached: Reached, content: Content) -> UUID:
    row = reached.row
    draft = owned_draft(reached.subject, notice_pdf(ctx, replace(reached.subject), content))
    if row.document_id is not None:
        change_draft(ctx, document=row.document_id, draft=draft)
        return row.document_id
    document = file_draft(ctx, file=reached.subject.work.case.row.file_id, draft=draft)
    Notice.objects.filter(municipality_id=ctx.municipality, id=row.id).update(document_id=document)
    return document


def _my_step(ctx: Context, reached: Reached) -> Signature:
    step = reached.running.current_of(ctx.actor) if reached.running else None
    if reached.row.state != NoticeState.DRAFT or step is None:
        raise NoticeClosedError(f"nobody asks {ctx.actor.id} to sign notice {reached.row.id}")
    return step


def _noted(ctx: Context, title: str, step: Signature) -> str:
    return title if step.staff == ctx.actor.id else f"{title} (in Vertretung für {step.name})"


def _needs_second(reached: Reached) -> bool:
    """Tell whether a second person signs: as the notice says, or as the task that it finishes says."""
    kind, case = reached.subject.kind, reached.subject.work.case
    return kind.four_eyes or bool(kind.result and needs_second(case, outcome_for(case, kind.result)))


def _decide(ctx: Context, reached: Reached) -> None:
    """Finish the case's task with the notice's result; the process knows that its letter is there already."""
    result, case = reached.subject.kind.result, reached.subject.work.case
    if not result:
        return
    complete_task(ctx, case, outcome=outcome_for(case, result), values={"notice": str(reached.row.id)})
    stop_clocks(ctx, case.id)
    if result == "refuse":
        doubt_fee(ctx, case.id)
    # Not public: what was decided takes effect, and is told, with the notice itself (§ 43 Abs. 1 VwVfG).
    record(ctx, case.id, _DECISIONS[result], note=reached.row.title)
