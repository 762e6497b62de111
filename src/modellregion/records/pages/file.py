"""The page of a file: what is in it, what is to be done, its history; and the purpose that strangers must state first."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy

from modellregion.forms.api import search_key
from modellregion.kernel.http.documents import csv_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import show_instant
from modellregion.records.access import note_access, stated_purpose
from modellregion.records.filing import Direction
from modellregion.records.history import ACTION_NAMES
from modellregion.records.plan_queries import list_grants, list_plan, path_of
from modellregion.records.policy import Records
from modellregion.records.queries import DocumentRow, access_log, file_contents, find_file, history_of
from modellregion.records.words import (
    DIRECTION_NAMES,
    DISPOSAL_NAMES,
    LEVEL_NAMES,
    MEDIUM_NAMES,
    PART_NAMES,
    RESULT_NAMES,
    RIGHT_NAMES,
)
from modellregion.records.work_queries import follow_ups_of, holds_of
from modellregion.region.api import list_colleagues, list_units
from modellregion.region.frames import Request, staff_page

COLUMN_NAMES = (
    gettext_lazy("Titel"),
    gettext_lazy("Datei"),
    gettext_lazy("Richtung"),
    gettext_lazy("Abgelegt"),
    gettext_lazy("Von"),
    gettext_lazy("Stand"),
    gettext_lazy("SHA-256"),
)
SORTS = {
    "neueste": gettext_lazy("Neueste zuerst"),
    "aelteste": gettext_lazy("Älteste zuerst"),
    "titel": gettext_lazy("Nach Titel"),
}


@staff_page
def file_page(request: Request, file: UUID) -> HttpResponse:
    """Show the file; whoever it is not the work of is asked for the purpose first."""
    return show_file(request, file)


def show_file(request: Request, file: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    """Draw the page, perhaps with what was refused."""
    ctx = request.ctx
    view = find_file(ctx, file)
    if not view.is_own and not stated_purpose(ctx, file):
        values = {"file": view, "error": error, "entered": request.POST.get("zweck", "")}
        return render(request, "records/purpose.html", values, status=status)
    note_access(ctx, file=file, is_own_work=view.is_own)
    parts, documents, links = file_contents(ctx, file)
    shown = _chosen(request, documents)
    plan = list_plan(ctx)
    values = {
        "file": replace(view, parts=parts, documents=shown, links=links),
        "total": len(documents),
        "path": path_of(plan, view.node),
        "error": error,
        "entered": request.POST if error else {},
        "query": {name: request.GET.get(name, "") for name in ("suche", "richtung", "sortierung")},
        "sorts": SORTS.items(),
        "history": history_of(ctx, file),
        "log": access_log(ctx, file) if ctx.may(Records.SEE_LOG) else [],
        "follow_ups": follow_ups_of(ctx, file),
        "holds": holds_of(ctx, file),
        "colleagues": [(one.id, one.name) for one in list_colleagues(ctx)],
        "units": [(unit.id, unit.name) for unit in list_units(ctx)],
        "nodes": [(node.id, f"{node.code} {node.title}") for node in plan if not node.closed_on],
        "grants": list_grants(ctx, file=file) if ctx.may(Records.GRANT) else [],
        "may": {name: ctx.may(permission) for name, permission in Records.__members__.items()},
        "today": ctx.today(),
        "me": ctx.actor.id,
        **_words(),
    }
    return render(request, "records/file.html", values, status=status)


def _words() -> dict[str, object]:
    return {
        "action_names": {action.value: name for action, name in ACTION_NAMES.items()},
        "direction_names": {key.value: name for key, name in DIRECTION_NAMES.items()},
        "disposal_names": DISPOSAL_NAMES,
        "level_names": LEVEL_NAMES,
        "medium_names": {key.value: name for key, name in MEDIUM_NAMES.items()},
        "part_names": {key.value: name for key, name in PART_NAMES.items()},
        "right_names": RIGHT_NAMES,
        "result_names": RESULT_NAMES,
    }


def _chosen(request: Request, documents: list[DocumentRow]) -> list[DocumentRow]:
    words = search_key(request.GET.get("suche", "")[:200]).split()
    direction, sort = request.GET.get("richtung", ""), request.GET.get("sortierung", "")
    found = [
        document
        for document in documents
        if (not direction or document.direction == direction)
        and all(word in search_key(f"{document.title} {document.name} {document.sender}") for word in words)
    ]
    if sort == "titel":
        return sorted(found, key=lambda document: search_key(document.title))
    return found if sort == "aelteste" else found[::-1]


@staff_page
def contents_export(request: Request, file: UUID) -> HttpResponse:
    """Send the list of a file's documents as a table."""
    view = find_file(request.ctx, file)
    note_access(request.ctx, file=file, is_own_work=view.is_own)
    _, documents, _ = file_contents(request.ctx, file)
    rows = (
        [
            document.title,
            document.name,
            str(DIRECTION_NAMES[Direction(document.direction)]),
            show_instant(document.created_at),
            document.created_by,
            gettext("Entwurf") if document.state == "draft" else gettext("Endgültig"),
            document.sha256,
        ]
        for document in _chosen(request, documents)
    )
    return csv_response("akteninhalt", COLUMN_NAMES, rows)
