"""Received transmissions: list, one of them, downloads as PDF and JSON."""

from dataclasses import replace
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy

from modellregion.exchange.api import (
    DeliveryQuery,
    DeliveryRow,
    DeliveryView,
    encode_payload,
    finish_delivery,
    list_deliveries,
    read_delivery,
)
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.http.documents import table_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.kernel.tables import Cell
from modellregion.kernel.ui.environment import url
from modellregion.region.frames import Request, parameters_of, staff_page
from modellregion.region.kept_views import List, views_on

SHOWN_NAMES = {
    "open": gettext_lazy("Offen"),
    "new": gettext_lazy("Neu"),
    "done": gettext_lazy("Erledigt"),
    "all": gettext_lazy("Alle"),
}
FORMS = ("GewA 1", "GewA 2", "GewA 3")


COLUMNS = (
    gettext_lazy("Vorgang"),
    gettext_lazy("Vordruck"),
    gettext_lazy("Betreff"),
    gettext_lazy("Absender"),
    gettext_lazy("Eingegangen"),
    gettext_lazy("Stand"),
)
EXPORT_MAX = 10_000


@staff_page
def deliveries_table(request: Request, form: str) -> HttpResponse:
    """Send the list as a table."""
    page = list_deliveries(request.ctx, replace(_query(request), after="", size=EXPORT_MAX))
    rows: list[list[Cell]] = [
        [_number(row), row.form, row.subject, row.sender, row.arrived_at, _state(row)] for row in page.rows
    ]
    return table_response(form, "empfangene-daten", gettext("Empfangene Daten"), COLUMNS, rows)


def _number(row: DeliveryRow) -> str:
    return f"{row.number}-{row.sheet}" if row.sheet else row.number


def _state(row: DeliveryRow) -> str:
    if row.done_at:
        return gettext("Erledigt")
    return gettext("Abgerufen") if row.fetched_at else gettext("Neu")


def _query(request: Request) -> DeliveryQuery:
    get = request.GET
    shown = get.get("zeige", "open")
    return DeliveryQuery(
        shown=shown if shown in SHOWN_NAMES else "open",
        form=get.get("vordruck", "") if get.get("vordruck") in FORMS else "",
        search=get.get("suche", "")[:200],
        after=get.get("ab", "")[:40],
    )


@staff_page
def deliveries(request: Request) -> HttpResponse:
    """Show the list."""
    query = _query(request)
    page = list_deliveries(request.ctx, query)
    parameters = parameters_of(request)
    values = {
        "page": page,
        "query": query,
        "shown_names": SHOWN_NAMES,
        "export": "?" + urlencode(parameters) if parameters else "",
        "forms": FORMS,
        **views_on(request, List.DELIVERIES),
        "first": "?" + urlencode(parameters) if query.after else "",
        "next": "?" + urlencode({**parameters, "ab": page.next}) if page.next else "",
    }
    return render(request, "exchange/deliveries.html", values)


@staff_page
def delivery(request: Request, delivery: UUID) -> HttpResponse:
    """Show one transmission; opening it is its receipt."""
    if request.method == "POST":
        finish_delivery(request.ctx, delivery=delivery, is_done=request.POST.get("erledigt") == "1")
        return HttpResponseRedirect(url("delivery", slug=request.body_entry.slug, delivery=delivery))
    view = read_delivery(request.ctx, delivery=delivery)
    return render(request, "exchange/delivery.html", {"view": view, "payload": view.payload})


@staff_page
def delivery_json(request: Request, delivery: UUID) -> HttpResponse:
    """Send a transmission as JSON."""
    view = read_delivery(request.ctx, delivery=delivery)
    return _download(encode_payload(view.payload), "application/json", f"{_name(view)}.json")


@staff_page
def delivery_pdf(request: Request, delivery: UUID) -> HttpResponse:
    """Send a transmission as PDF."""
    view = read_delivery(request.ctx, delivery=delivery)
    payload = view.payload
    data = {
        "sender": {"name": payload.sender},
        "title": f"{payload.form}: {payload.subject}",
        "details": [
            ["Empfänger", payload.recipient],
            ["Rechtsgrundlage", payload.legal_basis],
            ["Vorgang", payload.number + (f", Anzeige {payload.sheet}" if payload.sheet else "")],
            ["Eingang der Anzeige", payload.received_at.astimezone(BERLIN).strftime("%d.%m.%Y")],
        ],
        "sections": [
            {
                "title": section.title,
                "lines": [
                    {"label": line.label, "text": line.text, "number": line.field} for line in section.lines
                ],
            }
            for section in payload.sections
        ],
        "embedded": encode_payload(payload).decode(),
    }
    content = letter_pdf(house_folder(), "transmission.typ", data, created=view.arrived_at)
    return _download(content, "application/pdf", f"{_name(view)}.pdf")


def _name(view: DeliveryView) -> str:
    sheet = f"-{view.payload.sheet}" if view.payload.sheet else ""
    return f"{view.payload.form.replace(' ', '')}-{view.payload.number}{sheet}"


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
