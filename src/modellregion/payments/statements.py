"""Account statements: taken in once, matched by reference and amount, booked at a cashier's word; nothing stays unexplained."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import ConflictError, NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.payments.camt import CamtEntry, CamtStatement, read_camt
from modellregion.payments.claims import book_payment
from modellregion.payments.debit_lines import book_debits, debits_named, propose_debits
from modellregion.payments.errors import (
    AmountTooLargeError,
    ReasonMissingError,
    ReferenceUnknownError,
    StatementKnownError,
    StatementUnreadableError,
)
from modellregion.payments.ledger import Entry, book, lock_claim, open_cents
from modellregion.payments.models import Claim
from modellregion.payments.plans import amounts_to_pay
from modellregion.payments.policy import Payments
from modellregion.payments.references import is_creditor_reference, references_in
from modellregion.payments.settings import is_own_iban
from modellregion.payments.statement_models import Statement, StatementLine
from modellregion.payments.states import Account, Kind, LineState


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a statement with the claim it is proposed for or was booked to."""

    id: UUID
    position: int
    cents: int
    booked_on: date
    name: str
    text: str
    state: LineState
    claim: UUID | None
    claim_reference: str
    claim_open_cents: int
    note: str
    debit_name: str = ""
    return_code: str = ""


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement: how many lines are left to decide, and whether balances and lines agree."""

    id: UUID
    name: str
    bank_id: str
    first_day: date | None
    last_day: date | None
    opening_cents: int | None
    closing_cents: int | None
    at: datetime
    by: str
    waiting: int
    lines: Sequence[LineView] = ()

    @property
    def gap_cents(self) -> int:
        """Return what the balances say beyond the sum of the lines; zero when they agree or are not said."""
        if self.opening_cents is None or self.closing_cents is None:
            return 0
        return self.closing_cents - self.opening_cents - sum(line.cents for line in self.lines)


def take_statement(ctx: Context, *, name: str, content: bytes) -> list[UUID]:
    """Take a camt.053 file in: all its statements or none; lines get a proposal where reference and amount agree.

    :raises StatementUnreadableError: when it is none, or of another account.
    :raises StatementKnownError: when one of its statements was taken in before.
    """
    ctx.authorise(Payments.BOOK)
    statements = read_camt(content)
    with tenant(ctx):
        for one in statements:
            if not is_own_iban(ctx, one.iban):
                raise StatementUnreadableError(f"of the account {one.iban[-4:]}")
            key = f"{one.iban} {one.id}"
            if Statement.objects.filter(municipality_id=ctx.municipality, bank_id=key).exists():
                raise StatementKnownError(key)
        return [_take(ctx, name, content, one) for one in statements]


def _take(ctx: Context, name: str, content: bytes, read: CamtStatement) -> UUID:
    days = [entry.booked_on for entry in read.entries]
    row = Statement(
        municipality_id=ctx.municipality,
        id=new_id(),
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        bank_id=f"{read.iban} {read.id}",
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        opening_cents=read.opening_cents,
        closing_cents=read.closing_cents,
        at=ctx.now(),
        by=ctx.actor.name,
    )
    row.save(force_insert=True)
    lines = [_line(ctx, row.id, position, entry) for position, entry in enumerate(read.entries, 1)]
    _propose(ctx, lines, read.entries)
    propose_debits(ctx, lines, read.entries)
    StatementLine.objects.bulk_create(lines)
    data = {"bank_id": row.bank_id, "sha256": row.sha256, "lines": len(lines)}
    append(ctx, NewEntry(Subject("statement", row.id), "statement_taken", note=row.name, data=data))
    return row.id


def _line(ctx: Context, statement: UUID, position: int, entry: CamtEntry) -> StatementLine:
    return StatementLine(
        municipality_id=ctx.municipality,
        id=new_id(),
        statement_id=statement,
        position=position,
        cents=entry.cents,
        booked_on=entry.booked_on,
        name=entry.name,
        text=entry.text,
        reference=entry.reference,
        state=LineState.UNCLEAR.value,
    )


def _propose(ctx: Context, lines: Sequence[StatementLine], entries: Sequence[CamtEntry]) -> None:
    """Propose the claim whose reference a line names; only where the amount is what is open, and once a claim."""
    named = [_named(entry) for entry in entries]
    wanted = {reference for references in named for reference in references}
    claims = {
        claim.reference: claim
        for claim in Claim.objects.filter(municipality_id=ctx.municipality, reference__in=wanted)
    }
    taken: set[UUID] = set()
    for line, references in zip(lines, named, strict=True):
        found = [claims[one] for one in references if one in claims]
        if line.cents <= 0 or len(found) != 1:
            continue
        line.claim_id = found[0].id
        is_asked = open_cents(found[0]) == line.cents or line.cents in amounts_to_pay(ctx, found[0])
        if is_asked and found[0].id not in taken:
            line.state = LineState.PROPOSED.value
            taken.add(found[0].id)


def _named(entry: CamtEntry) -> list[str]:
    structured = entry.reference.upper()
    return [structured] if is_creditor_reference(structured) else references_in(entry.text)


def book_proposals(ctx: Context, *, statement: UUID) -> int:
    """Book every proposal of a statement that still fits; what was paid meanwhile becomes unclear. Return how many."""
    ctx.authorise(Payments.BOOK)
    with tenant(ctx):
        _statement(ctx, statement)
        lines = StatementLine.objects.select_for_update().filter(
            municipality_id=ctx.municipality, statement_id=statement, state=LineState.PROPOSED.value
        )
        booked = 0
        # Credits before what came back, so that a debit of the same statement is paid first.
        for line in lines.order_by("-cents", "claim_id"):
            if line.debit_name:
                is_booked = book_debits(ctx, line)
                _mark(line, LineState.BOOKED if is_booked else LineState.UNCLEAR)
                booked += is_booked
                continue
            claim = lock_claim(ctx, line.claim_id or new_id())
            if open_cents(claim) != line.cents and line.cents not in amounts_to_pay(ctx, claim):
                _mark(line, LineState.UNCLEAR)
                continue
            book_payment(ctx, claim, way=Account.BANK, cents=line.cents, line=line.id, note=line.name)
            _mark(line, LineState.BOOKED)
            booked += 1
        data = {"booked": booked}
        append(ctx, NewEntry(Subject("statement", statement), "proposals_booked", data=data))
        return booked


def book_line(ctx: Context, *, statement: UUID, line: UUID, reference: str, reason: str = "") -> None:
    """Book a line to the claim with this reference, whatever its amount; what is too much becomes a clearing item.

    :raises ReferenceUnknownError: when there is no such claim.
    The name of a direct debit, or of a batch of them, credits it or takes it back.

    :raises AmountTooLargeError: for money that went out.
    """
    ctx.authorise(Payments.BOOK)
    with tenant(ctx):
        row = _open_line(ctx, statement, line)
        key = "".join(reference.upper().split())
        if debits_named(ctx, key):
            row.debit_name = key
            if not book_debits(ctx, row):
                raise AmountTooLargeError("fits no debit")
            _mark(row, LineState.BOOKED, note=reason.strip())
            return
        if row.cents <= 0:
            raise AmountTooLargeError("went out")
        found = Claim.objects.filter(municipality_id=ctx.municipality, reference=key).first()
        if found is None:
            raise ReferenceUnknownError(f"claim {key}")
        claim = lock_claim(ctx, found.id)
        book_payment(
            ctx, claim, way=Account.BANK, cents=row.cents, line=row.id, note=reason.strip() or row.name
        )
        row.claim_id = claim.id
        _mark(row, LineState.BOOKED, note=reason.strip())


def explain_line(ctx: Context, *, statement: UUID, line: UUID, how: str, reason: str) -> None:
    """Explain a line that pays no claim.

    ``settlement``: the provider pays out, or takes its price. ``deposit``: kept until it is clear whose it is (Verwahrung).
    ``refunded``: a refund that is posted already, on its way out. ``foreign``: none of this cash office's, nothing is posted.

    :raises ReasonMissingError: without a reason.
    """
    ctx.authorise(Payments.BOOK)
    if not reason.strip():
        raise ReasonMissingError("no reason")
    with tenant(ctx):
        row = _open_line(ctx, statement, line)
        other = {"settlement": Account.ONLINE, "deposit": Account.DEPOSIT}.get(how)
        if other is not None:
            kind = Kind.SETTLEMENT if other is Account.ONLINE else Kind.DEPOSIT
            debit, credit = (Account.BANK, other) if row.cents > 0 else (other, Account.BANK)
            book(ctx, None, Entry(kind, debit, credit, abs(row.cents), line=row.id, note=reason.strip()))
        _mark(row, LineState.EXPLAINED, note=reason.strip())
        data = {"line": row.position, "how": how, "cents": row.cents}
        append(
            ctx, NewEntry(Subject("statement", statement), "line_explained", note=reason.strip(), data=data)
        )


def _open_line(ctx: Context, statement: UUID, line: UUID) -> StatementLine:
    row = (
        StatementLine.objects.select_for_update()
        .filter(municipality_id=ctx.municipality, statement_id=statement, id=line)
        .first()
    )
    if row is None:
        raise NotFoundError(f"line {line}")
    if row.state not in {LineState.PROPOSED, LineState.UNCLEAR}:
        raise ConflictError(f"line {line} is {row.state}")
    return row


def _mark(row: StatementLine, state: LineState, *, note: str = "") -> None:
    row.state = state.value
    StatementLine.objects.filter(municipality_id=row.municipality_id, id=row.id).update(
        state=state.value, claim_id=row.claim_id, debit_name=row.debit_name, note=note
    )


def _statement(ctx: Context, statement: UUID) -> Statement:
    row = Statement.objects.filter(municipality_id=ctx.municipality, id=statement).first()
    if row is None:
        raise NotFoundError(f"statement {statement}")
    return row


def list_statements(ctx: Context, *, size: int = 100) -> list[StatementView]:
    """Return the statements, the newest first, with how many of their lines wait."""
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        rows = list(Statement.objects.filter(municipality_id=ctx.municipality).order_by("-id")[:size])
        waiting = StatementLine.objects.filter(
            municipality_id=ctx.municipality,
            statement_id__in=[row.id for row in rows],
            state__in=[LineState.PROPOSED.value, LineState.UNCLEAR.value],
        ).values_list("statement_id", flat=True)
        counts: dict[UUID, int] = {}
        for one in waiting:
            counts[one] = counts.get(one, 0) + 1
    return [_view(row, counts.get(row.id, 0)) for row in rows]


def statement_view(ctx: Context, statement: UUID) -> StatementView:
    """Return a statement with its lines.

    :raises NotFoundError: when there is none here.
    """
    ctx.authorise(Payments.SEE)
    with tenant(ctx):
        row = _statement(ctx, statement)
        lines = list(
            StatementLine.objects.filter(municipality_id=ctx.municipality, statement_id=statement).order_by(
                "position"
            )
        )
        ids = {line.claim_id for line in lines if line.claim_id}
        claims = {one.id: one for one in Claim.objects.filter(municipality_id=ctx.municipality, id__in=ids)}
    views = [_line_view(line, claims) for line in lines]
    waiting = sum(1 for line in views if line.state in {LineState.PROPOSED, LineState.UNCLEAR})
    return _view(row, waiting, views)


def _line_view(row: StatementLine, claims: dict[UUID, Claim]) -> LineView:
    claim = claims.get(row.claim_id) if row.claim_id else None
    return LineView(
        row.id,
        row.position,
        row.cents,
        row.booked_on,
        row.name,
        row.text,
        LineState(row.state),
        row.claim_id,
        claim.reference if claim else "",
        open_cents(claim) if claim else 0,
        row.note,
        row.debit_name,
        row.return_code,
    )


def _view(row: Statement, waiting: int, lines: Sequence[LineView] = ()) -> StatementView:
    return StatementView(
        row.id,
        row.name,
        row.bank_id.rpartition(" ")[2],
        row.first_day,
        row.last_day,
        row.opening_cents,
        row.closing_cents,
        row.at,
        row.by,
        waiting,
        lines,
    )
