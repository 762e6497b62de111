"""Clearing items (Klärungsfälle): what does not fit is written down, and a person decides it with a reason."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import ConflictError, NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.payments.errors import AmountTooLargeError, ReasonMissingError
from modellregion.payments.ledger import Entry, book, lock_claim, open_cents
from modellregion.payments.models import Claim, ClearingItem, Intent, IntentPart, Posting
from modellregion.payments.policy import Payments
from modellregion.payments.states import Account, IntentState, Kind, Trouble

_PAID_ONLINE = {Trouble.AMOUNT, Trouble.LATE, Trouble.UNCLEAR, Trouble.EXPIRED, Trouble.TRANSACTION_TWICE}


class Decision(StrEnum):
    """What is decided of a clearing item: the money came in (post it to its claim), or nothing is to be posted."""

    BOOK = "book"
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A clearing item with the claim it belongs to."""

    id: UUID
    trouble: Trouble
    claim: UUID | None
    reference: str
    number: str
    cents: int
    detail: str
    opened_at: datetime
    decided_at: datetime | None
    decided_by: str
    decision: str
    reason: str
    can_book: bool


def open_item(
    ctx: Context,
    trouble: Trouble,
    *,
    claim: UUID | None = None,
    intent: UUID | None = None,
    line: UUID | None = None,
    cents: int = 0,
    detail: str = "",
) -> None:
    """Write a clearing item down; the same trouble of the same payment is one item. Inside a ``tenant`` block."""
    known = ClearingItem.objects.filter(municipality_id=ctx.municipality, kind=trouble.value)
    if (intent and known.filter(intent_id=intent, claim_id=claim).exists()) or (
        line and known.filter(line_id=line).exists()
    ):
        return
    item = ClearingItem(
        municipality_id=ctx.municipality,
        id=new_id(),
        kind=trouble.value,
        claim_id=claim,
        intent_id=intent,
        line_id=line,
        cents=cents,
        detail=detail[:500],
        opened_at=ctx.now(),
    )
    item.save(force_insert=True)
    subject = Subject("claim", claim) if claim else Subject("clearing", item.id)
    append(
        ctx,
        NewEntry(subject, "clearing_opened", note=trouble.value, data={"item": str(item.id), "cents": cents}),
    )


def decide_item(ctx: Context, *, item: UUID, decision: Decision, cents: int = 0, reason: str) -> None:
    """Decide a clearing item: post what really came in online (``cents``), or nothing, with the reason.

    :raises ReasonMissingError: without a reason.
    :raises ConflictError: when somebody has decided it.
    :raises AmountTooLargeError: when there is nothing that could be posted.
    """
    ctx.authorise(Payments.BOOK)
    if not reason.strip():
        raise ReasonMissingError("no reason")
    with tenant(ctx):
        row = (
            ClearingItem.objects.select_for_update().filter(municipality_id=ctx.municipality, id=item).first()
        )
        if row is None:
            raise NotFoundError(f"clearing item {item}")
        if row.decided_at is not None:
            raise ConflictError(f"clearing item {item} is decided")
        if decision is Decision.BOOK:
            _book(ctx, row, cents, reason.strip())
        if row.intent_id is not None and row.claim_id is not None:
            _free(ctx, row.intent_id, row.claim_id)
        ClearingItem.objects.filter(municipality_id=ctx.municipality, id=item).update(
            decided_at=ctx.now(), decided_by=ctx.actor.name, decision=decision.value, reason=reason.strip()
        )
        subject = Subject("claim", row.claim_id) if row.claim_id else Subject("clearing", row.id)
        append(
            ctx,
            NewEntry(
                subject,
                "clearing_decided",
                note=reason.strip(),
                data={"item": str(item), "decision": decision.value, "cents": cents},
            ),
        )


def _free(ctx: Context, intent: UUID, claim: UUID) -> None:
    """End the part of an attempt that a person has decided of: it no longer keeps anybody from paying that claim.

    The attempt itself ends with its last part; until then the provider is asked for it.
    """
    intents = Intent.objects.filter(municipality_id=ctx.municipality, id=intent, ended_at=None)
    if intents.select_for_update().first() is None:
        return
    live = IntentPart.objects.filter(municipality_id=ctx.municipality, intent_id=intent, ended_at=None)
    live.filter(claim_id=claim).update(ended_at=ctx.now())
    if not live.exists():
        intents.update(state=IntentState.DISPUTED.value, ended_at=ctx.now(), next_look_at=None)


def _book(ctx: Context, row: ClearingItem, cents: int, reason: str) -> None:
    if row.claim_id is None or row.kind not in _PAID_ONLINE or cents <= 0:
        raise AmountTooLargeError("nothing can be posted here")
    booked = Posting.objects.filter(
        municipality_id=ctx.municipality,
        intent_id=row.intent_id,
        claim_id=row.claim_id,
        kind=Kind.PAYMENT.value,
    )
    if booked.exists():
        raise ConflictError(f"intent {row.intent_id} is posted")
    claim = lock_claim(ctx, row.claim_id)
    entry = Entry(Kind.PAYMENT, Account.ONLINE, Account.RECEIVABLE, cents, intent=row.intent_id, note=reason)
    book(ctx, claim, entry)
    doubt_payment(ctx, claim, cents=cents, intent=row.intent_id)


def doubt_payment(
    ctx: Context, claim: Claim, *, cents: int, intent: UUID | None = None, line: UUID | None = None
) -> None:
    """Have the cashier look at a payment that was just booked: more than was open, or after the claim was handed over."""
    if open_cents(claim) < 0:
        open_item(ctx, Trouble.OVERPAID, claim=claim.id, intent=intent, line=line, cents=-open_cents(claim))
    if claim.handover_id is not None:
        open_item(ctx, Trouble.HANDED_OVER, claim=claim.id, intent=intent, line=line, cents=cents)


def list_items(ctx: Context, *, decided: bool = False, size: int = 200) -> list[ItemLine]:
    """Return clearing items, the newest first: those that wait, or those that are decided."""
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        rows = ClearingItem.objects.filter(municipality_id=ctx.municipality, decided_at__isnull=not decided)
        found = list(rows.order_by("-id")[:size])
        claims = {
            claim.id: claim
            for claim in Claim.objects.filter(
                municipality_id=ctx.municipality, id__in=[row.claim_id for row in found if row.claim_id]
            )
        }
    return [_line(row, claims) for row in found]


def _line(row: ClearingItem, claims: dict[UUID, Claim]) -> ItemLine:
    claim = claims.get(row.claim_id) if row.claim_id else None
    return ItemLine(
        id=row.id,
        trouble=Trouble(row.kind),
        claim=row.claim_id,
        reference=claim.reference if claim else "",
        number=claim.number if claim else "",
        cents=row.cents,
        detail=row.detail,
        opened_at=row.opened_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decision=row.decision,
        reason=row.reason,
        can_book=row.kind in _PAID_ONLINE and row.intent_id is not None,
    )
