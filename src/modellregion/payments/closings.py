"""Day closings (Tagesabschluss): the sums of a day by way, counted cash beside what should be there, and then nothing moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Max

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.payments.errors import DayClosedError, ReasonMissingError
from modellregion.payments.ledger import Entry, balances, book, closing_key
from modellregion.payments.models import Claim, Closing, Posting
from modellregion.payments.policy import Payments
from modellregion.payments.queries import PostingLine, posting_line
from modellregion.payments.states import WAYS, Account, Kind

_SUMS = """
SELECT kind, debit, credit, count(*), sum(cents)::bigint FROM payments_posting
WHERE municipality_id = %(municipality)s AND booked_on > %(after)s AND booked_on <= %(until)s
GROUP BY kind, debit, credit ORDER BY kind, debit, credit
"""


@dataclass(frozen=True, slots=True)
class Sum:
    """What was posted of one kind between two accounts: how often, how many cents."""

    kind: Kind
    debit: Account
    credit: Account
    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a closing would hold now; ``first`` to ``last`` are the days it covers."""

    first: date | None
    last: date
    sums: Sequence[Sum]
    expected_cents: int


@dataclass(frozen=True, slots=True)
class ClosingView:
    """A closing as it was written down."""

    id: UUID
    number: int
    day: date
    sums: Sequence[Sum]
    expected_cents: int
    counted_cents: int
    note: str
    at: datetime
    by: str

    @property
    def difference_cents(self) -> int:
        """Return what was counted beyond what should be there; below zero when something is missing."""
        return self.counted_cents - self.expected_cents


@dataclass(frozen=True, slots=True)
class BookLine:
    """A line of the cash book: a posting with the claim it belongs to."""

    posting: PostingLine
    reference: str
    number: str


def preview_closing(ctx: Context) -> Preview:
    """Return what closing today would hold."""
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        return _preview(ctx)


def _preview(ctx: Context) -> Preview:
    last = _last_day(ctx)
    today = ctx.today()
    sums = _sums(ctx, last or date.min, today)
    first = last + timedelta(days=1) if last else None
    return Preview(first, today, sums, balances(ctx, until=today)[Account.CASH])


def close_day(ctx: Context, *, counted_cents: int, note: str = "") -> UUID:
    """Close today, with all days since the last closing: what is posted later belongs to tomorrow.

    Counted cash that differs is posted as a difference, with its reason.

    :raises DayClosedError: when today is closed already.
    :raises ReasonMissingError: when cash differs and nobody says why.
    """
    ctx.authorise(Payments.CLOSE_DAY)
    with tenant(ctx):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [closing_key(ctx)])
        last = _last_day(ctx)
        if last is not None and last >= ctx.today():
            raise DayClosedError(f"{ctx.today()} is closed")
        expected = balances(ctx, until=ctx.today())[Account.CASH]
        difference = counted_cents - expected
        if difference and not note.strip():
            raise ReasonMissingError("cash differs")
        if difference:
            debit, credit = (
                (Account.CASH, Account.DIFFERENCE) if difference > 0 else (Account.DIFFERENCE, Account.CASH)
            )
            book(ctx, None, Entry(Kind.DIFFERENCE, debit, credit, abs(difference), note=note.strip()))
        number = (
            Closing.objects.filter(municipality_id=ctx.municipality).aggregate(last=Max("number"))["last"]
            or 0
        ) + 1
        sums = _sums(ctx, last or date.min, ctx.today())
        closing = Closing(
            municipality_id=ctx.municipality,
            id=new_id(),
            day=ctx.today(),
            number=number,
            sums=[[one.kind, one.debit, one.credit, one.count, one.cents] for one in sums],
            expected_cents=expected,
            counted_cents=counted_cents,
            note=note.strip(),
            at=ctx.now(),
            by=ctx.actor.name,
        )
        closing.save(force_insert=True)
        data = {"day": str(closing.day), "sums": closing.sums, "expected": expected, "counted": counted_cents}
        append(ctx, NewEntry(Subject("closing", closing.id), "day_closed", note=note.strip(), data=data))
        return closing.id


def _last_day(ctx: Context) -> date | None:
    found: date | None = Closing.objects.filter(municipality_id=ctx.municipality).aggregate(last=Max("day"))[
        "last"
    ]
    return found


def _sums(ctx: Context, after: date, until: date) -> list[Sum]:
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"municipality": ctx.municipality, "after": after, "until": until})
        return [
            Sum(Kind(kind), Account(debit), Account(credit), count, int(cents))
            for kind, debit, credit, count, cents in cursor.fetchall()
        ]


def list_closings(ctx: Context, *, size: int = 100) -> list[ClosingView]:
    """Return the closings, the newest first."""
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        rows = Closing.objects.filter(municipality_id=ctx.municipality).order_by("-day")[:size]
        return [_view(row) for row in rows]


def closing_view(ctx: Context, closing: UUID) -> ClosingView:
    """Return one closing.

    :raises NotFoundError: when there is none here.
    """
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        row = Closing.objects.filter(municipality_id=ctx.municipality, id=closing).first()
    if row is None:
        raise NotFoundError(f"closing {closing}")
    return _view(row)


def _view(row: Closing) -> ClosingView:
    sums = [Sum(Kind(k), Account(d), Account(c), count, cents) for k, d, c, count, cents in row.sums]
    return ClosingView(
        row.id,
        row.number,
        row.day,
        sums,
        row.expected_cents,
        row.counted_cents,
        row.note,
        row.at,
        row.by,
    )


def cash_book(ctx: Context, closing: UUID) -> list[BookLine]:
    """Return every posting that a closing covers, in their order (Kassenbuch)."""
    view = closing_view(ctx, closing)
    with tenant(ctx):
        earlier = Closing.objects.filter(municipality_id=ctx.municipality, day__lt=view.day).aggregate(
            last=Max("day")
        )
        rows = list(
            Posting.objects.filter(
                municipality_id=ctx.municipality,
                booked_on__gt=earlier["last"] or date.min,
                booked_on__lte=view.day,
            ).order_by("id")
        )
        claims = Claim.objects.filter(
            municipality_id=ctx.municipality, id__in={row.claim_id for row in rows if row.claim_id}
        )
        names = {claim.id: (claim.reference, claim.number) for claim in claims}
    return [BookLine(posting_line(row), *names.get(row.claim_id or row.id, ("", ""))) for row in rows]


def received_by_way(sums: Sequence[Sum]) -> list[tuple[Account, int, int, int]]:
    """Return what came in and what was given back by each way: account, payments, cents in, cents out."""
    return [
        (
            way,
            sum(one.count for one in sums if one.debit is way and one.kind is Kind.PAYMENT),
            sum(one.cents for one in sums if one.debit is way and one.kind is Kind.PAYMENT),
            sum(one.cents for one in sums if one.credit is way and one.kind is Kind.REFUND),
        )
        for way in WAYS
    ]
