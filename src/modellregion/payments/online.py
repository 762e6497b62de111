"""Paying online: the intent is committed before the provider is asked, and only what the provider says on asking counts.

``begin_online`` writes; ``follow`` calls outside any transaction and writes what it heard with ``take_told``, the one
transition there is, under the locks of claim and intent. Whoever calls ``follow`` twice, or at once, does the same once.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import access_code_digest, new_access_code, new_id
from modellregion.kernel.logs import log
from modellregion.kernel.tenancy import is_inside_tenant, tenant
from modellregion.payments.clearing import doubt_payment, open_item
from modellregion.payments.debits import is_debited
from modellregion.payments.errors import (
    AmountChangedError,
    AmountInvalidError,
    DebitUnderWayError,
    NothingToPayError,
    ProviderAwayError,
)
from modellregion.payments.intents import IntentView, intent_view
from modellregion.payments.ledger import Entry, book, lock_claim, open_cents
from modellregion.payments.models import Claim, ClearingItem, Intent, Posting
from modellregion.payments.plans import amounts_to_pay
from modellregion.payments.providers.answers import (
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
from modellregion.region.api import get_body

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


def begin_online(ctx: Context, *, code: str, claim: UUID, seen_cents: int) -> UUID:
    """Write an attempt to pay down; a live one of the same claim is taken again. The caller then calls ``follow``.

    :raises NotFoundError: when the code opens no such claim.
    :raises NothingToPayError: when nothing is open.
    :raises AmountChangedError: when something else is open than the person saw.
    :raises DebitUnderWayError: while the claim is debited.
    :raises ProviderAwayError: when the municipality has no provider.
    """
    body = get_body(ctx.municipality)
    if provider_settings(ctx) is None or body is None:
        raise ProviderAwayError("no provider")
    with tenant(ctx):
        row = lock_claim(ctx, claim)
        if bytes(row.code_digest) != access_code_digest(code):
            raise NotFoundError(f"claim {claim} is somebody else's")
        if open_cents(row) <= 0:
            raise NothingToPayError(f"claim {claim}")
        if seen_cents not in amounts_to_pay(ctx, row):
            raise AmountChangedError(f"claim {claim}")
        live = Intent.objects.filter(municipality_id=ctx.municipality, claim_id=claim, ended_at=None).first()
        if live is not None:
            return live.id
        if is_debited(ctx, claim):
            raise DebitUnderWayError(f"claim {claim}")
        token = new_access_code()
        intent = Intent(
            municipality_id=ctx.municipality,
            id=new_id(),
            claim_id=claim,
            return_digest=access_code_digest(token),
            # Only ever to ourselves, and never with the code that opens the case (docs/decisions/0151).
            return_url=f"{settings.PUBLIC_URL}/{body.slug}/zahlung/{token}/",
            amount_cents=seen_cents,
            state=IntentState.CREATED.value,
            next_look_at=ctx.now() + FIRST_PAUSE,
            created_at=ctx.now(),
        )
        intent.save(force_insert=True)
        _note(ctx, claim, "online_begun", {"intent": str(intent.id), "cents": intent.amount_cents})
        return intent.id


def follow(ctx: Context, intent: UUID, *, although_paid: bool = False) -> IntentView:
    """Ask the provider what became of an attempt, ordering it first where that is not known to have happened.

    Outside any transaction. What cannot be found out now is asked for again by the sweeper. One that failed is asked for
    too, because money may come late; one that is paid only ``although_paid`` (the daily comparison does so).

    :raises NotFoundError: when there is no such attempt here.
    """
    if is_inside_tenant():
        raise RuntimeError("The provider is never asked inside a transaction.")
    row, claim = _read(ctx, intent)
    if row.state == IntentState.PAYED and not although_paid:
        return intent_view(row)
    if IntentState(row.state).is_final and not row.transaction_id:
        return intent_view(row)  # it never reached the provider
    try:
        provider = provider_of(ctx)
        told = _ask(provider, row, claim)
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


def _ask(provider: Provider, row: Intent, claim: Claim) -> Told | None:
    """Look, or order with the same request as before; never with another one."""
    if row.transaction_id:
        return provider.look(row.transaction_id)
    try:
        return provider.create(order_of(row, claim))
    except RefusedError as error:
        if error.code != PAYMENT_EXISTS:
            raise
        # The answer to an earlier call was lost. The standard lets a provider use our id as its own.
        return provider.look(str(row.id))


def order_of(row: Intent, claim: Claim) -> Order:
    """Return what the provider is asked for; its purpose holds letters that every provider takes."""
    return Order(
        request=row.id,
        cents=row.amount_cents,
        purpose=plain_words(f"{claim.reference} {claim.number}", PURPOSE_MAX),
        description=plain_words(f"{claim.purpose} {claim.number}", 250),
        reference=claim.reference,
        return_url=row.return_url,
        at=f"{row.created_at:%Y-%m-%dT%H:%M:%S}.{row.created_at.microsecond // 1000:03}Z",
    )


def take_told(ctx: Context, intent: UUID, told: Told) -> IntentView:
    """Let an attempt become what the provider says, under the locks of claim and intent. The only transition there is.

    A final state stays; what contradicts it, or is not what was asked for, becomes a clearing item.
    """
    with tenant(ctx):
        claim, row = _lock(ctx, intent)
        if told.request != str(row.id) or (row.transaction_id or told.transaction) != told.transaction:
            open_item(
                ctx,
                Trouble.CONTRADICTION,
                claim=claim.id,
                intent=row.id,
                detail=f"{told.transaction} {told.request}",
            )
            return intent_view(row)
        if not _take_transaction(ctx, row, told):
            open_item(ctx, Trouble.TRANSACTION_TWICE, claim=claim.id, intent=row.id, detail=told.transaction)
            return intent_view(row)
        state = STATE_OF[told.state]
        if IntentState(row.state).is_final:
            _contradict(ctx, claim, row, told, state)
            return intent_view(row)
        if state is IntentState.PAYED and not _is_as_ordered(row, told):
            open_item(
                ctx,
                Trouble.AMOUNT,
                claim=claim.id,
                intent=row.id,
                cents=_cents(told),
                detail=f"{told.amount} {told.currency}",
            )
            state = IntentState.DISPUTED
        if state is IntentState.INITIAL:
            _go_on(ctx, row, told)
            return intent_view(row)
        _end(ctx, claim, row, state, told)
        return intent_view(row)


def _end(ctx: Context, claim: Claim, row: Intent, state: IntentState, told: Told) -> None:
    row.state, row.ended_at = state.value, ctx.now()
    row.method, row.provider_reference = told.method, told.reference
    row.pay_url, row.next_look_at = "", None
    _write(row, "state", "ended_at", "method", "provider_reference", "pay_url", "next_look_at")
    if state is not IntentState.PAYED:
        _note(ctx, claim.id, f"online_{state.value}", {"intent": str(row.id)})
        return
    if _is_booked(row):
        return  # a person decided so before the provider said it
    entry = Entry(
        Kind.PAYMENT,
        Account.ONLINE,
        Account.RECEIVABLE,
        row.amount_cents,
        intent=row.id,
        note=told.transaction,
    )
    book(ctx, claim, entry)
    doubt_payment(ctx, claim, cents=row.amount_cents, intent=row.id)


def _contradict(ctx: Context, claim: Claim, row: Intent, told: Told, state: IntentState) -> None:
    """Write down what contradicts a final state; the same said again is nothing new."""
    known = ClearingItem.objects.filter(
        municipality_id=ctx.municipality, intent_id=row.id, kind=Trouble.AMOUNT.value
    )
    if state.value == row.state or known.exists() or (state is IntentState.PAYED and _is_booked(row)):
        return
    trouble = Trouble.LATE if state is IntentState.PAYED else Trouble.CONTRADICTION
    if state is IntentState.PAYED or row.state == IntentState.PAYED:
        detail = f"{row.state} / {told.state} {told.amount} {told.currency}"
        open_item(ctx, trouble, claim=claim.id, intent=row.id, cents=_cents(told), detail=detail)


def _is_booked(row: Intent) -> bool:
    booked = Posting.objects.filter(municipality_id=row.municipality_id, intent_id=row.id)
    return booked.filter(kind=Kind.PAYMENT.value).exists()


def _is_as_ordered(row: Intent, told: Told) -> bool:
    return told.currency == "EUR" and _cents(told) == row.amount_cents


def _cents(told: Told) -> int:
    try:
        return cents_of(told.amount)
    except AmountInvalidError:
        return 0


def _take_transaction(ctx: Context, row: Intent, told: Told) -> bool:
    """Keep the provider's id of the payment; return False when it belongs to another attempt."""
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
    _note(ctx, row.claim_id, "online_ordered", {"intent": str(row.id), "transaction": told.transaction})
    return True


def _unknown(ctx: Context, intent: UUID) -> IntentView:
    """Open a clearing item: the provider knows the request, or its own transaction, but tells nothing of it."""
    with tenant(ctx):
        claim, row = _lock(ctx, intent)
        if IntentState(row.state).is_final:
            return intent_view(row)
        if row.state != IntentState.UNCLEAR:
            open_item(ctx, Trouble.UNCLEAR, claim=claim.id, intent=row.id, cents=row.amount_cents)
            row.state = IntentState.UNCLEAR.value
            _write(row, "state")
            _note(ctx, claim.id, "online_unclear", {"intent": str(row.id)})
        return intent_view(row)


def _refused(ctx: Context, intent: UUID, error: RefusedError) -> IntentView:
    """End an attempt that the provider does not take: nothing was paid. Our mistake or theirs, the log says."""
    log.error("payment provider refuses", intent=str(intent), detail=str(error))
    with tenant(ctx):
        claim, row = _lock(ctx, intent)
        if IntentState(row.state).is_final or row.transaction_id:
            return intent_view(row)
        row.state, row.ended_at, row.next_look_at = IntentState.FAILED.value, ctx.now(), None
        _write(row, "state", "ended_at", "next_look_at")
        _note(ctx, claim.id, "online_failed", {"intent": str(row.id), "code": error.code})
        return intent_view(row)


def _go_on(ctx: Context, row: Intent, told: Told) -> None:
    """Keep the way to the pay page of an attempt that is under way; the same said again changes nothing."""
    page = told.pay_url or row.pay_url
    if (row.state, row.pay_url) == (IntentState.INITIAL.value, page):
        return
    row.state, row.pay_url = IntentState.INITIAL.value, page
    _write(row, "state", "pay_url")
    _note(ctx, row.claim_id, "online_under_way", {"intent": str(row.id)})


def _ask_later(ctx: Context, intent: UUID) -> IntentView:
    """Set when to ask again, later each time; after thirty days the attempt ends as expired. A final state stays."""
    with tenant(ctx):
        _, row = _lock(ctx, intent)
        if IntentState(row.state).is_final:
            return intent_view(row)
        row.attempts += 1
        row.next_look_at = ctx.now() + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(row.attempts - 1, 12))
        if ctx.now() - row.created_at > timedelta(days=FOLLOWED_DAYS):
            row.state, row.ended_at, row.next_look_at = IntentState.EXPIRED.value, ctx.now(), None
            open_item(ctx, Trouble.EXPIRED, claim=row.claim_id, intent=row.id, cents=row.amount_cents)
            _note(ctx, row.claim_id, "online_expired", {"intent": str(row.id)})
        _write(row, "attempts", "state", "next_look_at", "ended_at")
        return intent_view(row)


def _lock(ctx: Context, intent: UUID) -> tuple[Claim, Intent]:
    found = Intent.objects.filter(municipality_id=ctx.municipality, id=intent)
    claim_id = found.values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise NotFoundError(f"intent {intent}")
    claim = lock_claim(ctx, claim_id)
    return claim, found.select_for_update().get()


def _read(ctx: Context, intent: UUID) -> tuple[Intent, Claim]:
    with tenant(ctx):
        row = Intent.objects.filter(municipality_id=ctx.municipality, id=intent).first()
        if row is None:
            raise NotFoundError(f"intent {intent}")
        return row, Claim.objects.get(municipality_id=ctx.municipality, id=row.claim_id)


def _write(row: Intent, *names: str) -> None:
    Intent.objects.filter(municipality_id=row.municipality_id, id=row.id).update(
        **{name: getattr(row, name) for name in names}
    )


def _note(ctx: Context, claim: UUID, action: str, data: dict[str, object]) -> None:
    append(ctx, NewEntry(Subject("claim", claim), action, data=data))
