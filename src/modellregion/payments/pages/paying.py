"""The payer's pages: what is to pay and how, the way to the provider and back, request to pay and receipt."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.documents import content_response
from modellregion.kernel.http.pages import render, status_of
from modellregion.kernel.ids import normalise_access_code
from modellregion.kernel.ui.environment import url
from modellregion.payments.beginning import begin_online
from modellregion.payments.debits import debits_of, target_day
from modellregion.payments.intents import intent_by_token
from modellregion.payments.letters import (
    code_for_transfer,
    invoice_pdf,
    mandate_pdf,
    receipt_pdf,
    receipts_pdf,
)
from modellregion.payments.mandates import (
    NewMandate,
    give_mandate,
    mandates_of,
    revoke_by_code,
    use_mandate,
)
from modellregion.payments.online import follow
from modellregion.payments.pages.basket import basket_of
from modellregion.payments.pages.words import host_of
from modellregion.payments.plans import plans_of
from modellregion.payments.queries import ToPay, claim_by_code, claim_to_pay, to_pay
from modellregion.payments.references import show_reference
from modellregion.payments.settings import bank_account, provider_settings
from modellregion.payments.states import WAYS, IntentState, PlanState
from modellregion.region.frames import Request, public_page

PDF = "application/pdf"


@public_page
def paying(request: Request, code: str) -> HttpResponse:
    """Show what is to pay; begin to pay online, or ask for what became of it, on POST."""
    code = _code(code)
    if request.method != "POST":
        return _show(request, code)
    claim = _claim(request.POST.get("forderung", ""))
    try:
        ACTIONS.get(request.POST.get("aktion", ""), _look)(request, code, claim)
    except NotFoundError:
        raise
    except ProductError as error:
        status = status_of(error)
        return _show(request, code, error=str(error.user_message), status=status)
    return HttpResponseRedirect(url("paying", slug=request.body_entry.slug, code=code))


def _pay_online(request: Request, code: str, claim: UUID) -> None:
    seen = request.POST.get("betrag", "")
    cents = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 12 else 0
    # Committed here; only then is the provider asked.
    follow(request.ctx, begin_online(request.ctx, code=code, claim=claim, seen_cents=cents))


def _look(request: Request, code: str, claim: UUID) -> None:
    intent = claim_by_code(request.ctx, code=code, claim=claim).intent
    if intent is not None:
        follow(request.ctx, intent.id)


def _give_mandate(request: Request, code: str, claim: UUID) -> None:
    post = request.POST
    new = NewMandate(
        post.get("inhaber", "")[:200],
        post.get("iban", "")[:80],
        post.get("umfang") == "auch-spaeter",
        post.get("zustimmung") == "1",
    )
    give_mandate(request.ctx, code=code, claim=claim, new=new)


def _use_mandate(request: Request, code: str, claim: UUID) -> None:
    reference, end = request.POST.get("mandat", "")[:60], request.POST.get("ende", "")[:20]
    use_mandate(request.ctx, code=code, claim=claim, reference=reference, iban_end=end)


def _revoke(request: Request, code: str, claim: UUID) -> None:
    revoke_by_code(request.ctx, code=code, claim=claim)


ACTIONS = {
    "online": _pay_online,
    "lastschrift": _give_mandate,
    "mandat": _use_mandate,
    "widerrufen": _revoke,
}


def _show(request: Request, code: str, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    claims = to_pay(ctx, code=code)
    if not claims:
        raise NotFoundError("nothing to pay with this code")
    account, provider = bank_account(ctx), provider_settings(ctx)
    ids = [one.claim.id for one in claims]
    values = {
        "code": code,
        "claims": claims,
        "debits": debits_of(ctx, ids),
        "plans": plans_of(ctx, ids),
        "mandates": {one: next(iter(mandates_of(ctx, one)), None) for one in ids}
        if account.creditor_id
        else {},
        "first_day": target_day(ctx.today() + timedelta(days=account.notice_days)),
        "entered": request.POST if error else {},
        "account": account,
        "provider": provider,
        "ways": WAYS,
        "host_of": host_of,
        "shown_reference": show_reference,
        "error": error,
    }
    return render(request, "payments/paying.html", values, status=status)


@public_page
def claim_code(request: Request, code: str, claim: UUID) -> HttpResponse:
    """Send the GiroCode of a transfer as a picture."""
    asked = _open(request, code, claim)
    plan = plans_of(request.ctx, [claim]).get(claim)
    part = plan.next if plan and plan.state is PlanState.RUNNING else None
    picture = code_for_transfer(
        bank_account(request.ctx),
        cents=part.open_cents if part else asked.claim.open_cents,
        reference=asked.claim.reference,
    )
    return HttpResponse(picture, content_type="image/svg+xml")


@public_page
def claim_request(request: Request, code: str, claim: UUID) -> HttpResponse:
    """Send the request to pay as PDF."""
    asked = _open(request, code, claim)
    return content_response(
        invoice_pdf(request.ctx, asked), media_type=PDF, name=f"Zahlungsaufforderung-{asked.claim.number}.pdf"
    )


@public_page
def claim_mandate(request: Request, code: str, claim: UUID) -> HttpResponse:
    """Send mandate and pre-notification of a claim that is debited as PDF."""
    asked = claim_by_code(request.ctx, code=_code(code), claim=claim)
    debit = debits_of(request.ctx, [claim]).get(claim)
    mandate = next(iter(mandates_of(request.ctx, claim)), None)
    if debit is None or mandate is None or not debit.is_live:
        raise NotFoundError("nothing is debited")
    content = mandate_pdf(request.ctx, asked.claim, debit, mandate)
    return content_response(content, media_type=PDF, name=f"Lastschrift-{asked.claim.number}.pdf")


@public_page
def claim_receipt(request: Request, code: str, claim: UUID) -> HttpResponse:
    """Send the receipt as PDF."""
    return _receipt(request, claim_by_code(request.ctx, code=_code(code), claim=claim))


@public_page
def payment_return(request: Request, token: str) -> HttpResponse:
    """Show what became of a payment, asked for now: that somebody comes here says nothing."""
    intent = follow(request.ctx, intent_by_token(request.ctx, _code(token)).id)
    values = {
        "token": token,
        "intent": intent,
        "claims": [claim_to_pay(request.ctx, part.claim).claim for part in intent.parts],
        "basket": basket_of(request),
        "is_paid": intent.state is IntentState.PAYED,
        "shown_reference": show_reference,
    }
    return render(request, "payments/payment_return.html", values)


@public_page
def payment_receipt(request: Request, token: str) -> HttpResponse:
    """Send the receipt to whoever comes back from the provider."""
    intent = intent_by_token(request.ctx, _code(token))
    paid = [claim_to_pay(request.ctx, part.claim) for part in intent.parts]
    if len(paid) == 1:
        return _receipt(request, paid[0])
    if not all(one.payments for one in paid):
        raise NotFoundError("nothing was paid")
    name = f"Quittung-{request.body_entry.slug}.pdf"
    return content_response(receipts_pdf(request.ctx, paid), media_type=PDF, name=name)


def _receipt(request: Request, paid: ToPay) -> HttpResponse:
    if not paid.payments:
        raise NotFoundError("nothing was paid")
    return content_response(
        receipt_pdf(request.ctx, paid), media_type=PDF, name=f"Quittung-{paid.claim.number}.pdf"
    )


def _open(request: Request, code: str, claim: UUID) -> ToPay:
    asked = claim_by_code(request.ctx, code=_code(code), claim=claim)
    if asked.claim.open_cents <= 0:
        raise NotFoundError("nothing is open")
    return asked


def _code(text: str) -> str:
    code = normalise_access_code(text)
    if code is None:
        raise NotFoundError("no code")
    return code


def _claim(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError("no claim") from None
