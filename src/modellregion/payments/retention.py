"""Erases whom money came from when the time to keep it is over; sums, references and the ledger stay (decision 199).

Vouchers are kept for six years from the 1 January after the council has adopted the annual accounts (§ 59 Abs. 2 KomHVO NRW as
of 16 March 2024), and for eight years from the end of the year where tax is concerned (§ 147 Abs. 3 and 4 AO). Eight full
calendar years after the last thing that happened satisfy both. A municipality may keep them longer, never shorter.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from modellregion.forms.api import search_key
from modellregion.journal.api import NewEntry, Subject, append, erase_words, with_words
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import destroy
from modellregion.kernel.envelope import NOTHING
from modellregion.kernel.tenancy import tenant
from modellregion.payments.models import (
    Claim,
    ClearingItem,
    Collection,
    Debit,
    Mandate,
    Plan,
    Posting,
    Settings,
)
from modellregion.payments.statement_models import Statement, StatementLine
from modellregion.payments.states import ClaimState, LineState, MandateState

AT_ONCE = 1000
"""So many of each kind are erased in a night; the rest the next."""
_DONE = (ClaimState.PAID.value, ClaimState.CANCELLED.value, ClaimState.REFUNDED.value)


@dataclass(frozen=True, slots=True)
class Erased:
    """How many claims, mandates, files for the bank and account statements were erased."""

    claims: int = 0
    mandates: int = 0
    files: int = 0
    statements: int = 0


def last_day_over(today: date, years: int) -> date:
    """Return the last day of the latest year of which nothing has to be kept any more, after so many full years."""
    return date(today.year - years - 1, 12, 31)


def erase_payers(ctx: Context) -> Erased:
    """Erase names, accounts and addresses of what is over for longer than the municipality keeps it; return how many.

    What is still open, disputed or debited is kept, however old it is.
    """
    with tenant(ctx):
        settings = Settings.objects.filter(municipality_id=ctx.municipality).first()
        if settings is None:
            return Erased()
        last = last_day_over(ctx.today(), settings.kept_years)
        erased = Erased(
            _erase_claims(ctx, last),
            _erase_mandates(ctx, last),
            _erase_files(ctx, last),
            _erase_statements(ctx, last),
        )
        if any(asdict(erased).values()):
            data = {**asdict(erased), "until": last.isoformat(), "kept_years": settings.kept_years}
            append(ctx, NewEntry(Subject("payments", settings.id), "payers_erased", data=data))
        return erased


def _erase_claims(ctx: Context, last: date) -> int:
    mine = {"municipality_id": ctx.municipality, "claim_id": OuterRef("id")}
    rows = Claim.objects.filter(municipality_id=ctx.municipality, erased_on=None, state__in=_DONE).exclude(
        Exists(Posting.objects.filter(**mine, booked_on__gt=last))
        | Exists(ClearingItem.objects.filter(**mine, decided_at=None))
        | Exists(Debit.objects.filter(**mine).filter(_is_younger(last)))
    )
    found = list(rows.filter(created_at__lt=_end_of(last)).order_by("id")[:AT_ONCE].select_for_update())
    for row in found:
        row.debtor, row.subject, row.erased_on = NOTHING, "", ctx.today()
        row.search = search_key(f"{row.reference} {row.number} {row.purpose}")
    Claim.objects.bulk_update(found, ["debtor", "subject", "search", "erased_on"])
    ids = [row.id for row in found]
    Plan.objects.filter(municipality_id=ctx.municipality, claim_id__in=ids).update(note="")
    _forget_words(ctx, ids)
    return len(found)


def _erase_mandates(ctx: Context, last: date) -> int:
    debits = Debit.objects.filter(municipality_id=ctx.municipality, mandate_id=OuterRef("id"))
    rows = Mandate.objects.filter(municipality_id=ctx.municipality, erased_on=None, signed_on__lte=last)
    over = (
        rows.exclude(state=MandateState.ACTIVE.value)
        .filter(Q(ended_at=None) | Q(ended_at__lt=_end_of(last)))
        .filter(Q(last_used_on=None) | Q(last_used_on__lte=last))
        .exclude(Exists(debits.filter(_is_younger(last))))
    )
    return _update(ctx, over, debtor=NOTHING, erased_on=ctx.today())


def _erase_files(ctx: Context, last: date) -> int:
    debits = Debit.objects.filter(municipality_id=ctx.municipality, collection_id=OuterRef("id"))
    rows = Collection.objects.filter(municipality_id=ctx.municipality, at__lt=_end_of(last))
    over = rows.exclude(content=b"").exclude(Exists(debits.filter(_is_younger(last))))
    return _update(ctx, over, content=b"")


def _erase_statements(ctx: Context, last: date) -> int:
    mine = StatementLine.objects.filter(municipality_id=ctx.municipality, statement_id=OuterRef("id"))
    waiting = mine.filter(state__in=[LineState.PROPOSED.value, LineState.UNCLEAR.value])
    rows = Statement.objects.filter(municipality_id=ctx.municipality, erased_on=None, at__lt=_end_of(last))
    over = rows.filter(Q(last_day=None) | Q(last_day__lte=last)).exclude(Exists(waiting))
    ids = list(over.order_by("id").values_list("id", flat=True)[:AT_ONCE])
    lines = StatementLine.objects.filter(municipality_id=ctx.municipality, statement_id__in=ids)
    lines.update(name="", text="", note="")
    _forget_words(ctx, ids)
    return _update(
        ctx, Statement.objects.filter(municipality_id=ctx.municipality, id__in=ids), erased_on=ctx.today()
    )


def _update(
    ctx: Context, rows: "QuerySet[Mandate] | QuerySet[Collection] | QuerySet[Statement]", **values: object
) -> int:
    ids = list(rows.order_by("id").values_list("id", flat=True)[:AT_ONCE])
    rows.model.objects.filter(municipality_id=ctx.municipality, id__in=ids).update(**values)
    destroy(ctx.municipality, ids)  # what copies still hold does not open any more
    _forget_words(ctx, ids)
    return len(ids)


def _forget_words(ctx: Context, ids: Sequence[UUID]) -> None:
    """Erase what people wrote of these in the journal: names of payers, reasons."""
    erase_words(ctx, entries=with_words(ctx, ids), reason="retention")


def _is_younger(last: date) -> Q:
    """Return what makes a debit one that keeps its mandate and its file: it is under way, or ended after this day."""
    return (
        Q(ended_at=None, state__in=["announced", "exported"])
        | Q(ended_at__gte=_end_of(last))
        | Q(collect_on__gt=last)
    )


def _end_of(day: date) -> datetime:
    """Return the end of a day in Germany: what was before it was on that day or earlier."""
    return datetime.combine(day + timedelta(days=1), time(), BERLIN)
