"""The service managers' pages: what the municipality runs, its own changes, fees to edit, versions before."""

import json
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from modellregion.kernel.context import Context
from modellregion.kernel.errors import ProductError
from modellregion.kernel.http.documents import content_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import Change, Path, apply, at, say_change, tree_of
from modellregion.region.frames import Request, staff_page, staff_page_of_commands
from modellregion.transfer.adoptions import Running
from modellregion.transfer.api import (
    Prepared,
    adapt_package,
    list_activations,
    processing_record_pdf,
    roll_back,
    running_dossier,
    take_back_change,
    try_changes,
)
from modellregion.transfer.contents import fee_cells
from modellregion.transfer.pages.catalogue import pdf_file
from modellregion.transfer.policy import Transfer
from modellregion.transfer.queries import (
    list_running,
    open_proposals,
    running_title,
    running_view,
    withdrawn_here,
)


@dataclass(frozen=True, slots=True)
class FeeRow:
    """A line of the fee table: its place, what it is for, the package's amount, the amount here."""

    name: str
    path: Path
    label: str
    packages_own: str
    here: str


@staff_page
def services(request: Request) -> HttpResponse:
    """Show all services of the municipality, and which of their versions were withdrawn."""
    values = {
        "entries": list_running(request.ctx),
        "withdrawn": withdrawn_here(request.ctx),
        "open_proposals": open_proposals(request.ctx),
    }
    return render(request, "transfer/services.html", values)


@staff_page
def record(request: Request) -> HttpResponse:
    """Hand out the record of processing activities of the municipality."""
    name = f"verarbeitungsverzeichnis-{request.body_entry.slug}.pdf"
    return content_response(processing_record_pdf(request.ctx), media_type="application/pdf", name=name)


@staff_page_of_commands
def dossier(request: Request, service: str) -> HttpResponse:
    """Hand out the hand-over dossier of a service as it runs here."""
    return pdf_file(running_dossier(request.ctx, package=service, language=request.ctx.language), service)


@staff_page_of_commands
def service(request: Request, service: str) -> HttpResponse:
    """Show one service; take changes of fees, take changes back, return to the version before."""
    error, prepared = "", None
    if request.method == "POST":
        try:
            prepared = _act(request, service)
        except ProductError as refused:
            error = str(refused.user_message)
        if not error and prepared is None:
            return HttpResponseRedirect(url("service_desk", slug=request.body_entry.slug, service=service))
    return _page(request, service, error=error, prepared=prepared)


def _act(request: Request, service: str) -> Prepared | None:
    """Do what was asked; for a preview return what would come of it."""
    ctx, posted = request.ctx, request.POST
    if "zurueck" in posted:
        roll_back(ctx, package=service)
    elif path := posted.get("zuruecknehmen"):
        take_back_change(ctx, package=service, path=_path(path))
    elif "vorschau" in posted:
        return try_changes(ctx, package=service, changes=_fee_changes(ctx, service, request))
    else:
        changes = _fee_changes(ctx, service, request)
        adapt_package(ctx, package=service, changes=changes, reason=posted.get("grund", "")[:500])
    return None


def _page(request: Request, service: str, *, error: str, prepared: Prepared | None) -> HttpResponse:
    running = running_view(request.ctx, service)
    base = tree_of(running.upstream())
    values = {
        "running": running,
        "title": running_title(request.ctx, service),
        "fees": _fees(running),
        "overlay": [
            (json.dumps(owned.change.path), say_change(owned.change, base), owned)
            for owned in running.overlay
        ],
        "activations": list_activations(request.ctx, service),
        "may_adapt": request.ctx.may(Transfer.ADAPT),
        "withdrawn": withdrawn_here(request.ctx).get(service, ""),
        "error": error,
        "prepared": prepared,
        "entered": request.POST,
        "is_new": "neu" in request.GET,
    }
    return render(request, "transfer/service.html", values, status=422 if error else 200)


def _fees(running: Running) -> list[FeeRow]:
    """Return all amounts of the fee tables, as the package has them and as they are here."""
    base = tree_of(running.upstream())
    here = apply(base, running.changes)
    return [
        FeeRow(f"betrag-{number}", cell.path, cell.label, cell.amount, str(at(here, cell.path)))
        for number, cell in enumerate(fee_cells(base))
    ]


def _fee_changes(ctx: Context, service: str, request: Request) -> list[Change]:
    rows = _fees(running_view(ctx, service))
    changes = []
    for row in rows:
        text = request.POST.get(row.name, row.here).strip().replace(",", ".")
        if text != row.here:
            changes.append(Change(row.path, row.here, text))
    if not changes:
        raise ProductError("nothing changed", user_message=gettext("Sie haben keinen Betrag geändert."))
    return changes


def _path(text: str) -> Path:
    try:
        parts = json.loads(text)
    except json.JSONDecodeError:
        parts = []
    return tuple(map(str, parts)) if isinstance(parts, list) else ()
