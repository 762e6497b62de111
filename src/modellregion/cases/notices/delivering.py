"""What happens to a delivery (Bekanntgabe, § 41 VwVfG): begun, on its way, notified, over without effect.

The commands decide who may; here stands what follows, and each act leaves its line in the history and its evidence in
the file.
"""

from datetime import date, timedelta
from uuid import UUID

from modellregion.cases.history import record
from modellregion.cases.models import Case
from modellregion.cases.notices.access import Reached
from modellregion.cases.notices.content import Content
from modellregion.cases.notices.evidence import file_evidence
from modellregion.cases.notices.kinds import find_kind
from modellregion.cases.notices.models import Consent, Delivery, Notice
from modellregion.cases.notices.remedy import forget_remedy, resume_remedy, start_remedy, stop_remedy
from modellregion.cases.notices.states import ClockEnd, DeliveryState, Relation, Way
from modellregion.cases.states import Action
from modellregion.cases.surroundings import JURISDICTION
from modellregion.deadlines.api import (
    NOTICE_BY_POST,
    NOTICE_BY_RETRIEVAL,
    RETRIEVAL_WINDOW,
    compute,
    find_rule,
    notified_on,
)
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import seal
from modellregion.kernel.ids import new_id
from modellregion.kernel.jobs import defer
from modellregion.kernel.mail import can_send
from modellregion.packages.api import NoticeKind, package_by_hash

NOTIFIED_BY = {Way.POST: NOTICE_BY_POST, Way.RETRIEVAL: NOTICE_BY_RETRIEVAL}
"""By which rule a way of delivery counts as notification; a further way is a further line here (decision 0132)."""


def begin_delivery(ctx: Context, reached: Reached, content: Content) -> UUID:
    """Begin the delivery of a notice just signed: by retrieval where the person consented, else by post."""
    row = reached.row
    consent = consent_of(ctx, row.case_id)
    by_retrieval = (
        consent is not None and reached.subject.kind.can_be_retrieved and not row.by_post and can_send()
    )
    email = bytes(consent.email) if consent is not None and by_retrieval else b""
    return _begin(
        ctx, row, Way.RETRIEVAL if by_retrieval else Way.POST, seal(content.addressee.encode()), email
    )


def consent_of(ctx: Context, case: UUID) -> Consent | None:
    """Return the consent to retrieval that holds now."""
    return Consent.objects.filter(municipality_id=ctx.municipality, case_id=case, withdrawn_at=None).first()


def by_post_instead(ctx: Context, delivery: Delivery, notice: Notice) -> UUID:
    """Begin a delivery by post because another one came to nothing."""
    return _begin(ctx, notice, Way.POST, bytes(delivery.addressee), b"")


def _begin(ctx: Context, notice: Notice, way: Way, addressee: bytes, email: bytes) -> UUID:
    identifier = new_id()
    Delivery.objects.create(
        municipality_id=ctx.municipality,
        id=identifier,
        case_id=notice.case_id,
        notice_id=notice.id,
        way=way.value,
        state=DeliveryState.WAITING.value,
        addressee=addressee,
        email=email,
        created_at=ctx.now(),
    )
    if way is Way.RETRIEVAL:
        defer("cases.send_hint", ctx.municipality, delivery=str(identifier))
    return identifier


def note_posted(ctx: Context, delivery: Delivery, notice: Notice, on: date) -> None:
    """Note the posting (Ab-Vermerk), which sets off the fiction of § 41 Abs. 2 Satz 1 VwVfG."""
    _change(ctx, delivery, state=DeliveryState.POSTED.value, sent_on=on)
    record(ctx, delivery.case_id, Action.NOTICE_POSTED, note=notice.title, data={"on": on.isoformat()})
    _notified(ctx, delivery, notice, on)
    file_evidence(ctx, delivery, notice)


def note_not_posted(ctx: Context, delivery: Delivery, notice: Notice) -> None:
    """Take a posting back that was noted by mistake: the letter waits again, and what its note had set off has not begun."""
    day, sent_on = delivery.notified_on, delivery.sent_on
    assert day is not None  # noqa: S101 - a posted letter has the day of its fiction
    assert sent_on is not None  # noqa: S101
    file_evidence(ctx, delivery, notice, is_taken_back=True)
    _change(ctx, delivery, state=DeliveryState.WAITING.value, sent_on=None, notified_on=None)
    forget_remedy(ctx, delivery)
    if notice.relation in {Relation.WITHDRAWS, Relation.REVOKES} and notice.about_id:
        resume_remedy(ctx, notice=notice.about_id, replaced_on=day)
    record(
        ctx, delivery.case_id, Action.NOTICE_NOT_POSTED, note=notice.title, data={"on": sent_on.isoformat()}
    )


def note_hint(ctx: Context, delivery: Delivery, notice: Notice, message: str) -> None:
    """Note that the hint was sent: from now on the notice can be retrieved for ten days (§ 41 Abs. 2a Satz 4 VwVfG)."""
    today = ctx.today()
    window = compute(find_rule(RETRIEVAL_WINDOW, JURISDICTION, today), today, jurisdiction=JURISDICTION)
    _change(
        ctx, delivery, state=DeliveryState.PROVIDED.value, sent_on=today, ends_on=window.due, hint_trouble=""
    )
    data = {"message": message, "until": window.due.isoformat()}
    record(ctx, delivery.case_id, Action.NOTICE_PROVIDED, note=notice.title, data=data, is_public=True)
    file_evidence(ctx, delivery, notice)


def note_retrieved(ctx: Context, delivery: Delivery, notice: Notice) -> None:
    """Note the retrieval: the notice counts as notified on the day after (§ 41 Abs. 2a Satz 3 VwVfG)."""
    _change(ctx, delivery, state=DeliveryState.RETRIEVED.value, retrieved_at=ctx.now())
    record(ctx, delivery.case_id, Action.NOTICE_RETRIEVED, note=notice.title, is_public=True)
    _notified(ctx, delivery, notice, ctx.today())
    file_evidence(ctx, delivery, notice)


def note_over(
    ctx: Context, delivery: Delivery, notice: Notice, *, state: DeliveryState, on: date, reason: str
) -> None:
    """Note that a delivery came to nothing: nothing was notified, so no period runs."""
    _change(ctx, delivery, state=state.value, over_on=on, reason=reason, notified_on=None)
    stop_remedy(ctx, end=ClockEnd.NOT_NOTIFIED, on=on, delivery=delivery.id)
    action = Action.NOTICE_CAME_BACK if state is DeliveryState.RETURNED else Action.NOTICE_NOT_RETRIEVED
    record(ctx, delivery.case_id, action, note=notice.title, data={"reason": reason, "on": on.isoformat()})
    file_evidence(ctx, delivery, notice)


def note_received(ctx: Context, delivery: Delivery, notice: Notice, on: date) -> None:
    """Note that it is proven when the letter came; a later day than the fiction's counts (§ 41 Abs. 2 Satz 3 VwVfG)."""
    sent_on = delivery.sent_on
    assert sent_on is not None  # noqa: S101 - only a posted letter can have come
    delivery.received_on = on
    _change(ctx, delivery, received_on=on)
    record(ctx, delivery.case_id, Action.NOTICE_RECEIVED, note=notice.title, data={"on": on.isoformat()})
    _notified(ctx, delivery, notice, sent_on)
    file_evidence(ctx, delivery, notice)


def _notified(ctx: Context, delivery: Delivery, notice: Notice, event_on: date) -> None:
    rule = find_rule(NOTIFIED_BY[Way(delivery.way)], JURISDICTION, event_on)
    day = notified_on(compute(rule, event_on, jurisdiction=JURISDICTION), delivery.received_on)
    _change(ctx, delivery, notified_on=day)
    start_remedy(ctx, delivery, _kind(ctx, notice), day)
    if notice.relation in {Relation.WITHDRAWS, Relation.REVOKES} and notice.about_id:
        stop_remedy(ctx, end=ClockEnd.REPLACED, on=day, notice=notice.about_id)


def _kind(ctx: Context, notice: Notice) -> NoticeKind:
    version = Case.objects.filter(municipality_id=ctx.municipality, id=notice.case_id).values_list("package_hash", flat=True).get()  # fmt: skip
    return find_kind(package_by_hash(version), notice.kind)


def _change(ctx: Context, delivery: Delivery, **values: object) -> None:
    for name, value in values.items():
        setattr(delivery, name, value)
    Delivery.objects.filter(municipality_id=ctx.municipality, id=delivery.id).update(**values)


def end_provisions(ctx: Context) -> int:
    """End what was not retrieved in time, and send it by post instead; return how many there were."""
    open_until = Delivery.objects.select_for_update().filter(
        municipality_id=ctx.municipality, state=DeliveryState.PROVIDED.value, ends_on__lt=ctx.today()
    )
    count = 0
    for delivery in open_until.order_by("id"):
        notice = Notice.objects.get(municipality_id=ctx.municipality, id=delivery.notice_id)
        last: date = delivery.ends_on  # type: ignore[assignment] # the filter sees to it
        over = last + timedelta(days=1)
        note_over(ctx, delivery, notice, state=DeliveryState.EXPIRED, on=over, reason="not_retrieved")
        by_post_instead(ctx, delivery, notice)
        count += 1
    return count
