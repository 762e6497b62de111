"""The transfer catalogue as people see it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy

from modellregion.kernel.http.documents import content_response
from modellregion.kernel.http.pages import render
from modellregion.packages.api import ARCHETYPES, SITUATIONS
from modellregion.transfer.api import list_subscriptions, offered_dossier
from modellregion.transfer.asked import PARTS, WORDS_MAX, Asked, Place, found
from modellregion.transfer.catalogue import offering
from modellregion.transfer.dossier.naming import archetype
from modellregion.transfer.offers import Order
from modellregion.transfer.pages.facts import facts_of

ORDERS = {
    Order.TITLE: gettext_lazy("nach dem Namen"),
    Order.NEWEST: gettext_lazy("die neuesten zuerst"),
    Order.MOST_USED: gettext_lazy("die meistgenutzten zuerst"),
    Order.LEAST_ADAPTED: gettext_lazy("die am wenigsten angepassten zuerst"),
}
PLACES = {
    Place.ALL: gettext_lazy("Alle Kataloge"),
    Place.HERE: gettext_lazy("Nur von hier"),
    Place.ELSEWHERE: gettext_lazy("Nur aus abonnierten Katalogen"),
}


def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Show what can be taken over (»Was ist schon da?«)."""
    asked = _asked(request)
    values = {
        "words": asked.words,
        "situation": asked.situation,
        "archetype": asked.archetype,
        "place": asked.place,
        "order": asked.order,
        "entries": found(asked),
        "situations": {key: one.title for key, one in SITUATIONS.items()},
        "archetypes": {key: archetype(key) for key in ARCHETYPES},
        "orders": ORDERS,
        "places": PLACES,
        "subscriptions": list_subscriptions(),
        "filtered": asked.is_filtered,
        "export": _query(asked),
    }
    return render(request, "transfer/catalogue.html", values)


def entry_page(request: HttpRequest, package: str) -> HttpResponse:
    """Show one package: what it brings, who runs it, how to take it over."""
    language = get_language() or "de"
    entry = offering(package, sha256=request.GET.get("pruefsumme", "")[:64])
    values = {
        "entry": entry,
        "kind": archetype(entry.archetype),
        "facts": facts_of(entry.facts, language),
        "adapted": [(PARTS.get(part, part), count) for part, count in entry.adapted.items()],
        "withdrawn": entry.withdrawal.sentence(language) if entry.withdrawal else "",
        "subscription": next((one for one in list_subscriptions() if one.address == entry.origin), None),
        "situations": [SITUATIONS[key].title for key in entry.situations if key in SITUATIONS],
    }
    return render(request, "transfer/entry.html", values)


def dossier_file(request: HttpRequest, package: str) -> HttpResponse:  # noqa: ARG001 - a view
    """Hand out the hand-over dossier."""
    return pdf_file(offered_dossier(package=package, language=get_language() or "de"), package)


def pdf_file(content: bytes, package: str) -> HttpResponse:
    """Return a dossier as a download."""
    return content_response(content, media_type="application/pdf", name=f"uebergabemappe-{package}.pdf")


def _asked(request: HttpRequest) -> Asked:
    """Return what the form asks for; what it does not offer is left out."""
    get = request.GET
    situation, kind, place, order = (get.get(name, "") for name in ("lage", "art", "katalog", "sortierung"))
    return Asked(
        words=get.get("suche", "")[:WORDS_MAX],
        situation=situation if situation in SITUATIONS else "",
        archetype=kind if kind in ARCHETYPES else "",
        place=Place(place) if place in set(Place) else Place.ALL,
        order=Order(order) if order in set(Order) else Order.TITLE,
    )


def _query(asked: Asked) -> str:
    """Return the question as the table takes it."""
    said = {
        "suche": asked.words,
        "lage": asked.situation,
        "art": asked.archetype,
        "katalog": asked.place,
        "sortierung": asked.order if asked.order is not Order.TITLE else "",
    }
    return urlencode({name: str(value) for name, value in said.items() if value})
