"""Collects direct debits: what is due goes into one file for the bank, once; the file can be fetched again, never made again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.counters import next_number
from modellregion.kernel.envelope import plain
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.sealed_fields import opened, seal_rows
from modellregion.kernel.tenancy import tenant
from modellregion.payments.debits import (
    DebitView,
    debit_view,
    note_debit,
    target_day,
    total,
    withdraw,
)
from modellregion.payments.errors import DebitsNotOfferedError, NothingToCollectError
from modellregion.payments.ledger import open_cents
from modellregion.payments.mandates import MandateView, debtor_of, is_lapsed, mandate_view
from modellregion.payments.models import Claim, Collection, Debit, IntentPart, Mandate
from modellregion.payments.pain import Creditor, Transaction, in_batches, write_pain
from modellregion.payments.policy import Payments
from modellregion.payments.queries import ClaimView, claim_view
from modellregion.payments.settings import BankAccount, bank_account
from modellregion.payments.states import DebitState, MandateState

DAYS_AHEAD = 5
"""A file holds what is to be collected within so many days: banks take debits up to 14 days before."""
AT_ONCE_MAX = 1000


@dataclass(frozen=True, slots=True)
class DebitLine:
    """A debit with its claim and its mandate."""

    debit: DebitView
    claim: ClaimView
    mandate: MandateView


@dataclass(frozen=True, slots=True)
class CollectionView:
    """A file for the bank: how many debits, how many cents, and how many of each state now."""

    id: UUID
    number: int
    message_id: str
    at: datetime
    by: str
    debits: int
    cents: int
    sha256: str
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the cash office has to do: debits for the next file, those announced for later, the files so far."""

    due: Sequence[DebitLine]
    later: Sequence[DebitLine]
    collections: Sequence[CollectionView]


def waiting_debits(ctx: Context) -> Waiting:
    """Return what waits, the earliest day first, and the latest files."""
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        rows = Debit.objects.filter(
            municipality_id=ctx.municipality, state=DebitState.ANNOUNCED.value
        ).order_by("collect_on", "id")
        lines = _lines(ctx, list(rows[:AT_ONCE_MAX]))
        files = (
            Collection.objects.filter(municipality_id=ctx.municipality).defer("content").order_by("-number")
        )
        collections = [_view(one) for one in files[:50]]
    last = _last_day(ctx.today())
    return Waiting(
        [one for one in lines if one.debit.collect_on <= last],
        [one for one in lines if one.debit.collect_on > last],
        collections,
    )


def _last_day(today: date) -> date:
    return target_day(today + timedelta(days=DAYS_AHEAD))


def _lines(ctx: Context, rows: Sequence[Debit]) -> list[DebitLine]:
    claims = Claim.objects.filter(municipality_id=ctx.municipality, id__in={row.claim_id for row in rows})
    mandates = Mandate.objects.filter(
        municipality_id=ctx.municipality, id__in={row.mandate_id for row in rows}
    )
    claim_of = {one.id: claim_view(one) for one in claims}
    mandate_of = {one.id: mandate_view(one) for one in mandates}
    return [DebitLine(debit_view(row), claim_of[row.claim_id], mandate_of[row.mandate_id]) for row in rows]


def collect(ctx: Context, debits: Sequence[UUID]) -> UUID:
    """Put the chosen debits that are due into one file; return the id of the collection. Each goes into one file, once.

    Of a claim that was paid in part the rest is collected. What is paid, or whose mandate has lapsed, is withdrawn; what is
    being paid online waits.

    :raises DebitsNotOfferedError: when the municipality has no creditor identifier.
    :raises NothingToCollectError: when none is left.
    """
    ctx.authorise(Payments.BOOK)
    account = bank_account(ctx)
    if not account.creditor_id:
        raise DebitsNotOfferedError("no creditor identifier")
    with tenant(ctx):
        chosen = _chosen(ctx, debits)
        collection = _write(ctx, account, chosen) if chosen else None
    if collection is None:  # what was withdrawn stays withdrawn
        raise NothingToCollectError("no debit")
    return collection


def _write(ctx: Context, account: BankAccount, chosen: Sequence[tuple[Debit, Mandate, Claim]]) -> UUID:
    number = next_number(ctx.municipality, "payments.collection")
    message = f"LS-{ctx.today():%Y%m%d}-{number}"
    batches = in_batches(
        message, [(debit.collect_on, debit.sequence, _transaction(debit, m, c)) for debit, m, c in chosen]
    )
    creditor = Creditor(account.holder, account.iban, account.bic, account.creditor_id)
    content = write_pain(message, ctx.now(), creditor, [batch for batch, _ in batches])
    row = Collection(
        municipality_id=ctx.municipality,
        id=new_id(),
        number=number,
        message_id=message,
        at=ctx.now(),
        by=ctx.actor.name,
        debits=len(chosen),
        cents=total(debit for debit, _, _ in chosen),
        content=plain(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    seal_rows(ctx.municipality, [row])
    row.save(force_insert=True)
    for batch, positions in batches:
        for position in positions:
            debit, mandate, _ = chosen[position]
            _put_in(ctx, row, debit, mandate, batch.identifier)
    data = {"message": message, "debits": row.debits, "cents": row.cents, "sha256": row.sha256}
    append(ctx, NewEntry(Subject("collection", row.id), "debits_collected", note=message, data=data))
    return row.id


def _chosen(ctx: Context, debits: Sequence[UUID]) -> list[tuple[Debit, Mandate, Claim]]:
    """Return what can be collected of the chosen debits, each with its mandate and claim; all are locked.

    Claims are locked first and in their order, as whoever pays or books locks them.
    """
    asked = Debit.objects.filter(municipality_id=ctx.municipality, id__in=debits[:AT_ONCE_MAX])
    claims = {
        one.id: one
        for one in Claim.objects.select_for_update()
        .filter(municipality_id=ctx.municipality, id__in=asked.values("claim_id"))
        .order_by("id")
    }
    # Mandates before debits, as whoever revokes one locks them.
    mandates = {
        one.id: one
        for one in Mandate.objects.select_for_update()
        .filter(municipality_id=ctx.municipality, id__in=asked.values("mandate_id"))
        .order_by("id")
    }
    rows = asked.filter(state=DebitState.ANNOUNCED.value, collect_on__lte=_last_day(ctx.today()))
    found = list(rows.select_for_update().order_by("collect_on", "id"))
    paying = set(
        IntentPart.objects.filter(
            municipality_id=ctx.municipality, claim_id__in=list(claims), ended_at=None
        ).values_list("claim_id", flat=True)
    )
    used = _collected_before(ctx, list(mandates))
    chosen: list[tuple[Debit, Mandate, Claim]] = []
    for row in found:
        claim, mandate = claims[row.claim_id], mandates[row.mandate_id]
        if open_cents(claim) <= 0:
            withdraw(ctx, row, "bezahlt")
        elif is_lapsed(mandate, ctx.today()):
            withdraw(ctx, row, "mandate_lapsed")
        elif row.claim_id not in paying:
            row.cents = min(row.cents, open_cents(claim))
            # The bank needs the file the day before; it is never collected earlier than announced.
            row.collect_on = target_day(max(row.collect_on, target_day(ctx.today() + timedelta(days=1))))
            row.sequence = _sequence(mandate, used)
            chosen.append((row, mandate, claim))
    return chosen


def _collected_before(ctx: Context, mandates: Sequence[UUID]) -> set[UUID]:
    """Return the mandates with which something was collected that did not come back."""
    kept = Debit.objects.filter(
        municipality_id=ctx.municipality,
        mandate_id__in=mandates,
        state__in=[DebitState.EXPORTED.value, DebitState.SETTLED.value],
    )
    return set(kept.values_list("mandate_id", flat=True))


def _sequence(mandate: Mandate, used: set[UUID]) -> str:
    if not mandate.recurring:
        return "OOFF"
    if mandate.id in used:
        return "RCUR"
    used.add(mandate.id)
    return "FRST"


def _transaction(debit: Debit, mandate: Mandate, claim: Claim) -> Transaction:
    debtor = debtor_of(mandate)
    return Transaction(
        end_to_end=debit.end_to_end,
        cents=debit.cents,
        mandate=mandate.reference,
        signed_on=mandate.signed_on,
        holder=debtor.holder,
        iban=debtor.iban,
        purpose=f"{claim.reference} {claim.number} {claim.purpose}",
    )


def _put_in(ctx: Context, row: Collection, debit: Debit, mandate: Mandate, batch: str) -> None:
    Debit.objects.filter(municipality_id=ctx.municipality, id=debit.id).update(
        state=DebitState.EXPORTED.value,
        cents=debit.cents,
        collect_on=debit.collect_on,
        sequence=debit.sequence,
        collection_id=row.id,
        batch=batch,
    )
    state = mandate.state if mandate.recurring else MandateState.USED.value
    Mandate.objects.filter(municipality_id=ctx.municipality, id=mandate.id).update(
        state=state, last_used_on=debit.collect_on
    )
    note_debit(ctx, debit, "debit_collected", f"{row.message_id}, {debit.collect_on:%d.%m.%Y}")


def collection_view(ctx: Context, collection: UUID) -> tuple[CollectionView, list[DebitLine]]:
    """Return a file's figures and its debits as they stand now.

    :raises NotFoundError: when there is none here.
    """
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        row = _collection(ctx, collection)
        rows = Debit.objects.filter(municipality_id=ctx.municipality, collection_id=collection)
        return _view(row), _lines(ctx, list(rows.order_by("batch", "end_to_end")))


def collection_file(ctx: Context, collection: UUID) -> tuple[str, bytes]:
    """Return name and content of the file, as it was made; that somebody fetched it stands in the journal.

    :raises NotFoundError: when there is none here, or its time is over.
    """
    ctx.authorise(Payments.BOOK)
    with tenant(ctx):
        row = _collection(ctx, collection)
        if not row.content:
            raise NotFoundError("deleted after its time")
        data = {"message": row.message_id, "sha256": row.sha256}
        append(
            ctx, NewEntry(Subject("collection", row.id), "collection_fetched", note=row.message_id, data=data)
        )
        return f"{row.message_id}.xml", opened(row, "content")


def _collection(ctx: Context, collection: UUID) -> Collection:
    row = Collection.objects.filter(municipality_id=ctx.municipality, id=collection).first()
    if row is None:
        raise NotFoundError(f"collection {collection}")
    return row


def _view(row: Collection) -> CollectionView:
    return CollectionView(
        row.id,
        row.number,
        row.message_id,
        row.at,
        row.by,
        row.debits,
        row.cents,
        row.sha256,
        "content" not in row.get_deferred_fields() and not row.content,
    )
