"""The inbox page: the work of one's units, filtered and sorted by the address alone, so that it can be bookmarked."""

from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy

from modellregion.cases.commands.assign_many import BulkOutcome, bulk_outcome
from modellregion.cases.errors import (
    NothingChosenError,
    ReasonMissingError,
    TooManyCasesError,
)
from modellregion.cases.inbox import Due, InboxQuery, Order, Shown, list_inbox
from modellregion.cases.policy import Cases
from modellregion.cases.states import STATE_NAMES
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.http.documents import csv_response, ods_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.tables import Cell
from modellregion.packages.api import installed_services
from modellregion.region.api import staff_names
from modellregion.region.frames import Request, parameters_of, staff_page
from modellregion.region.kept_views import List, views_on

EXPORT_ROWS_MAX = 5000
NOBODY = "niemand"
BULK_ERRORS = {
    error.code: error.user_message
    for error in (
        NothingChosenError,
        ReasonMissingError,
        TooManyCasesError,
    )
}
PEOPLE_MAX = 50
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
    Shown.TO_DO: gettext_lazy("Zu bearbeiten"),
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
        "whose": _whose(request, query),
        "bearbeitung": request.GET.get("bearbeitung", ""),
        "next": "?" + urlencode({**parameters, "ab": page.next}) if page.next else "",
        "first": "?" + urlencode(parameters) if query.after else "",
        "export": "?" + urlencode(parameters),
        **views_on(request, List.INBOX),
        "outcome": _outcome(request),
        "error": BULK_ERRORS.get(request.GET.get("fehler", "")),
        "may": {name: request.ctx.may(permission) for name, permission in Cases.__members__.items()},
    }
    return render(request, "cases/inbox.html", values)


def _outcome(request: Request) -> BulkOutcome | None:
    """Return what came of the bulk action that led here; nothing for a key that somebody changed."""
    with suppress(ValueError, NotFoundError):
        return bulk_outcome(request.ctx, bulk=UUID(request.GET.get("gesammelt", "")))
    return None


@staff_page
def inbox_export(request: Request) -> HttpResponse:
    """Send the list as text for spreadsheets, at most 5 000 rows."""
    return csv_response("vorgaenge", COLUMN_NAMES, _cells(request))


@staff_page
def inbox_spreadsheet(request: Request) -> HttpResponse:
    """Send the list as a spreadsheet, at most 5 000 rows."""
    return ods_response("vorgaenge", gettext("Vorgänge"), COLUMN_NAMES, _cells(request))


def _cells(request: Request) -> list[list[Cell]]:
    found = list_inbox(request.ctx, replace(_query(request), after="", size=EXPORT_ROWS_MAX))
    names = {state: str(name) for state, name in STATE_NAMES.items()}
    return [
        [row.number, row.subject, names[row.state], row.assignee, row.received_at, row.due_on]
        for row in found.rows
    ]


def _whose(request: Request, query: InboxQuery) -> str:
    """Say whose cases are shown, when that was asked for; the names stand in no filter of the page."""
    if query.unassigned:
        return gettext("Nur Vorgänge, die noch niemand bearbeitet.")
    names = staff_names(request.ctx, set(query.assignees)) if query.assignees else {}
    if not names:
        return ""
    return gettext("Nur Vorgänge von: %(names)s") % {"names": ", ".join(sorted(names.values()))}


def _query(request: Request) -> InboxQuery:
    get = request.GET
    return InboxQuery(
        shown=_choice(Shown, get.get("zeige"), Shown.OPEN),
        service=get.get("leistung", ""),
        due=_choice(Due, get.get("frist"), Due.ANY),
        mine=get.get("meine") == "1",
        assignees=_people(get.get("bearbeitung", "")),
        unassigned=get.get("bearbeitung") == NOBODY,
        search=get.get("suche", "")[:200],
        order=_choice(Order, get.get("sortierung"), Order.DUE),
        after=get.get("ab", "")[:400],
    )


def _people(text: str) -> tuple[UUID, ...]:
    """Whoever is meant by an address that somebody changed: nobody in particular."""
    try:
        return tuple(UUID(part) for part in text.split(",") if part and part != NOBODY)[:PEOPLE_MAX]
    except ValueError:
        return ()


def _choice(kind: type[Choice], text: str | None, default: Choice) -> Choice:
    """Only what the enum knows reaches the query; anything else is as if nothing was chosen."""
    try:
        return kind(text or "")
    except ValueError:
        return default
