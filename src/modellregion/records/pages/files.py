"""The list of files, as a page and as a table; and the form for a new file."""

from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy

from modellregion.kernel.http.documents import csv_response, ods_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.tables import Cell
from modellregion.kernel.ui.environment import url
from modellregion.records.commands.open_file import FileEntry, Medium, open_file_by_hand
from modellregion.records.pages.sent import identifier, number, wanted
from modellregion.records.plan_queries import list_plan
from modellregion.records.policy import Records
from modellregion.records.queries import FileQuery, Order, Shown, list_files
from modellregion.records.words import LEVEL_NAMES, MEDIUM_NAMES, ORDER_NAMES, SHOWN_NAMES
from modellregion.region.acting import acting
from modellregion.region.api import list_units
from modellregion.region.frames import Request, parameters_of, staff_page
from modellregion.region.kept_views import List, views_on

EXPORT_ROWS_MAX = 5000
COLUMN_NAMES = (
    gettext_lazy("Aktenzeichen"),
    gettext_lazy("Betreff"),
    gettext_lazy("Aktenplan"),
    gettext_lazy("Stelle"),
    gettext_lazy("Angelegt"),
    gettext_lazy("Geschlossen"),
    gettext_lazy("Aufbewahren bis"),
)
Choice = TypeVar("Choice", bound=StrEnum)


@staff_page
def files(request: Request) -> HttpResponse:
    """Show the list."""
    query = _query(request)
    page = list_files(request.ctx, query)
    parameters = parameters_of(request)
    values = {
        "page": page,
        "query": query,
        "plan_options": [(node.id, f"{node.code} {node.title}") for node in list_plan(request.ctx)],
        "shown_names": SHOWN_NAMES.items(),
        "order_names": ORDER_NAMES.items(),
        "next": "?" + urlencode({**parameters, "ab": page.next}) if page.next else "",
        "first": "?" + urlencode(parameters) if query.after else "",
        "export": "?" + urlencode(parameters),
        **views_on(request, List.FILES),
        "may_work": request.ctx.may(Records.WORK),
    }
    return render(request, "records/files.html", values)


@staff_page
def files_export(request: Request) -> HttpResponse:
    """Send the list as text for spreadsheets, at most 5 000 rows."""
    return csv_response("akten", COLUMN_NAMES, _cells(request))


@staff_page
def files_spreadsheet(request: Request) -> HttpResponse:
    """Send the list as a spreadsheet, at most 5 000 rows."""
    return ods_response("akten", gettext("Akten"), COLUMN_NAMES, _cells(request))


def _cells(request: Request) -> list[list[Cell]]:
    page = list_files(request.ctx, replace(_query(request), after="", size=EXPORT_ROWS_MAX))
    return [
        [
            row.reference,
            row.subject,
            row.plan_code,
            row.unit,
            row.opened_at,
            row.closed_at,
            row.retain_until,
        ]
        for row in page.rows
    ]


def _query(request: Request) -> FileQuery:
    get = request.GET
    return FileQuery(
        shown=_choice(Shown, get.get("zeige"), Shown.OPEN),
        node=identifier(get.get("stelle", "")),
        search=get.get("suche", "")[:200],
        in_texts=get.get("texte") == "1",
        order=_choice(Order, get.get("sortierung"), Order.NEWEST),
        after=get.get("ab", "")[:120],
    )


def _choice(kind: type[Choice], text: str | None, default: Choice) -> Choice:
    try:
        return kind(text or "")
    except ValueError:
        return default


@staff_page
def new_file(request: Request) -> HttpResponse:
    """Show the form for a new file."""
    return _form(request)


def _form(request: Request, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    ctx.authorise(Records.WORK)
    units = [unit for unit in list_units(ctx) if unit.id in ctx.actor.units or ctx.may(Records.WORK_ALL)]
    values = {
        "error": error,
        "entered": request.POST or request.GET,
        "nodes": [(node.id, f"{node.code} {node.title}") for node in list_plan(ctx) if not node.closed_on],
        "units": [(unit.id, unit.name) for unit in units],
        "media": MEDIUM_NAMES.items(),
        "levels": LEVEL_NAMES.items(),
    }
    return render(request, "records/new_file.html", values, status=status)


def _open(request: Request) -> str:
    post = request.POST
    entry = FileEntry(
        subject=post.get("betreff", "")[:500],
        medium=_choice(Medium, post.get("medium"), Medium.ELECTRONIC),
        paper_location=post.get("standort", "")[:300],
        confidentiality=number(post.get("vertraulichkeit", ""), 0),
    )
    node, unit = wanted(post.get("stelle", "")), wanted(post.get("einheit", ""))
    file = open_file_by_hand(request.ctx, node=node, unit=unit, entry=entry)
    return url("file", slug=request.body_entry.slug, file=file)


new_file_action = acting(_form, {"anlegen": _open})
