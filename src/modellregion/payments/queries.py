"""Read models: what is to pay for a case, the cashier's list, one claim with its history."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from modellregion.forms.api import read_search
from modellregion.journal.api import EntryView, entries_of
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.tenancy import tenant
from modellregion.payments.intents import IntentView, intents_of
from modellregion.payments.ledger import kept_cents, open_cents
from modellregion.payments.models import Claim, ClearingItem, Debit, Posting
from modellregion.payments.policy import Payments
from modellregion.payments.states import STILL_OPEN, WAYS, Account, ClaimState, Kind

PAGE_SIZE = 50


class Shown(StrEnum):
    """Which claims the list shows."""

    OPEN = "offen"
    OVERDUE = "ueberfaellig"
    HANDED_OVER = "uebergeben"
    PAID = "bezahlt"
    UNCLEAR = "unklar"
    REFUNDED = "erstattet"
    ALL = "alle"


class Order(StrEnum):
    """How the list is sorted."""

    NEWEST = "neueste"
    OLDEST = "aelteste"
    DUE = "faellig"


@dataclass(frozen=True, slots=True)
class ClaimQuery:
    """What the cashier's list is asked for; ``after`` is the key with which a page continues."""

    shown: Shown = Shown.OPEN
    search: str = ""
    way: str = ""
    order: Order = Order.NEWEST
    after: str = ""
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as pages show it; amounts in cents."""

    id: UUID
    case: UUID
    number: str
    subject: str
    purpose: str
    titles: Mapping[str, str]
    reference: str
    positions: Sequence[dict[str, Any]]
    amount_cents: int
    reduced_cents: int
    paid_cents: int
    refunded_cents: int
    open_cents: int
    kept_cents: int
    state: ClaimState
    created_at: datetime
    due_on: date
    settled_at: datetime | None
    reminded_until: date | None = None
    handover: UUID | None = None
    erased_on: date | None = None

    @property
    def asked_cents(self) -> int:
        """What is asked for after reductions."""
        return self.amount_cents - self.reduced_cents

    def title(self, language: str) -> str:
        """Return what is paid for, in a language."""
        return self.titles.get(language) or self.purpose

    def position_text(self, position: Mapping[str, Any], language: str) -> str:
        """Return what a line of the claim is for, in a language."""
        texts: Mapping[str, str] = position["texts"]
        return texts.get(language) or texts["de"]


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A page of the list; ``next`` continues it."""

    rows: Sequence[ClaimView]
    next: str


@dataclass(frozen=True, slots=True)
class PostingLine:
    """A posting as it is shown."""

    id: UUID
    kind: Kind
    debit: Account
    credit: Account
    cents: int
    booked_on: date
    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """One claim with all that happened to it; ``together`` has the Kassenzeichen of what was paid with it in one payment."""

    claim: ClaimView
    postings: Sequence[PostingLine]
    intents: Sequence[IntentView]
    history: Sequence[EntryView]
    has_items: bool = False
    together: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment: its way, cents and the day on which it came in."""

    way: Account
    cents: int
    on: date


@dataclass(frozen=True, slots=True)
class ToPay:
    """What the holder of a code sees of a claim: what is open, how it was paid, whether an attempt is under way.

    ``debited_on`` is the day of a direct debit that is announced or with the bank.
    """

    claim: ClaimView
    payments: Sequence[Payment] = field(default_factory=list)
    intent: IntentView | None = None
    debited_on: date | None = None


def claim_view(row: Claim) -> ClaimView:
    """Return a row as pages show it."""
    return ClaimView(
        id=row.id,
        case=row.case_id,
        number=row.number,
        subject=row.subject,
        purpose=row.purpose,
        titles=row.titles,
        reference=row.reference,
        positions=row.positions,
        amount_cents=row.amount_cents,
        reduced_cents=row.reduced_cents,
        paid_cents=row.paid_cents,
        refunded_cents=row.refunded_cents,
        open_cents=open_cents(row),
        kept_cents=kept_cents(row),
        state=ClaimState(row.state),
        created_at=row.created_at,
        due_on=row.due_on,
        settled_at=row.settled_at,
        reminded_until=row.reminded_until,
        handover=row.handover_id,
        erased_on=row.erased_on,
    )


def find_claim(ctx: Context, claim: UUID) -> Claim:
    """Return the row of a claim. Inside a ``tenant`` block; the caller authorises.

    :raises NotFoundError: when there is none here.
    """
    row = Claim.objects.filter(municipality_id=ctx.municipality, id=claim).first()
    if row is None:
        raise NotFoundError(f"claim {claim}")
    return row


def to_pay(ctx: Context, *, code: str) -> list[ToPay]:
    """Return the claims that a code opens, the oldest first."""
    with tenant(ctx):
        rows = list(claims_with_debit(ctx).filter(code_digest=access_code_digest(code)).order_by("id"))
        return [_to_pay(ctx, row) for row in rows]


def claim_by_code(ctx: Context, *, code: str, claim: UUID) -> ToPay:
    """Return one of the claims that a code opens.

    :raises NotFoundError: when it does not.
    """
    found = next((one for one in to_pay(ctx, code=code) if one.claim.id == claim), None)
    if found is None:
        raise NotFoundError(f"claim {claim}")
    return found


def claim_to_pay(ctx: Context, claim: UUID) -> ToPay:
    """Return a claim as its payer sees it; the caller has checked the right to see it.

    :raises NotFoundError: when there is none here.
    """
    with tenant(ctx):
        row = claims_with_debit(ctx).filter(id=claim).first()
        if row is None:
            raise NotFoundError(f"claim {claim}")
        return _to_pay(ctx, row)


def claims_with_debit(ctx: Context) -> "QuerySet[Claim]":
    """Return the claims, each with the day of its live debit as ``debited_on``: in the same statement. In a ``tenant`` block."""
    live = Debit.objects.filter(
        municipality_id=ctx.municipality, claim_id=OuterRef("id"), ended_at=None
    ).values("collect_on")
    return Claim.objects.filter(municipality_id=ctx.municipality).annotate(debited_on=Subquery(live[:1]))


def _to_pay(ctx: Context, row: Claim) -> ToPay:
    postings = Posting.objects.filter(
        municipality_id=ctx.municipality,
        claim_id=row.id,
        kind__in=[Kind.PAYMENT.value, Kind.RETURN.value],
    ).order_by("id")
    payments: list[Payment] = []
    for one in postings:
        if one.kind == Kind.PAYMENT:
            # The cash office may book it a day later, after its closing; the payer paid when it came in.
            came_in = one.at.astimezone(BERLIN).date()
            payments.append(Payment(Account(one.debit), one.cents, came_in))
        else:  # a debit that came back was no payment
            back = [each for each in payments if each.way is Account.DEBIT and each.cents == one.cents]
            payments.remove(back[-1])
    live = next((one for one in intents_of(ctx, row.id)), None)
    return ToPay(claim_view(row), payments, live, getattr(row, "debited_on", None))


def claims_of_case(ctx: Context, case: UUID) -> list[ClaimView]:
    """Return the claims of a case for its page at the desk; the caller has checked the right to see the case."""
    ctx.authorise(Payments.SEE_OF_CASE)
    with tenant(ctx):
        rows = Claim.objects.filter(municipality_id=ctx.municipality, case_id=case).order_by("id")
        return [claim_view(row) for row in rows]


def list_claims(ctx: Context, query: ClaimQuery) -> ClaimPage:
    """Return a page of the cashier's list."""
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        rows = _matching(ctx, query)
        columns = {Order.NEWEST: ("-id",), Order.OLDEST: ("id",), Order.DUE: ("due_on", "id")}[query.order]
        found = list(_continued(rows, query).order_by(*columns)[: query.size + 1])
    views = [claim_view(row) for row in found[: query.size]]
    more = len(found) > query.size
    return ClaimPage(views, f"{views[-1].due_on}.{views[-1].id}" if more else "")


def _matching(ctx: Context, query: ClaimQuery) -> "QuerySet[Claim]":
    rows = Claim.objects.filter(municipality_id=ctx.municipality)
    if query.shown is Shown.OPEN:
        rows = rows.filter(state__in=STILL_OPEN)
    elif query.shown is Shown.OVERDUE:
        rows = rows.filter(state__in=STILL_OPEN, due_on__lt=ctx.today())
    elif query.shown is Shown.HANDED_OVER:
        rows = rows.exclude(handover_id=None)
    elif query.shown is Shown.PAID:
        rows = rows.filter(state=ClaimState.PAID.value)
    elif query.shown is Shown.REFUNDED:
        rows = rows.filter(refunded_cents__gt=0)
    elif query.shown is Shown.UNCLEAR:
        items = ClearingItem.objects.filter(municipality_id=ctx.municipality, decided_at=None)
        rows = rows.filter(id__in=items.exclude(claim_id=None).values("claim_id"))
    if query.way in WAYS:
        paid = Posting.objects.filter(
            municipality_id=ctx.municipality, debit=query.way, kind=Kind.PAYMENT.value
        )
        rows = rows.filter(id__in=paid.values("claim_id"))
    if search := read_search(query.search):
        condition = "to_tsvector('simple', search) @@ to_tsquery('simple', %s)"
        rows = rows.extra(where=[condition], params=[search.tsquery()])  # noqa: S610 - a fixed condition
    return rows


def _continued(rows: "QuerySet[Claim]", query: ClaimQuery) -> "QuerySet[Claim]":
    day, _, key = query.after.partition(".")
    try:
        last, due = UUID(key), date.fromisoformat(day)
    except ValueError:
        return rows
    if query.order is Order.NEWEST:
        return rows.filter(id__lt=last)
    if query.order is Order.OLDEST:
        return rows.filter(id__gt=last)
    return rows.filter(due_on__gte=due).exclude(due_on=due, id__lte=last)


def claim_detail(ctx: Context, claim: UUID) -> ClaimDetail:
    """Return one claim with postings, attempts and history.

    :raises NotFoundError: when there is none here.
    """
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        row = find_claim(ctx, claim)
        postings = Posting.objects.filter(municipality_id=ctx.municipality, claim_id=claim).order_by("id")
        items = ClearingItem.objects.filter(municipality_id=ctx.municipality, claim_id=claim, decided_at=None)
        intents = intents_of(ctx, claim)
        return ClaimDetail(
            claim_view(row),
            [posting_line(one) for one in postings],
            intents,
            entries_of(ctx, claim),
            items.exists(),
            _references(ctx, {part.claim for one in intents for part in one.parts} - {claim}),
        )


def _references(ctx: Context, claims: Collection[UUID]) -> dict[UUID, str]:
    if not claims:
        return {}
    rows = Claim.objects.filter(municipality_id=ctx.municipality, id__in=claims)
    return dict(rows.values_list("id", "reference"))


def posting_line(row: Posting) -> PostingLine:
    """Return a posting as it is shown."""
    return PostingLine(
        row.id,
        Kind(row.kind),
        Account(row.debit),
        Account(row.credit),
        row.cents,
        row.booked_on,
        row.at,
        row.by,
        row.note,
    )
