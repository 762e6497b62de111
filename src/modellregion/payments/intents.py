"""Attempts to pay online (Zahlungsvorgänge) as they are read: for pages, for the way back, for asking again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.tenancy import tenant
from modellregion.payments.models import Intent
from modellregion.payments.states import IntentState


@dataclass(frozen=True, slots=True)
class IntentView:
    """An attempt to pay online as pages show it."""

    id: UUID
    claim: UUID
    cents: int
    state: IntentState
    pay_url: str
    transaction: str
    method: str
    created_at: datetime
    ended_at: datetime | None


def intent_view(row: Intent) -> IntentView:
    """Return a row as pages show it."""
    return IntentView(
        row.id,
        row.claim_id,
        row.amount_cents,
        IntentState(row.state),
        row.pay_url,
        row.transaction_id or "",
        row.method,
        row.created_at,
        row.ended_at,
    )


def intents_of(ctx: Context, claim: UUID) -> list[IntentView]:
    """Return the attempts to pay a claim online, the newest first. The caller has checked the right to see them."""
    with tenant(ctx):
        rows = Intent.objects.filter(municipality_id=ctx.municipality, claim_id=claim).order_by("-id")
        return [intent_view(row) for row in rows]


def intent_by_token(ctx: Context, token: str) -> IntentView:
    """Return the attempt to which a provider led somebody back.

    :raises NotFoundError: when there is none here.
    """
    with tenant(ctx):
        row = Intent.objects.filter(
            municipality_id=ctx.municipality, return_digest=access_code_digest(token)
        ).first()
    if row is None:
        raise NotFoundError("no attempt with this token")
    return intent_view(row)


def recent_intents(ctx: Context, *, days: int = 7) -> list[UUID]:
    """Return the attempts that ended within the last days, for the daily comparison with the provider."""
    with tenant(ctx):
        rows = Intent.objects.filter(
            municipality_id=ctx.municipality,
            ended_at__gt=ctx.now() - timedelta(days=days),
            transaction_id__isnull=False,
        )
        return list(rows.order_by("id").values_list("id", flat=True))


def due_intents(ctx: Context, *, size: int = 50) -> list[UUID]:
    """Return the attempts that are to be asked for now, the longest waiting first."""
    with tenant(ctx):
        rows = Intent.objects.filter(
            municipality_id=ctx.municipality, ended_at=None, next_look_at__lte=ctx.now()
        )
        return list(rows.order_by("next_look_at").values_list("id", flat=True)[:size])
