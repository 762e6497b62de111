"""The transfer catalogue for people and programs."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from modellregion.kernel.http.pages import render
from modellregion.transfer.catalogue import bundle_content, catalogue, catalogue_entry, index_json, runners_of

FACTS = {
    "benefit": gettext_lazy("Nutzen für alle Kommunen"),
    "unique": gettext_lazy("Alleinstellungsmerkmal"),
    "audience": gettext_lazy("Für wen interessant?"),
    "transferable_part": gettext_lazy("Übertragbare Leistung"),
    "transferable_from": gettext_lazy("Übertragbar seit"),
    "phase": gettext_lazy("Stand"),
    "recipient": gettext_lazy("Zuwendungsempfänger"),
    "regions": gettext_lazy("Modellregionen"),
    "categories": gettext_lazy("Kategorien"),
    "contact": gettext_lazy("Kontakt"),
}
"""The fields of the KDN's project catalogue, in its order."""


def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Show what can be taken over (»Was ist schon da?«)."""
    words = request.GET.get("suche", "")[:200]
    return render(request, "transfer/catalogue.html", {"entries": catalogue(words), "words": words})


def entry_page(request: HttpRequest, package: str) -> HttpResponse:
    """Show one package: what it brings, who runs it, how to take it over."""
    entry = catalogue_entry(package)
    facts = [
        (title, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for key, title in FACTS.items()
        if (value := entry.facts.get(key))
    ]
    values = {"entry": entry, "facts": facts, "runners": runners_of(package)}
    return render(request, "transfer/entry.html", values)


def bundle_file(request: HttpRequest, package: str) -> HttpResponse:  # noqa: ARG001 - a view
    """Hand out the bundle."""
    entry = catalogue_entry(package)
    name = f"{entry.package.id}-{entry.version}.zip"
    return HttpResponse(
        bundle_content(entry.sha256),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Bundle-SHA256": entry.sha256},
    )


def index(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Hand out the catalogue for programs."""
    return HttpResponse(index_json(), content_type="application/json")
