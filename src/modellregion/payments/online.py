"""Following a payment online: only what the provider says on asking counts.

``beginning.py`` has committed the intent; ``follow`` calls outside any transaction and writes what it heard with
``take_told``, the one transition there is, under the locks of claims and intent. Whoever calls ``follow`` twice, or at once,
does the same once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.logs import log
from modellregion.kernel.tenancy import is_inside_tenant, tenant
from modellregion.payments.clearing import doubt_payment, open_item
from modellregion.payments.errors import AmountInvalidError
from modellregion.payments.intents import IntentView, intent_view, parts_of, split_over
from modellregion.payments.ledger import Entry, book
from modellregion.payments.models import Claim, ClearingItem, Intent, IntentPart, Posting
from modellregion.payments.providers.answers import (
    Item,
    Order,
    Provider,
    ProviderError,
    ProviderState,
    RefusedError,
    Told,
)
from modellregion.payments.providers.xbezahldienste import XBezahldienste
from modellregion.payments.references import PURPOSE_MAX, cents_of, plain_words
from modellregion.payments.settings import provider_settings
from modellregion.payments.states import Account, IntentState, Kind, Trouble

FOLLOWED_DAYS = 30
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
PAYMENT_EXISTS = "PAYMENT_EXISTS"
STATE_OF: dict[ProviderState, IntentState] = {
    ProviderState.INITIAL: IntentState.INITIAL,
    ProviderState.PAYED: IntentState.PAYED,
    ProviderState.FAILED: IntentState.FAILED,
    ProviderState.CANCELED: IntentState.CANCELED,
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt with its parts and the claims they pay, in the order of its positions."""

    row: Intent
    owed: Sequence[tuple[IntentPart, Claim]]

    def view(self) -> IntentView:
        """Return it as pages show it."""
        return intent_view(self.row, [part for part, _ in self.owed])


def follow(ctx: Context, intent: UUID, *, although_paid: bool = False) -> IntentView:
    """Ask the provider what became of an attempt, ordering it first where that is not known to have happened.

    Outside any transaction. What cannot be found out now is asked for again by the sweeper. One that failed is asked for
    too, because money may come late; one that is paid only ``although_paid`` (the daily comparison does so).

    :raises NotFoundError: when there is no such attempt here.
    """
    if is_inside_tenant():
        raise RuntimeError("The provider is never asked inside a transaction.")
    attempt = read_attempt(ctx, intent)
    row = attempt.row
    if row.state == IntentState.PAYED and not although_paid:
        return attempt.view()
    if IntentState(row.state).is_final and not row.transaction_id:
        return attempt.view()  # it never reached the provider
    try:
        provider = provider_of(ctx)
        told = _ask(provider, attempt)
    except ProviderError as error:
        log.warning("payment provider gives no answer", intent=str(intent), detail=str(error))
        return _ask_later(ctx, intent)
    except RefusedError as error:
        view = _refused(ctx, intent, error)
    else:
        view = _unknown(ctx, intent) if told is None else take_told(ctx, intent, told)
    return view if view.state.is_final else _ask_later(ctx, intent)


def provider_of(ctx: Context) -> Provider:
    """Return the way to the municipality's provider.

    :raises ProviderError: when it has none, or its certificates cannot be read.
    """
    found = provider_settings(ctx)
    if found is None:
        raise ProviderError("this municipality has no payment provider")
    return XBezahldienste(found)


def _ask(provider: Provider, attempt: Attempt) -> Told | None:
    """Look, or order with the same request as before; never with another one."""
    row = attempt.row
    if row.transaction_id:
        return provider.look(row.transaction_id)
    try:
        return provider.create(order_of(attempt))
    except RefusedError as error:
        if error.code != PAYMENT_EXISTS:
            raise
        # The answer to an earlier call was lost. The standard lets a provider use our id as its own.
        return provider.look(str(row.id))


def order_of(attempt: Attempt) -> Order:
    """Return what the provider is asked for, a position for each claim; its purpose holds letters that every provider takes.

    :raises ValueError: when the parts do not add up to the amount: such a request never leaves.
    """
    row, claims = attempt.row, [claim for _, claim in attempt.owed]
    items = [
        Item(part.cents, plain_words(f"{claim.purpose} {claim.number}", 250), claim.reference)
        for part, claim in attempt.owed
    ]
    if sum(item.cents for item in items) != row.amount_cents:
        raise ValueError(f"the parts of {row.id} are not {row.amount_cents}")
    first = claims[0]
    others = f"u {len(claims) - 1} weitere" if len(claims) > 1 else first.number
    return Order(
        request=row.id,
        cents=row.amount_cents,
        purpose=plain_words(f"{first.reference} {others}", PURPOSE_MAX),
        description=", ".join(item.description for item in items)[:250],
        items=items,
        return_url=row.return_url,
        at=f"{row.created_at:%Y-%m-%dT%H:%M:%S}.{row.created_at.microsecond // 1000:03}Z",
    )


def take_told(ctx: Context, intent: UUID, told: Told) -> IntentView:
    """Let an attempt become what the provider says, under the locks of claims and intent. The only transition there is.

    A final state stays; what contradicts it, or is not what was asked for, becomes a clearing item of each claim.
    """
    with tenant(ctx):
        attempt = _lock(ctx, intent)
        row = attempt.row
        if told.request != str(row.id) or (row.transaction_id or told.transaction) != told.transaction:
            _doubt(ctx, attempt, Trouble.CONTRADICTION, detail=f"{told.transaction} {told.request}")
            return attempt.view()
        if not _take_transaction(ctx, attempt, told):
            _doubt(ctx, attempt, Trouble.TRANSACTION_TWICE, detail=told.transaction)
            return attempt.view()
        state = STATE_OF[told.state]
        if IntentState(row.state).is_final:
            _contradict(ctx, attempt, told, state)
            return attempt.view()
        if state is IntentState.PAYED and not _is_as_ordered(row, told):
            _doubt(
                ctx, attempt, Trouble.AMOUNT, cents=_left(row, told), detail=f"{told.amount} {told.currency}"
            )
            state = IntentState.DISPUTED
        if state is IntentState.INITIAL:
            _go_on(ctx, attempt, told)
        else:
            _end(ctx, attempt, state, told)
        return attempt.view()


def _doubt(
    ctx: Context, attempt: Attempt, trouble: Trouble, *, cents: int | None = 0, detail: str = ""
) -> None:
    """Open a clearing item of each claim; ``cents`` came in for all of them, None for what was asked for.

    While the attempt is under way, what a person has decided of a part is not asked again.
    """
    parts = [part for part, _ in attempt.owed]
    parts = [part for part in parts if part.ended_at is None] or parts
    asked = [part.cents for part in parts]
    shares = asked if cents is None else split_over(cents, asked)
    for part, share in zip(parts, shares, strict=True):
        open_item(ctx, trouble, claim=part.claim_id, intent=part.intent_id, cents=share, detail=detail)


def _end(ctx: Context, attempt: Attempt, state: IntentState, told: Told) -> None:
    row = attempt.row
    row.state, row.ended_at = state.value, ctx.now()
    row.method, row.provider_reference = told.method, told.reference
    row.pay_url, row.next_look_at = "", None
    _write(row, "state", "ended_at", "method", "provider_reference", "pay_url", "next_look_at")
    _free(row)
    if state is not IntentState.PAYED:
        _note(ctx, attempt, f"online_{state.value}")
        return
    booked = _booked(row)
    for part, claim in attempt.owed:
        if part.claim_id in booked:
            continue  # a person decided so before the provider said it
        if part.ended_at is not None:
            # A person has decided that this part is not to be booked.
            open_item(
                ctx, Trouble.LATE, claim=claim.id, intent=row.id, cents=part.cents, detail=told.transaction
            )
            continue
        entry = Entry(
            Kind.PAYMENT,
            Account.ONLINE,
            Account.RECEIVABLE,
            part.cents,
            intent=row.id,
            note=told.transaction,
        )
        book(ctx, claim, entry)
        doubt_payment(ctx, claim, cents=part.cents, intent=row.id)


def _contradict(ctx: Context, attempt: Attempt, told: Told, state: IntentState) -> None:
    """Write down what contradicts a final state; the same said again is nothing new."""
    row = attempt.row
    known = ClearingItem.objects.filter(
        municipality_id=ctx.municipality, intent_id=row.id, kind=Trouble.AMOUNT.value
    )
    if state.value == row.state or known.exists():
        return
    booked = _booked(row) if state is IntentState.PAYED else {}
    left = [(part, claim) for part, claim in attempt.owed if part.claim_id not in booked]
    if left and (state is IntentState.PAYED or row.state == IntentState.PAYED):
        trouble = Trouble.LATE if state is IntentState.PAYED else Trouble.CONTRADICTION
        detail = f"{row.state} / {told.state} {told.amount} {told.currency}"
        came = _left(row, told) if state is IntentState.PAYED else _cents(told)
        _doubt(ctx, Attempt(row, left), trouble, cents=came, detail=detail)


def _booked(row: Intent) -> dict[UUID, int]:
    """Return the claims of an attempt to which it is booked, with the cents."""
    booked = Posting.objects.filter(
        municipality_id=row.municipality_id, intent_id=row.id, kind=Kind.PAYMENT.value
    )
    return {one.claim_id: one.cents for one in booked if one.claim_id}


def _left(row: Intent, told: Told) -> int:
    """Return what the provider says it has, without what is booked of it already."""
    return max(0, _cents(told) - sum(_booked(row).values()))


def _is_as_ordered(row: Intent, told: Told) -> bool:
    return told.currency == "EUR" and _cents(told) == row.amount_cents


def _cents(told: Told) -> int:
    try:
        return cents_of(told.amount)
    except AmountInvalidError:
        return 0


def _take_transaction(ctx: Context, attempt: Attempt, told: Told) -> bool:
    """Keep the provider's id of the payment; return False when it belongs to another attempt."""
    row = attempt.row
    if row.transaction_id:
        return True
    others = Intent.objects.filter(municipality_id=ctx.municipality, transaction_id=told.transaction)
    if others.exists():
        return False
    try:
        with transaction.atomic():
            row.transaction_id = told.transaction
            _write(row, "transaction_id")
    except IntegrityError:
        row.transaction_id = None
        return False
    _note(ctx, attempt, "online_ordered", {"transaction": told.transaction})
    return True


def _unknown(ctx: Context, intent: UUID) -> IntentView:
    """Open a clearing item: the provider knows the request, or its own transaction, but tells nothing of it."""
    with tenant(ctx):
        attempt = _lock(ctx, intent)
        row = attempt.row
        if IntentState(row.state).is_final:
            return attempt.view()
        if row.state != IntentState.UNCLEAR:
            _doubt(ctx, attempt, Trouble.UNCLEAR, cents=None)
            row.state = IntentState.UNCLEAR.value
            _write(row, "state")
            _note(ctx, attempt, "online_unclear")
        return attempt.view()


def _refused(ctx: Context, intent: UUID, error: RefusedError) -> IntentView:
    """End an attempt that the provider does not take: nothing was paid. Our mistake or theirs, the log says."""
    log.error("payment provider refuses", intent=str(intent), detail=str(error))
    with tenant(ctx):
        attempt = _lock(ctx, intent)
        row = attempt.row
        if IntentState(row.state).is_final or row.transaction_id:
            return attempt.view()
        row.state, row.ended_at, row.next_look_at = IntentState.FAILED.value, ctx.now(), None
        _write(row, "state", "ended_at", "next_look_at")
        _free(row)
        _note(ctx, attempt, "online_failed", {"code": error.code})
        return attempt.view()


def _go_on(ctx: Context, attempt: Attempt, told: Told) -> None:
    """Keep the way to the pay page of an attempt that is under way; the same said again changes nothing."""
    row = attempt.row
    page = told.pay_url or row.pay_url
    if (row.state, row.pay_url) == (IntentState.INITIAL.value, page):
        return
    row.state, row.pay_url = IntentState.INITIAL.value, page
    _write(row, "state", "pay_url")
    _note(ctx, attempt, "online_under_way")


def _ask_later(ctx: Context, intent: UUID) -> IntentView:
    """Set when to ask again, later each time; after thirty days the attempt ends as expired. A final state stays."""
    with tenant(ctx):
        attempt = _lock(ctx, intent)
        row = attempt.row
        if IntentState(row.state).is_final:
            return attempt.view()
        row.attempts += 1
        row.next_look_at = ctx.now() + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(row.attempts - 1, 12))
        if ctx.now() - row.created_at > timedelta(days=FOLLOWED_DAYS):
            row.state, row.ended_at, row.next_look_at = IntentState.EXPIRED.value, ctx.now(), None
            _doubt(ctx, attempt, Trouble.EXPIRED, cents=None)
            _free(row)
            _note(ctx, attempt, "online_expired")
        _write(row, "attempts", "state", "next_look_at", "ended_at")
        return attempt.view()


def _lock(ctx: Context, intent: UUID) -> Attempt:
    """Return an attempt, its claims locked in the order in which everybody locks them, then itself."""
    mine = IntentPart.objects.filter(municipality_id=ctx.municipality, intent_id=intent)
    rows = Claim.objects.filter(municipality_id=ctx.municipality, id__in=mine.values("claim_id"))
    claims = {claim.id: claim for claim in rows.order_by("id").select_for_update()}
    row = Intent.objects.select_for_update().filter(municipality_id=ctx.municipality, id=intent).first()
    if row is None:
        raise NotFoundError(f"intent {intent}")
    return Attempt(row, [(part, claims[part.claim_id]) for part in parts_of(row)])


def read_attempt(ctx: Context, intent: UUID) -> Attempt:
    """Return an attempt with its parts and claims, unlocked: what the provider is asked with.

    :raises NotFoundError: when there is none here.
    """
    with tenant(ctx):
        row = Intent.objects.filter(municipality_id=ctx.municipality, id=intent).first()
        if row is None:
            raise NotFoundError(f"intent {intent}")
        parts = parts_of(row)
        rows = Claim.objects.filter(
            municipality_id=ctx.municipality, id__in=[part.claim_id for part in parts]
        )
        claims = {claim.id: claim for claim in rows}
        return Attempt(row, [(part, claims[part.claim_id]) for part in parts])


def _write(row: Intent, *names: str) -> None:
    Intent.objects.filter(municipality_id=row.municipality_id, id=row.id).update(
        **{name: getattr(row, name) for name in names}
    )


def _free(row: Intent) -> None:
    """Let the claims of an attempt that has ended be paid otherwise."""
    live = IntentPart.objects.filter(municipality_id=row.municipality_id, intent_id=row.id, ended_at=None)
    live.update(ended_at=row.ended_at)


def _note(ctx: Context, attempt: Attempt, action: str, data: dict[str, object] | None = None) -> None:
    found = {"intent": str(attempt.row.id), **(data or {})}
    for _, claim in attempt.owed:
        append(ctx, NewEntry(Subject("claim", claim.id), action, data=found))
