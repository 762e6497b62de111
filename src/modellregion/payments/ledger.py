"""The ledger (Hauptbuch): postings with two sides in one row, in whole cents, never changed; and a claim's sums beside it.

Balanced by construction: a row takes from one account what it gives to another (docs/decisions/0150).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from modellregion.journal.api import NewEntry, Subject, append, statement_parts
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.jobs import defer
from modellregion.payments.models import Claim, Closing, Posting
from modellregion.payments.states import STILL_OPEN, Account, ClaimState, Kind

CLAIM = "claim"
"""What the journal calls a claim."""
BY_PROVIDER, BY_FILING = "Bezahldienst", "Eingang"
"""Who posted what no person did: the provider's answer, or the filing of an application."""
_BALANCES = """
SELECT account, sum(cents_of_side)::bigint
FROM payments_posting, LATERAL (VALUES (debit, cents), (credit, -cents)) AS sides (account, cents_of_side)
WHERE municipality_id = %(municipality)s AND booked_on <= %(until)s GROUP BY account
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A posting to be made. ``cents`` goes from the account ``credit`` to the account ``debit``."""

    kind: Kind
    debit: Account
    credit: Account
    cents: int
    intent: UUID | None = None
    line: UUID | None = None
    note: str = ""
    action: str = ""


def open_cents(claim: Claim) -> int:
    """Return what is still to be paid; below zero when more came in than was asked for."""
    return claim.amount_cents - claim.reduced_cents - claim.paid_cents + claim.refunded_cents


def kept_cents(claim: Claim) -> int:
    """Return what was paid and not given back."""
    return claim.paid_cents - claim.refunded_cents


def state_of(claim: Claim) -> ClaimState:
    """Return the state that a claim's sums make."""
    rest = open_cents(claim)
    if rest < 0:
        return ClaimState.OVERPAID
    if rest > 0:
        return ClaimState.PART_PAID if kept_cents(claim) else ClaimState.OPEN
    if kept_cents(claim):
        return ClaimState.PAID
    return ClaimState.REFUNDED if claim.paid_cents else ClaimState.CANCELLED


def lock_claim(ctx: Context, claim: UUID) -> Claim:
    """Return a claim, locked until the transaction ends. Inside a ``tenant`` block.

    :raises NotFoundError: when there is none here.
    """
    row = Claim.objects.select_for_update().filter(municipality_id=ctx.municipality, id=claim).first()
    if row is None:
        raise NotFoundError(f"claim {claim}")
    return row


def book(ctx: Context, claim: Claim | None, entry: Entry) -> UUID:
    """Write a posting, the claim's sums and the journal's entry; ``claim`` is locked. Inside a ``tenant`` block.

    What a change of the claim causes elsewhere (receipt, waiting process) leaves as a job of the same transaction.
    """
    posting = _posting(ctx, claim, entry)
    posting.save(force_insert=True)
    if claim is not None:
        _carry(ctx, claim, entry)
    append(ctx, _leaf(claim, posting, entry))
    return posting.id


def raise_with(ctx: Context, claim: Claim) -> None:
    """Write a new claim, its posting and the journal's entry with one statement: applications are filed with it."""
    entry = Entry(Kind.CLAIM, Account.RECEIVABLE, Account.REVENUE, claim.amount_cents, note=claim.reference)
    posting = _posting(ctx, claim, entry)
    journal, own = statement_parts(ctx, [_leaf(claim, posting, entry)])
    parts, values = [f"{name} AS ({sql})" for name, sql in journal], dict(own)
    for row in (claim, posting):
        table = row._meta.db_table  # noqa: SLF001 - Django's own documented API
        fields = [field for field in row._meta.concrete_fields if field.column]  # noqa: SLF001 - likewise
        names = ", ".join(str(field.column) for field in fields)
        places = ", ".join(f"%({table}_{field.column})s" for field in fields)
        parts.append(f"{table}_row AS (INSERT INTO {table} ({names}) VALUES ({places}))")  # noqa: S608 - names of our own
        values |= {
            f"{table}_{field.column}": field.get_db_prep_save(getattr(row, field.attname), connection)
            for field in fields
        }
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT 1", values)


def _posting(ctx: Context, claim: Claim | None, entry: Entry) -> Posting:
    return Posting(
        municipality_id=ctx.municipality,
        id=new_id(),
        kind=entry.kind.value,
        debit=entry.debit.value,
        credit=entry.credit.value,
        cents=entry.cents,
        claim_id=claim.id if claim else None,
        intent_id=entry.intent,
        line_id=entry.line,
        booked_on=day_of_booking(ctx),
        at=ctx.now(),
        by=ctx.actor.name or (BY_PROVIDER if entry.intent else BY_FILING),
        note=entry.note,
    )


def _leaf(claim: Claim | None, posting: Posting, entry: Entry) -> NewEntry:
    return NewEntry(
        Subject(CLAIM if claim else "ledger", claim.id if claim else posting.id),
        entry.action or entry.kind.value,
        note=entry.note,
        data={
            "cents": entry.cents,
            "debit": entry.debit.value,
            "credit": entry.credit.value,
            "posting": str(posting.id),
        },
    )


def _carry(ctx: Context, claim: Claim, entry: Entry) -> None:
    """Bring the claim's sums to what the ledger says now."""
    if entry.kind is Kind.PAYMENT:
        claim.paid_cents += entry.cents
    elif entry.kind is Kind.REDUCTION:
        claim.reduced_cents += entry.cents
    elif entry.kind is Kind.REFUND:
        claim.refunded_cents += entry.cents
    elif entry.kind is Kind.RETURN:
        claim.paid_cents -= entry.cents
    before, claim.state = claim.state, state_of(claim).value
    if claim.state in {ClaimState.PAID, ClaimState.OVERPAID} and claim.settled_at is None:
        claim.settled_at = ctx.now()
    elif entry.kind is Kind.RETURN and claim.state in STILL_OPEN:
        claim.settled_at = None
    Claim.objects.filter(municipality_id=ctx.municipality, id=claim.id).update(
        paid_cents=claim.paid_cents,
        reduced_cents=claim.reduced_cents,
        refunded_cents=claim.refunded_cents,
        state=claim.state,
        settled_at=claim.settled_at,
    )
    if claim.state != before:
        defer(
            "cases.payment_changed",
            ctx.municipality,
            case=str(claim.case_id),
            claim=str(claim.id),
            state=claim.state,
        )


def day_of_booking(ctx: Context) -> date:
    """Return today, or the next day that is not closed. A closing of the day waits for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [closing_key(ctx)])
    closed = Closing.objects.filter(municipality_id=ctx.municipality, day__gte=ctx.today())
    last = closed.order_by("-day").values_list("day", flat=True).first()
    return last + timedelta(days=1) if last else ctx.today()


def closing_key(ctx: Context) -> int:
    """Return the key of the lock between postings and closings of a municipality."""
    digest = hashlib.sha256(b"payments closing" + ctx.municipality.bytes).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def balances(ctx: Context, *, until: date | None = None) -> Mapping[Account, int]:
    """Return every account's balance in cents, debit minus credit; together they are zero. Inside a ``tenant`` block."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, {"municipality": ctx.municipality, "until": until or date.max})
        found = {Account(account): int(cents) for account, cents in cursor.fetchall()}
    return {account: found.get(account, 0) for account in Account}
