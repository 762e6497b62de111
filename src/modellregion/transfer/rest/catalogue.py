"""The transfer catalogue for programs and other installations: its index, plain and signed, its table, its bundles."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy

from modellregion.kernel.http.documents import csv_response
from modellregion.kernel.http.endpoints import Parameter, read_query
from modellregion.kernel.http.programs import for_programs, json_response
from modellregion.kernel.tables import Cell
from modellregion.packages.api import ARCHETYPES, SITUATIONS
from modellregion.transfer.asked import PARTS, WORDS_MAX, Asked, Place, found
from modellregion.transfer.catalogue import bundle_content, catalogue_entry, index_json
from modellregion.transfer.offers import Offering, Order
from modellregion.transfer.sources import WITHDRAWN_HEADER
from modellregion.transfer.subscriptions.signing import sign_index
from modellregion.transfer.withdrawals import withdrawal_of

COLUMNS = (
    gettext_lazy("Leistung"), gettext_lazy("Paket"), gettext_lazy("LeiKa-Schlüssel"), gettext_lazy("Version"),
    gettext_lazy("Lizenz"), gettext_lazy("Herausgeber"), gettext_lazy("Veröffentlicht am"), gettext_lazy("Prüffälle bestanden"),
    gettext_lazy("Im Einsatz bei"), gettext_lazy("Eigene Anpassungen"), gettext_lazy("Am meisten angepasst"),
    gettext_lazy("Zurückgezogen"), gettext_lazy("Katalog"), gettext_lazy("Prüfsumme (SHA-256)"),
)  # fmt: skip
CHECKSUM_HEADER = "X-Bundle-SHA256"
QUERY = {
    "suche": Parameter(
        gettext_lazy("Worte, die vorkommen sollen, in jeder Form."), "Gewerbe", {"maxLength": WORDS_MAX}
    ),
    "lage": Parameter(
        gettext_lazy("Eine Lage von Menschen oder Betrieben."), "", {"enum": ["", *SITUATIONS]}
    ),
    "art": Parameter(gettext_lazy("Die Art der Leistung."), "", {"enum": ["", *ARCHETYPES]}),
    "katalog": Parameter(
        gettext_lazy("Nur Leistungen von hier, oder nur solche aus abonnierten Katalogen."),
        "",
        {"enum": list(Place)},
    ),
    "sortierung": Parameter(gettext_lazy("Wie sortiert wird."), Order.NEWEST.value, {"enum": ["", *Order]}),
}


@for_programs("GET")
def catalogue_export(request: HttpRequest) -> HttpResponse:
    """Send the list as a table for spreadsheets."""
    said = read_query(request, QUERY)
    asked = Asked(
        said["suche"],
        said["lage"],
        said["art"],
        Place(said["katalog"]),
        Order(said["sortierung"] or Order.TITLE),
    )
    return csv_response("transferkatalog", COLUMNS, map(_cells, found(asked)))


@for_programs("GET")
def bundle_file(request: HttpRequest, package: str) -> HttpResponse:  # noqa: ARG001 - a view
    """Hand out the bundle, and say when its version was withdrawn."""
    entry = catalogue_entry(package)
    name = f"{entry.package.id}-{entry.version}.zip"
    response = HttpResponse(
        bundle_content(entry.sha256),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', CHECKSUM_HEADER: entry.sha256},
    )
    notice = withdrawal_of(entry.sha256)
    if notice is not None:
        response.headers[WITHDRAWN_HEADER] = quote(notice.sentence("de"))
    return response


@for_programs("GET")
def index(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Hand out the catalogue for programs."""
    return json_response(index_json())


@for_programs("GET")
def signed_index(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Hand out the catalogue for other installations, signed."""
    return json_response(sign_index(index_json()))


def _cells(one: Offering) -> list[Cell]:
    language = get_language() or "de"
    outcome = f"{one.outcome.passed}/{one.outcome.total}" if one.outcome else ""
    return [
        one.title(language), one.package, one.leika, one.version, one.licence, one.publisher,
        one.published_on.isoformat(), outcome, str(len(one.run_by)), str(sum(one.adapted.values())),
        ", ".join(str(PARTS.get(part, part)) for part in list(one.adapted)[:1]),
        one.withdrawal.sentence(language) if one.withdrawal else "", one.origin, one.sha256,
    ]  # fmt: skip
