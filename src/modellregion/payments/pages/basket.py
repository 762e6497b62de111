"""The basket's pages: what is in it, what comes next, putting in and taking out, one receipt for each municipality."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.documents import content_response
from modellregion.kernel.http.pages import render, status_of
from modellregion.kernel.ids import normalise_access_code
from modellregion.kernel.ui.environment import url
from modellregion.payments.baskets import (
    Basket,
    Entry,
    LineState,
    begin_basket,
    paid_in_basket,
    payer_at,
    read_basket,
)
from modellregion.payments.beginning import TOGETHER_MAX, Wanted
from modellregion.payments.errors import BasketChangedError, BeingPaidError
from modellregion.payments.letters import receipts_pdf
from modellregion.payments.online import follow
from modellregion.payments.pages.basket_cookie import entries_in, keep_entries, with_entries
from modellregion.payments.pages.words import host_of
from modellregion.payments.queries import to_pay
from modellregion.payments.references import show_reference
from modellregion.region.frames import Request, public_page

CLAIMS_POSTED_MAX = 100


def basket(request: HttpRequest) -> HttpResponse:
    """Show the basket; take what is done with it."""
    entries = entries_in(request)
    if request.method != "POST":
        return _show(request, entries)
    act = ACTIONS.get(request.POST.get("aktion", ""), _nothing)
    try:
        entries = act(request, entries)
    except ProductError as error:
        return _show(request, entries, error=str(error.user_message), status=status_of(error))
    return keep_entries(HttpResponseRedirect(url("basket")), entries)


def _show(request: HttpRequest, entries: list[Entry], *, error: str = "", status: int = 200) -> HttpResponse:
    found = read_basket(entries, get_language() or "de")
    values = {
        "basket": found,
        "states": LineState,
        "shown_reference": show_reference,
        "host_of": host_of,
        "is_full": request.GET.get("voll") == "1",
        "most": TOGETHER_MAX,
        "error": error,
    }
    response = render(request, "payments/basket.html", values, status=status)
    if not entries:
        return response
    # Read anew at each look, so that the two hours count from the last one; what opens nothing is told once, and dropped.
    return keep_entries(response, [one for one in entries if one not in found.lost])


def _pay(request: HttpRequest, entries: list[Entry]) -> list[Entry]:
    ctx, slug = _place(request)
    codes = {one.claim: one.code for one in entries if one.slug == slug}
    wanted = []
    for text in request.POST.getlist("forderung")[:CLAIMS_POSTED_MAX]:
        claim, _, cents = text.partition(":")
        seen = int(cents) if cents.isascii() and cents.isdigit() and len(cents) < 12 else 0
        if _uuid(claim) not in codes:
            raise BasketChangedError("not in the basket any more")
        wanted.append(Wanted(codes[_uuid(claim)], _uuid(claim), seen))
    # Committed here; only then is the provider asked.
    follow(ctx, begin_basket(ctx, wanted))
    return entries


def _look(request: HttpRequest, entries: list[Entry]) -> list[Entry]:
    ctx, slug = _place(request)
    mine = [one for one in entries if one.slug == slug]
    asked = _uuid(request.POST.get("zahlung", ""))
    for place in read_basket(mine, "de").places:
        for intent in place.under_way:
            if intent.id == asked:
                follow(ctx, asked)
    return entries


def _remove(request: HttpRequest, entries: list[Entry]) -> list[Entry]:
    claim = _uuid(request.POST.get("forderung", ""))
    mine = [one for one in entries if one.claim == claim]
    for place in read_basket(mine, "de").places:
        if place.under_way:
            raise BeingPaidError(f"claim {claim}")
    return [one for one in entries if one.claim != claim]


def _remove_paid(_request: HttpRequest, entries: list[Entry]) -> list[Entry]:
    places = read_basket(entries, "de").places
    paid = {line.claim.id for place in places for line in place.of(LineState.PAID, LineState.DEBITED)}
    return [one for one in entries if one.claim not in paid]


def _empty(_request: HttpRequest, _entries: list[Entry]) -> list[Entry]:
    return []


def _nothing(_request: HttpRequest, entries: list[Entry]) -> list[Entry]:
    return entries


ACTIONS: dict[str, Callable[[HttpRequest, list[Entry]], list[Entry]]] = {
    "bezahlen": _pay,
    "pruefen": _look,
    "entfernen": _remove,
    "bezahlte-entfernen": _remove_paid,
    "leeren": _empty,
}


def _place(request: HttpRequest) -> tuple[Context, str]:
    slug = request.POST.get("stelle", "")[:100]
    ctx = payer_at(slug, get_language() or "de")
    if ctx is None:
        raise BasketChangedError(f"no place {slug}")
    return ctx, slug


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BasketChangedError("no id") from None


@public_page
def put_in(request: Request, code: str) -> HttpResponse:
    """Put what is open with a code into the basket; whoever comes here by a link finds the basket."""
    known = normalise_access_code(code)
    if known is None:
        raise NotFoundError("no code")
    claims = to_pay(request.ctx, code=known)
    if not claims:
        raise NotFoundError("nothing to pay with this code")
    if request.method != "POST":
        return HttpResponseRedirect(url("basket"))
    return add_to_basket(request, [(known, one.claim.id) for one in claims if one.claim.open_cents > 0])


def add_to_basket(request: Request, claims: list[tuple[str, UUID]]) -> HttpResponse:
    """Lead to the basket with these claims of the request's municipality in it, each with its code, as many as it holds."""
    entries = entries_in(request)
    new = [Entry(request.body_entry.slug, code, claim) for code, claim in claims]
    more = with_entries(entries, new)
    query = "?voll=1" if len(more) > TOGETHER_MAX else ""
    return keep_entries(HttpResponseRedirect(url("basket") + query), more[:TOGETHER_MAX])


def basket_receipt(request: HttpRequest, place: str) -> HttpResponse:
    """Send the receipt of what is paid at one municipality of the basket, as one PDF."""
    ctx = payer_at(place, get_language() or "de")
    paid = paid_in_basket(ctx, [one for one in entries_in(request) if one.slug == place]) if ctx else []
    if ctx is None or not paid:
        raise NotFoundError(f"nothing in the basket is paid at {place}")
    return content_response(
        receipts_pdf(ctx, paid), media_type="application/pdf", name=f"Quittung-{place}.pdf"
    )


def basket_of(request: HttpRequest) -> Basket | None:
    """Return the basket of a browser, or None when it has none."""
    entries = entries_in(request)
    return read_basket(entries, get_language() or "de") if entries else None
