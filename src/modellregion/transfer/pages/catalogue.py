"""The transfer catalogue for people and programs."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy

from modellregion.kernel.http.documents import content_response, csv_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.tables import Cell
from modellregion.packages.api import ARCHETYPES, SITUATIONS
from modellregion.transfer.api import list_subscriptions, offered_dossier
from modellregion.transfer.catalogue import bundle_content, catalogue_entry, index_json, offering, offerings
from modellregion.transfer.dossier.naming import archetype
from modellregion.transfer.offers import Offering, Order, chosen
from modellregion.transfer.pages.facts import facts_of
from modellregion.transfer.sources import WITHDRAWN_HEADER
from modellregion.transfer.subscriptions.signing import sign_index
from modellregion.transfer.withdrawals import withdrawal_of

HERE, ELSEWHERE = "hier", "anderswo"
ORDERS = {
    Order.TITLE: gettext_lazy("nach dem Namen"),
    Order.NEWEST: gettext_lazy("die neuesten zuerst"),
    Order.MOST_USED: gettext_lazy("die meistgenutzten zuerst"),
    Order.LEAST_ADAPTED: gettext_lazy("die am wenigsten angepassten zuerst"),
}
PLACES = {
    "": gettext_lazy("Alle Kataloge"),
    HERE: gettext_lazy("Nur von hier"),
    ELSEWHERE: gettext_lazy("Nur aus abonnierten Katalogen"),
}
PARTS = {
    "rules": gettext_lazy("Gebühren und Regeln"),
    "texts": gettext_lazy("Texte"),
    "fields": gettext_lazy("Felder"),
    "pages": gettext_lazy("Seiten"),
    "notices": gettext_lazy("Schreiben"),
    "process": gettext_lazy("Ablauf"),
    "package": gettext_lazy("Grundangaben"),
    "organisation": gettext_lazy("Organisation"),
}
COLUMNS = (
    gettext_lazy("Leistung"), gettext_lazy("Paket"), gettext_lazy("LeiKa-Schlüssel"), gettext_lazy("Version"),
    gettext_lazy("Lizenz"), gettext_lazy("Herausgeber"), gettext_lazy("Veröffentlicht am"), gettext_lazy("Prüffälle bestanden"),
    gettext_lazy("Im Einsatz bei"), gettext_lazy("Eigene Anpassungen"), gettext_lazy("Am meisten angepasst"),
    gettext_lazy("Zurückgezogen"), gettext_lazy("Katalog"), gettext_lazy("Prüfsumme (SHA-256)"),
)  # fmt: skip


def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Show what can be taken over (»Was ist schon da?«)."""
    query = _query(request)
    values = {
        **query,
        "entries": _found(query),
        "situations": {key: one.title for key, one in SITUATIONS.items()},
        "archetypes": {key: archetype(key) for key in ARCHETYPES},
        "orders": ORDERS,
        "places": PLACES,
        "subscriptions": list_subscriptions(),
        "filtered": any(query[name] for name in ("words", "situation", "archetype", "place")),
        "export": request.GET.urlencode(),
    }
    return render(request, "transfer/catalogue.html", values)


def catalogue_export(request: HttpRequest) -> HttpResponse:
    """Send the list as a table for spreadsheets."""
    return csv_response("transferkatalog", COLUMNS, map(_cells, _found(_query(request))))


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


def bundle_file(request: HttpRequest, package: str) -> HttpResponse:  # noqa: ARG001 - a view
    """Hand out the bundle, and say when its version was withdrawn."""
    entry = catalogue_entry(package)
    name = f"{entry.package.id}-{entry.version}.zip"
    response = HttpResponse(
        bundle_content(entry.sha256),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Bundle-SHA256": entry.sha256},
    )
    notice = withdrawal_of(entry.sha256)
    if notice is not None:
        response.headers[WITHDRAWN_HEADER] = quote(notice.sentence("de"))
    return response


def dossier_file(request: HttpRequest, package: str) -> HttpResponse:  # noqa: ARG001 - a view
    """Hand out the hand-over dossier."""
    return pdf_file(offered_dossier(package=package, language=get_language() or "de"), package)


def pdf_file(content: bytes, package: str) -> HttpResponse:
    """Return a dossier as a download."""
    return content_response(content, media_type="application/pdf", name=f"uebergabemappe-{package}.pdf")


def index(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Hand out the catalogue for programs."""
    return HttpResponse(index_json(), content_type="application/json")


def signed_index(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Hand out the catalogue for other installations, signed."""
    return HttpResponse(sign_index(index_json()), content_type="application/json")


def _query(request: HttpRequest) -> dict[str, Any]:
    get = request.GET
    order = get.get("sortierung", "")
    return {
        "words": get.get("suche", "")[:200],
        "situation": get.get("lage", "")[:60],
        "archetype": get.get("art", "")[:60],
        "place": get.get("katalog", "") if get.get("katalog") in PLACES else "",
        "order": Order(order) if order in set(Order) else Order.TITLE,
    }


def _found(query: dict[str, Any]) -> list[Offering]:
    found = chosen(
        offerings(),
        words=query["words"],
        situation=query["situation"],
        archetype=query["archetype"],
        origin="" if query["place"] == HERE else None,
        order=query["order"],
    )
    return [one for one in found if one.origin] if query["place"] == ELSEWHERE else found


def _cells(one: Offering) -> list[Cell]:
    language = get_language() or "de"
    outcome = f"{one.outcome.passed}/{one.outcome.total}" if one.outcome else ""
    return [
        one.title(language), one.package, one.leika, one.version, one.licence, one.publisher,
        one.published_on.isoformat(), outcome, str(len(one.run_by)), str(sum(one.adapted.values())),
        ", ".join(str(PARTS.get(part, part)) for part in list(one.adapted)[:1]),
        one.withdrawal.sentence(language) if one.withdrawal else "", one.origin, one.sha256,
    ]  # fmt: skip
