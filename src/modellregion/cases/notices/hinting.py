"""Sends the hint that a notice can be retrieved, and notes what came of it."""

from uuid import UUID

from modellregion.cases.history import record
from modellregion.cases.notices.delivering import by_post_instead, note_hint, note_over
from modellregion.cases.notices.hint import hint_of
from modellregion.cases.notices.models import Delivery, Notice
from modellregion.cases.notices.states import DeliveryState, Way
from modellregion.cases.states import Action
from modellregion.cases.steps import lock_case
from modellregion.kernel.context import Context
from modellregion.kernel.mail import MailError, send_mail
from modellregion.kernel.sealed_fields import opened
from modellregion.kernel.tenancy import tenant


def hint_delivery(ctx: Context, delivery: UUID) -> None:
    """Send one hint, outside of any transaction, and note what came of it.

    :raises MailError: when it did not go and is to be tried again.
    """
    with tenant(ctx):
        row = Delivery.objects.filter(municipality_id=ctx.municipality, id=delivery).first()
        address = opened(row, "email").decode() if row is not None else ""
    if row is None or row.way != Way.RETRIEVAL or row.state != DeliveryState.WAITING:
        return  # sent before, or by post instead
    subject, text = hint_of(ctx)
    try:
        message = send_mail(ctx, to=address, subject=subject, text=text)
    except MailError as error:
        _not_sent(ctx, row, error)
        if not error.is_final:
            raise
        return
    with tenant(ctx):
        lock_case(ctx, row.case_id)
        waiting = _still_waiting(ctx, delivery)
        if waiting is not None:
            note_hint(ctx, waiting, _notice(ctx, waiting), message)


def _not_sent(ctx: Context, row: Delivery, error: MailError) -> None:
    with tenant(ctx):
        lock_case(ctx, row.case_id)
        waiting = _still_waiting(ctx, row.id)
        if waiting is None:
            return
        notice = _notice(ctx, waiting)
        Delivery.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
            hint_attempts=waiting.hint_attempts + 1, hint_trouble=str(error)[:300]
        )
        if waiting.hint_attempts == 0:
            record(ctx, row.case_id, Action.HINT_NOT_SENT, note=f"{notice.title}: {error}")
        if error.is_final:
            note_over(ctx, waiting, notice, state=DeliveryState.EXPIRED, on=ctx.today(), reason="no_mail")
            by_post_instead(ctx, waiting, notice)


def _still_waiting(ctx: Context, delivery: UUID) -> Delivery | None:
    rows = Delivery.objects.select_for_update().filter(municipality_id=ctx.municipality, id=delivery)
    return rows.filter(state=DeliveryState.WAITING.value).first()


def _notice(ctx: Context, delivery: Delivery) -> Notice:
    return Notice.objects.get(municipality_id=ctx.municipality, id=delivery.notice_id)
