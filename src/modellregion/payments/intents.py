"""Attempts to pay online (Zahlungsvorgänge) as they are read: for pages, for the way back, for asking again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.tenancy import tenant
from modellregion.payments.models import Intent, IntentPart
from modellregion.payments.states import IntentState


@dataclass(frozen=True, slots=True)
class Part:
    """What an attempt pays of one claim, in cents."""

    claim: UUID
    cents: int


@dataclass(frozen=True, slots=True)
class IntentView:
    """An attempt to pay online as pages show it; ``cents`` is the sum of its parts."""

    id: UUID
    parts: Sequence[Part]
    cents: int
    state: IntentState
    pay_url: str
    transaction: str
    method: str
    created_at: datetime
    ended_at: datetime | None

    @property
    def claims(self) -> frozenset[UUID]:
        """The claims it pays."""
        return frozenset(part.claim for part in self.parts)


def split_over(cents: int, asked: Sequence[int]) -> list[int]:
    """Split an amount over what was asked for: in order, each at most its own; what is beyond all of them goes to the last.

    The sum of the parts is the amount. ``asked`` is not empty.
    """
    rest, found = cents, []
    for most in asked:
        found.append(min(rest, most))
        rest -= found[-1]
    found[-1] += rest
    return found


def parts_of(row: Intent) -> list[IntentPart]:
    """Return the parts of an attempt in their order. Inside a ``tenant`` block."""
    rows = IntentPart.objects.filter(municipality_id=row.municipality_id, intent_id=row.id)
    return list(rows.order_by("id"))


def intent_view(row: Intent, parts: Iterable[IntentPart]) -> IntentView:
    """Return a row as pages show it."""
    return IntentView(
        row.id,
        [Part(part.claim_id, part.cents) for part in parts],
        row.amount_cents,
        IntentState(row.state),
        row.pay_url,
        row.transaction_id or "",
        row.method,
        row.created_at,
        row.ended_at,
    )


def intents_of(ctx: Context, *claims: UUID) -> list[IntentView]:
    """Return the attempts to pay some of these claims online, the newest first. The caller has checked the right to see them."""
    with tenant(ctx):
        mine = IntentPart.objects.filter(municipality_id=ctx.municipality, claim_id__in=claims)
        rows = list(
            Intent.objects.filter(municipality_id=ctx.municipality, id__in=mine.values("intent_id")).order_by(
                "-id"
            )
        )
        parts: dict[UUID, list[IntentPart]] = {row.id: [] for row in rows}
        if rows:
            all_parts = IntentPart.objects.filter(municipality_id=ctx.municipality, intent_id__in=list(parts))
            for part in all_parts.order_by("id"):
                parts[part.intent_id].append(part)
        return [intent_view(row, parts[row.id]) for row in rows]


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
        return intent_view(row, parts_of(row))


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
