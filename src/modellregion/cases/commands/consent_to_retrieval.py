"""The applicant says yes, or no longer, to retrieving notices on the status page (§ 41 Abs. 2a Satz 1 VwVfG)."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from modellregion.cases.history import record
from modellregion.cases.notices.delivering import by_post_instead, note_over
from modellregion.cases.notices.errors import ConsentMissingError, EmailInvalidError
from modellregion.cases.notices.models import Consent, Delivery, Notice
from modellregion.cases.notices.states import DeliveryState, Way
from modellregion.cases.queries import find_case_by_code
from modellregion.cases.states import Action
from modellregion.cases.steps import lock_case
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import NOTHING
from modellregion.kernel.ids import new_id
from modellregion.kernel.sealed_fields import sealed_for
from modellregion.kernel.tenancy import tenant


def give_consent(ctx: Context, *, code: str, email: str, agreed: bool) -> None:
    """Keep the consent and the address for the hint; giving it again changes the address.

    :raises ConsentMissingError: without a clear yes.
    :raises EmailInvalidError: for no address.
    :raises NotFoundError: when there is no case with this code here.
    """
    with tenant(ctx):
        case = lock_case(ctx, find_case_by_code(ctx, code).id).id
        if not agreed:
            raise ConsentMissingError("not ticked")
        try:
            validate_email(email.strip())
        except ValidationError:
            raise EmailInvalidError("not an address") from None
        rows = Consent.objects.filter(municipality_id=ctx.municipality, case_id=case)
        row = rows.first() or Consent(municipality_id=ctx.municipality, id=new_id(), case_id=case)
        row.email = sealed_for(row, "email", email.strip().encode())
        if not rows.update(email=row.email, given_at=ctx.now(), withdrawn_at=None):
            row.given_at = ctx.now()
            Consent.objects.bulk_create([row])
        record(ctx, case, Action.CONSENTED, is_public=True)


def withdraw_consent(ctx: Context, *, code: str) -> None:
    """Take the consent back: what is not retrieved yet comes by post.

    :raises NotFoundError: when there is no case with this code here.
    """
    with tenant(ctx):
        case = lock_case(ctx, find_case_by_code(ctx, code).id).id
        rows = Consent.objects.filter(municipality_id=ctx.municipality, case_id=case, withdrawn_at=None)
        if not rows.update(withdrawn_at=ctx.now(), email=NOTHING):
            return
        record(ctx, case, Action.CONSENT_WITHDRAWN, is_public=True)
        _by_post(ctx, case)


def _by_post(ctx: Context, case: UUID) -> None:
    rows = Delivery.objects.select_for_update().filter(
        municipality_id=ctx.municipality,
        case_id=case,
        way=Way.RETRIEVAL.value,
        state__in=[DeliveryState.WAITING.value, DeliveryState.PROVIDED.value],
    )
    for delivery in rows.order_by("id"):
        notice = Notice.objects.get(municipality_id=ctx.municipality, id=delivery.notice_id)
        note_over(ctx, delivery, notice, state=DeliveryState.EXPIRED, on=ctx.today(), reason="withdrawn")
        by_post_instead(ctx, delivery, notice)
