"""What an account statement says of direct debits: which lines credit them, which are debits that came back."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from modellregion.kernel.context import Context
from modellregion.payments.camt import CamtEntry
from modellregion.payments.clearing import open_item
from modellregion.payments.debits import credit, take_return, total
from modellregion.payments.ledger import Entry, book, lock_claim
from modellregion.payments.models import Debit
from modellregion.payments.statement_models import StatementLine
from modellregion.payments.states import Account, DebitState, Kind, LineState, Trouble


def propose_debits(ctx: Context, lines: Sequence[StatementLine], entries: Sequence[CamtEntry]) -> None:
    """Propose the debits that lines name and whose sum fits; a line that does so is decided here. In a ``tenant`` block."""
    names = {one.end_to_end for one in entries} | {one.batch for one in entries}
    rows = list(_named(ctx, names - {""}))
    for line, entry in zip(lines, entries, strict=True):
        single = [one for one in rows if one.end_to_end == entry.end_to_end]
        batch = [one for one in rows if one.batch == entry.batch]
        # A line that names one debit is of that one, although it names its batch too.
        found = single or batch
        if not found:
            continue
        line.debit_name = entry.end_to_end if single else entry.batch
        line.return_code = entry.return_code
        line.claim_id = found[0].claim_id if single else None
        if fits(line.cents, found):
            line.state = LineState.PROPOSED.value


def fits(cents: int, debits: Sequence[Debit]) -> bool:
    """Tell whether a line credits these debits, or gives one back; for that the bank may keep something."""
    if cents > 0:
        waiting = any(one.state == DebitState.EXPORTED for one in debits)
        # What came back before its credit was booked was in the sum all the same.
        return waiting and cents == total(debits)
    returnable = {DebitState.EXPORTED.value, DebitState.SETTLED.value}
    return len(debits) == 1 and debits[0].state in returnable and -cents >= debits[0].cents


def debits_named(ctx: Context, name: str) -> list[Debit]:
    """Return the debit, or the batch of debits, with this name; locked. In a ``tenant`` block."""
    return list(_named(ctx, {name}).select_for_update().order_by("claim_id")) if name else []


def _named(ctx: Context, names: set[str]) -> "QuerySet[Debit]":
    rows = Debit.objects.filter(municipality_id=ctx.municipality)
    return rows.filter(end_to_end__in=names) | rows.filter(batch__in=names)


def book_debits(ctx: Context, line: StatementLine) -> bool:
    """Book a line that names debits: credit them, or take one back with what the bank keeps. False when it fits no more.

    In a ``tenant`` block.
    """
    # Claims before debits, as everywhere: whoever pays locks the claim first.
    claims = {one: lock_claim(ctx, one) for one in sorted(_claims(ctx, line.debit_name))}
    debits = debits_named(ctx, line.debit_name)
    if not debits or not fits(line.cents, debits):
        return False
    if line.cents > 0:
        note = f"Lastschriften {line.debit_name}"
        book(
            ctx,
            None,
            Entry(Kind.SETTLEMENT, Account.BANK, Account.DEBIT, line.cents, line=line.id, note=note),
        )
        for one in debits:
            if one.state == DebitState.EXPORTED:
                credit(ctx, claims[one.claim_id], one)
        return True
    debit = debits[0]
    take_return(ctx, claims[debit.claim_id], debit, line=line.id, code=line.return_code)
    charged = -line.cents - debit.cents
    if charged:
        note = f"Entgelt der Rücklastschrift {debit.end_to_end}"
        book(ctx, None, Entry(Kind.CHARGE, Account.CHARGES, Account.BANK, charged, note=note))
    detail = f"{debit.end_to_end} {line.return_code}".strip()
    open_item(ctx, Trouble.DEBIT_RETURNED, claim=debit.claim_id, line=line.id, cents=charged, detail=detail)
    return True


def _claims(ctx: Context, name: str) -> set[UUID]:
    return set(_named(ctx, {name}).values_list("claim_id", flat=True)) if name else set()
