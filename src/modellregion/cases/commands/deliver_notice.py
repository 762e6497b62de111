"""Deliver signed notices: post letters, send hints, take retrievals, note what came back, was proven or contested."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from modellregion.cases.access import authorise_case, lock_for_work
from modellregion.cases.errors import NotYourTurnError, TooManyCasesError
from modellregion.cases.history import record
from modellregion.cases.notices.content import ADDRESS_LINES_MAX, ADDRESS_LINES_MIN
from modellregion.cases.notices.delivering import (
    by_post_instead,
    note_not_posted,
    note_over,
    note_posted,
    note_received,
    note_retrieved,
)
from modellregion.cases.notices.errors import (
    AddressMissingError,
    AlreadyNotifiedError,
    DayImpossibleError,
    NoLetterChosenError,
)
from modellregion.cases.notices.models import Delivery, Notice, RemedyClock
from modellregion.cases.notices.remedy import stop_remedy
from modellregion.cases.notices.states import RETURN_REASONS, ClockEnd, DeliveryState, Way
from modellregion.cases.policy import Cases
from modellregion.cases.queries import find_case_by_code
from modellregion.cases.states import Action
from modellregion.cases.steps import lock_case
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.tenancy import tenant

TOGETHER_MAX = 200


def post_letters(ctx: Context, *, deliveries: Sequence[UUID], on: date) -> int:
    """Note that letters were given to the post on a day; return how many. All of them, or none.

    :raises NoLetterChosenError: without a letter.
    :raises DayImpossibleError: for a day in the future, or before a letter was signed.
    :raises NotYourTurnError: when one was posted meanwhile.
    """
    _check_choice(ctx, deliveries)
    with tenant(ctx):
        locked = _letters(ctx, deliveries, DeliveryState.WAITING)
        for delivery in locked:
            notice = _notice(ctx, delivery)
            _check_day(ctx, on, not_before=notice.signed_on)
            note_posted(ctx, delivery, notice, on)
    return len(locked)


def take_posting_back(ctx: Context, *, deliveries: Sequence[UUID]) -> int:
    """Take back that letters were given to the post; they wait again. Return how many. All of them, or none.

    :raises NoLetterChosenError: without a letter.
    :raises AlreadyNotifiedError: when one counts as notified, so that its period runs.
    :raises NotYourTurnError: when one is not, or no longer, on its way.
    """
    _check_choice(ctx, deliveries)
    with tenant(ctx):
        locked = _letters(ctx, deliveries, DeliveryState.POSTED)
        for delivery in locked:
            if (
                delivery.received_on is not None
                or delivery.notified_on is None
                or delivery.notified_on <= ctx.today()
            ):
                raise AlreadyNotifiedError(f"delivery {delivery.id} since {delivery.notified_on}")
            note_not_posted(ctx, delivery, _notice(ctx, delivery))
    return len(locked)


def note_return(ctx: Context, *, case: UUID, delivery: UUID, on: date, reason: str, addressee: str) -> None:
    """Note that a letter came back: nothing was notified. With another address, a new letter waits to be posted.

    :raises DayImpossibleError: for a day in the future, or before the posting.
    """
    with tenant(ctx):
        row, notice = _locked(ctx, case, delivery, DeliveryState.POSTED)
        if reason not in RETURN_REASONS:
            raise NotFoundError(f"no reason {reason[:20]}")
        _check_day(ctx, on, not_before=row.sent_on)
        note_over(ctx, row, notice, state=DeliveryState.RETURNED, on=on, reason=reason)
        if addressee.strip():
            lines = [line.strip() for line in addressee.splitlines() if line.strip()]
            if not ADDRESS_LINES_MIN <= len(lines) <= ADDRESS_LINES_MAX:
                raise AddressMissingError(f"{len(lines)} lines")
            by_post_instead(ctx, row, notice, addressee="\n".join(lines))


def note_receipt(ctx: Context, *, case: UUID, delivery: UUID, on: date) -> None:
    """Note the day on which a letter is proven to have come.

    :raises DayImpossibleError: for a day in the future, or before the posting.
    """
    with tenant(ctx):
        row, notice = _locked(ctx, case, delivery, DeliveryState.POSTED)
        _check_day(ctx, on, not_before=row.sent_on)
        note_received(ctx, row, notice, on)


def send_by_post(ctx: Context, *, case: UUID, delivery: UUID) -> None:
    """Send by post what waits for its hint or for retrieval; it can no longer be retrieved then."""
    with tenant(ctx):
        row, notice = _locked(ctx, case, delivery, DeliveryState.WAITING, DeliveryState.PROVIDED)
        if row.way != Way.RETRIEVAL:
            raise NotYourTurnError(f"delivery {delivery} goes by post")
        note_over(ctx, row, notice, state=DeliveryState.EXPIRED, on=ctx.today(), reason="by_hand")
        by_post_instead(ctx, row, notice)


def note_remedy(ctx: Context, *, case: UUID, notice: UUID, on: date) -> None:
    """Note that the remedy was lodged (Klage erhoben, Widerspruch eingelegt) on a day; in time, the notice stays open.

    :raises NotYourTurnError: when no period runs.
    :raises DayImpossibleError: for a day in the future, or before the notice.
    """
    with tenant(ctx):
        lock_for_work(ctx, case, Cases.WORK)
        clocks = RemedyClock.objects.filter(
            municipality_id=ctx.municipality, case_id=case, notice_id=notice, stopped_on=None
        )
        clock = clocks.order_by("-started_on").first()
        if clock is None:
            raise NotYourTurnError(f"no period runs for notice {notice}")
        row = Notice.objects.get(municipality_id=ctx.municipality, id=notice)
        _check_day(ctx, on, not_before=row.signed_on)
        end = ClockEnd.LODGED if on <= clock.due_on else ClockEnd.LODGED_LATE
        stop_remedy(ctx, end=end, on=on, notice=notice)
        record(ctx, case, Action.REMEDY_LODGED, note=row.title, data={"on": on.isoformat(), "end": end.value})


def retrieve_notice(ctx: Context, *, code: str, delivery: UUID) -> UUID:
    """Let the person retrieve a notice, and note it the first time; return its document.

    :raises NotFoundError: when there is no such notice behind this code, or it can no longer be retrieved.
    """
    with tenant(ctx):
        found = find_case_by_code(ctx, code)
        lock_case(ctx, found.id)
        rows = Delivery.objects.select_for_update().filter(municipality_id=ctx.municipality, case_id=found.id)
        row = rows.filter(id=delivery, way=Way.RETRIEVAL.value).first()
        if row is None:
            raise NotFoundError(f"delivery {delivery}")
        notice = _notice(ctx, row)
        is_open = (
            row.state == DeliveryState.PROVIDED and row.ends_on is not None and ctx.today() <= row.ends_on
        )
        if row.state != DeliveryState.RETRIEVED and not is_open:
            raise NotFoundError(f"delivery {delivery} is {row.state}")
        if is_open:
            note_retrieved(ctx, row, notice)
        if notice.document_id is None:
            raise NotFoundError(f"notice {notice.id} has no document")
        return notice.document_id


def _locked(ctx: Context, case: UUID, delivery: UUID, *states: DeliveryState) -> tuple[Delivery, Notice]:
    lock_for_work(ctx, case, Cases.WORK)
    rows = Delivery.objects.select_for_update().filter(municipality_id=ctx.municipality, case_id=case)
    row = rows.filter(id=delivery).first()
    if row is None:
        raise NotFoundError(f"delivery {delivery}")
    if row.state not in states:
        raise NotYourTurnError(f"delivery {delivery} is {row.state}")
    return row, _notice(ctx, row)


def _check_choice(ctx: Context, deliveries: Sequence[UUID]) -> None:
    ctx.authorise(Cases.POST_LETTERS)
    if not deliveries:
        raise NoLetterChosenError("no letter")
    if len(deliveries) > TOGETHER_MAX:
        raise TooManyCasesError(str(len(deliveries)))


def _letters(ctx: Context, deliveries: Sequence[UUID], state: DeliveryState) -> list[Delivery]:
    """Return letters that all are in this state, locked with their cases in the order of their keys."""
    rows = Delivery.objects.filter(municipality_id=ctx.municipality, id__in=deliveries)
    for case in sorted({row.case_id for row in rows}):
        authorise_case(ctx, Cases.POST_LETTERS, lock_case(ctx, case).row)
    locked = list(rows.select_for_update().order_by("id"))
    if len(locked) != len(set(deliveries)):
        raise NotFoundError("one of the letters")
    for delivery in locked:
        if delivery.way != Way.POST or delivery.state != state:
            raise NotYourTurnError(f"delivery {delivery.id} is {delivery.state}")
    return locked


def _notice(ctx: Context, delivery: Delivery) -> Notice:
    return Notice.objects.get(municipality_id=ctx.municipality, id=delivery.notice_id)


def _check_day(ctx: Context, day: date, *, not_before: date | None) -> None:
    if day > ctx.today() or (not_before is not None and day < not_before):
        raise DayImpossibleError(f"{day} is not between {not_before} and {ctx.today()}")
