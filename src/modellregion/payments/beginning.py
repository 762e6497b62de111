"""Begins to pay online, one claim or several of a municipality together (Sammelzahlung): the intent is committed first.

Several claims are one intent, one transaction at the provider and one position for each claim (decision 198). The caller
then calls ``online.follow``, outside of the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import access_code_digest, new_access_code, new_id
from modellregion.kernel.tenancy import tenant
from modellregion.payments.debits import is_debited
from modellregion.payments.errors import (
    AmountChangedError,
    BasketTooLargeError,
    DebitUnderWayError,
    NothingToPayError,
    PaidTogetherError,
    ProviderAwayError,
)
from modellregion.payments.ledger import open_cents
from modellregion.payments.models import Claim, Intent, IntentPart
from modellregion.payments.online import FIRST_PAUSE
from modellregion.payments.plans import amounts_to_pay
from modellregion.payments.references import CENTS_MAX
from modellregion.payments.settings import provider_settings
from modellregion.payments.states import IntentState
from modellregion.region.api import get_body

TOGETHER_MAX = 25
"""So many claims are paid together; XBezahldienste takes 99 positions, the browser's cookie about 40."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claim that somebody wants to pay: the code that opens it, and the cents that they saw."""

    code: str
    claim: UUID
    seen_cents: int


def begin_online(ctx: Context, *, code: str, claim: UUID, seen_cents: int) -> UUID:
    """Write an attempt to pay one claim down, as ``begin_together`` does."""
    return begin_together(ctx, [Wanted(code, claim, seen_cents)])


def begin_together(ctx: Context, wanted: Sequence[Wanted]) -> UUID:
    """Write an attempt to pay claims of one municipality together down; a live one of the very same claims is taken again.

    :raises NotFoundError: when a code opens no such claim.
    :raises NothingToPayError: when nothing is open of one of them, or none is wanted.
    :raises AmountChangedError: when something else is open than the person saw.
    :raises PaidTogetherError: while one of them is paid online in another attempt.
    :raises DebitUnderWayError: while one of them is debited.
    :raises BasketTooLargeError: for more claims or more euros than one payment carries.
    :raises ProviderAwayError: when the municipality has no provider.
    """
    body = get_body(ctx.municipality)
    if provider_settings(ctx) is None or body is None:
        raise ProviderAwayError("no provider")
    asked = {one.claim: one for one in wanted}
    if not asked:
        raise NothingToPayError("nothing is wanted")
    with tenant(ctx):
        rows = _locked(ctx, asked)
        for row in rows:
            if open_cents(row) <= 0:
                raise NothingToPayError(f"claim {row.id}")
            if asked[row.id].seen_cents not in amounts_to_pay(ctx, row):
                raise AmountChangedError(f"claim {row.id}")
        live = _live(ctx, asked)
        if live is not None:
            return live
        if any(is_debited(ctx, row.id) for row in rows):
            raise DebitUnderWayError(f"one of {list(asked)}")
        total = sum(one.seen_cents for one in asked.values())
        if total > CENTS_MAX or len(asked) > TOGETHER_MAX:
            raise BasketTooLargeError(f"{len(asked)} claims, {total} cents")
        return _write(ctx, body.slug, [(row, asked[row.id].seen_cents) for row in rows])


def _locked(ctx: Context, asked: dict[UUID, Wanted]) -> list[Claim]:
    """Return the claims, each opened by its code, locked in the order in which everybody locks them."""
    rows = Claim.objects.select_for_update().filter(municipality_id=ctx.municipality, id__in=list(asked))
    found = list(rows.order_by("id"))
    if len(found) != len(asked):
        raise NotFoundError("a claim is not here")
    for row in found:
        if bytes(row.code_digest) != access_code_digest(asked[row.id].code):
            raise NotFoundError(f"claim {row.id} is somebody else's")
    return found


def _live(ctx: Context, asked: dict[UUID, Wanted]) -> UUID | None:
    """Return the live attempt that pays exactly these claims, if there is one."""
    parts = IntentPart.objects.filter(municipality_id=ctx.municipality)
    live = set(parts.filter(claim_id__in=list(asked), ended_at=None).values_list("intent_id", flat=True))
    if not live:
        return None
    found = live.pop()
    if live or set(parts.filter(intent_id=found).values_list("claim_id", flat=True)) != set(asked):
        raise PaidTogetherError(f"intent {found}")
    return found


def _write(ctx: Context, slug: str, owed: Sequence[tuple[Claim, int]]) -> UUID:
    token = new_access_code()
    intent = Intent(
        municipality_id=ctx.municipality,
        id=new_id(),
        return_digest=access_code_digest(token),
        # Only ever to ourselves, and never with the code that opens the case (docs/decisions/0151).
        return_url=f"{settings.PUBLIC_URL}/{slug}/zahlung/{token}/",
        amount_cents=sum(cents for _, cents in owed),
        state=IntentState.CREATED.value,
        next_look_at=ctx.now() + FIRST_PAUSE,
        created_at=ctx.now(),
    )
    intent.save(force_insert=True)
    IntentPart.objects.bulk_create(
        IntentPart(
            municipality_id=ctx.municipality,
            id=new_id(),
            intent_id=intent.id,
            claim_id=claim.id,
            cents=cents,
        )
        for claim, cents in owed
    )
    for claim, cents in owed:
        data = {"intent": str(intent.id), "cents": cents, "together": len(owed)}
        append(ctx, NewEntry(Subject("claim", claim.id), "online_begun", data=data))
    return intent.id
