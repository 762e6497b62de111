"""The inbox page: the work of one's units, filtered and sorted by the address alone, so that it can be bookmarked."""

import csv
import io
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from modellregion.cases.inbox import Due, InboxPage, InboxQuery, Order, Shown, list_inbox
from modellregion.cases.states import STATE_NAMES
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import show_day, show_instant
from modellregion.packages.api import installed_services
from modellregion.region.frames import Request, parameters_of, staff_page

EXPORT_ROWS_MAX = 5000
COLUMN_NAMES = (
    gettext_lazy("Nummer"),
    gettext_lazy("Betreff"),
    gettext_lazy("Stand"),
    gettext_lazy("Bearbeitung"),
    gettext_lazy("Eingegangen"),
    gettext_lazy("Frist"),
)
SHOWN_NAMES = {
    Shown.OPEN: gettext_lazy("Offen"),
    Shown.NEW: gettext_lazy("Neu"),
    Shown.WAITING: gettext_lazy("Wartet auf Antwort"),
    Shown.DECIDED: gettext_lazy("Entschieden"),
    Shown.CLOSED: gettext_lazy("Abgeschlossen"),
    Shown.ALL: gettext_lazy("Alle"),
}
DUE_NAMES = {
    Due.ANY: gettext_lazy("Jede Frist"),
    Due.LATE: gettext_lazy("Überfällig"),
    Due.TODAY: gettext_lazy("Heute fällig"),
    Due.WEEK: gettext_lazy("In 7 Tagen fällig"),
}
ORDER_NAMES = {
    Order.DUE: gettext_lazy("Frist zuerst"),
    Order.NEWEST: gettext_lazy("Neueste zuerst"),
    Order.OLDEST: gettext_lazy("Älteste zuerst"),
    Order.NUMBER: gettext_lazy("Nummer absteigend"),
}
Choice = TypeVar("Choice", bound=StrEnum)


@staff_page
def inbox(request: Request) -> HttpResponse:
    """Show the list."""
    query = _query(request)
    page = list_inbox(request.ctx, query)
    services = installed_services(request.ctx.municipality)
    parameters = parameters_of(request)
    values = {
        "page": page,
        "query": query,
        "today": request.ctx.today(),
        "services": {name: service.package.title(request.ctx.language) for name, service in services.items()},
        "shown_names": SHOWN_NAMES,
        "due_names": DUE_NAMES,
        "order_names": ORDER_NAMES,
        "state_names": {state: str(name) for state, name in STATE_NAMES.items()},
        "me": request.ctx.actor.id,
        "next": "?" + urlencode({**parameters, "ab": page.next}) if page.next else "",
        "first": "?" + urlencode(parameters) if query.after else "",
        "export": "?" + urlencode(parameters),
        "filtered": bool(parameters),
    }
    return render(request, "cases/inbox.html", values)


@staff_page
def inbox_export(request: Request) -> HttpResponse:
    """Send the list as a table for spreadsheets, at most 5 000 rows."""
    query = _query(request)
    rows = list_inbox(request.ctx, replace(query, after="", size=EXPORT_ROWS_MAX))
    response = HttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="vorgaenge.csv"'
    return response


def _query(request: Request) -> InboxQuery:
    get = request.GET
    return InboxQuery(
        shown=_choice(Shown, get.get("zeige"), Shown.OPEN),
        service=get.get("leistung", ""),
        due=_choice(Due, get.get("frist"), Due.ANY),
        mine=get.get("meine") == "1",
        search=get.get("suche", "")[:200],
        order=_choice(Order, get.get("sortierung"), Order.DUE),
        after=get.get("ab", "")[:400],
    )


def _choice(kind: type[Choice], text: str | None, default: Choice) -> Choice:
    """Only what the enum knows reaches the query; anything else is as if nothing was chosen."""
    try:
        return kind(text or "")
    except ValueError:
        return default


def _csv(page: InboxPage) -> str:
    text = io.StringIO()
    text.write("\ufeff")  # so that spreadsheets read the umlauts
    writer = csv.writer(text, delimiter=";")
    writer.writerow([str(name) for name in COLUMN_NAMES])
    for row in page.rows:
        cells = [
            row.number, row.subject, str(STATE_NAMES[row.state]), row.assignee, show_instant(row.received_at), show_day(row.due_on)
        ]  # fmt: skip
        writer.writerow([_harmless(cell) for cell in cells])
    return text.getvalue()


def _harmless(cell: str) -> str:
    """Make text of a cell that begins like a formula, so that no spreadsheet runs it."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
