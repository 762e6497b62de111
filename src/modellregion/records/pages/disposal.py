"""Disposal at the desk: files whose time is over, runs with their messages, and files taken over from elsewhere."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.kernel.http.documents import content_response, table_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.tables import Cell
from modellregion.kernel.tenancy import tenant
from modellregion.kernel.ui.environment import url
from modellregion.records.commands.dispose import (
    approve_destruction,
    decide_item,
    delete_confirmed,
    due_files,
    end_disposal,
    offer_message,
    start_disposal,
    take_appraisal,
    take_confirmation,
    transfer_package,
)
from modellregion.records.commands.import_files import import_package
from modellregion.records.errors import EntryIncompleteError
from modellregion.records.models import Disposal, DisposalItem, DisposedContent
from modellregion.records.pages.sent import identifier, wanted
from modellregion.records.plan_queries import list_plan
from modellregion.records.policy import Records
from modellregion.records.words import DISPOSAL_NAMES
from modellregion.records.xdomea.parts import XdomeaVersion
from modellregion.records.xdomea.writing import package_name
from modellregion.region.acting import acting
from modellregion.region.api import list_units
from modellregion.region.frames import Request, staff_page

KIND_NAMES = {
    "four": gettext_lazy("Vierstufig: anbieten, bewerten, übergeben, bestätigen"),
    "two": gettext_lazy("Zweistufig: der Aktenplan hat entschieden, übergeben und bestätigen"),
}
STATE_NAMES = {
    "open": gettext_lazy("läuft"),
    "done": gettext_lazy("abgeschlossen"),
    "ended": gettext_lazy("abgebrochen"),
}

DUE_COLUMNS = (
    gettext_lazy("Aktenzeichen"),
    gettext_lazy("Betreff"),
    gettext_lazy("Stelle im Aktenplan"),
    gettext_lazy("Frist"),
    gettext_lazy("Laut Aktenplan"),
)
EXPORT_MAX = 10_000


def _authorise(ctx: Context) -> None:
    if not any(ctx.may(one) for one in (Records.DISPOSE, Records.APPRAISE, Records.APPROVE_DELETION)):
        raise NotAllowedError("disposal")


@staff_page
def disposals(request: Request) -> HttpResponse:
    """Show what is due and the runs."""
    return _show_all(request)


def _show_all(request: Request, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    _authorise(ctx)
    with tenant(ctx):
        runs = list(Disposal.objects.filter(municipality_id=ctx.municipality).order_by("-id")[:200])
    values = {
        "runs": runs,
        "due": due_files(ctx) if ctx.may(Records.DISPOSE) else [],
        "may_dispose": ctx.may(Records.DISPOSE),
        "kinds": KIND_NAMES.items(),
        "kind_names": KIND_NAMES,
        "state_names": STATE_NAMES,
        "disposal_names": DISPOSAL_NAMES,
        "versions": [(version.value, version.value) for version in reversed(XdomeaVersion)],
        "nodes": [(node.id, f"{node.code} {node.title}") for node in list_plan(ctx) if not node.closed_on],
        "units": [(unit.id, unit.name) for unit in list_units(ctx)],
        "error": error,
        "entered": request.POST if error else {},
    }
    return render(request, "records/disposals.html", values, status=status)


@staff_page
def due_table(request: Request, form: str) -> HttpResponse:
    """Send the files whose time is over as a table."""
    rows: list[list[Cell]] = [
        [reference, subject, code, until, str(DISPOSAL_NAMES.get(proposal, ""))]
        for _, reference, subject, code, until, proposal in due_files(request.ctx, limit=EXPORT_MAX)
    ]
    return table_response(form, "abgelaufene-akten", gettext("Abgelaufene Akten"), DUE_COLUMNS, rows)


def _start(request: Request) -> str:
    post = request.POST
    chosen = [found for text in post.getlist("akte") if (found := identifier(text))]
    version = post.get("xdomea", "")
    disposal = start_disposal(
        request.ctx,
        files=chosen,
        kind=post.get("art", ""),
        version=XdomeaVersion(version) if version in set(XdomeaVersion) else XdomeaVersion.V3_1,
        archive=post.get("archiv", ""),
    )
    return url("disposal", slug=request.body_entry.slug, disposal=disposal)


def _import(request: Request) -> str:
    data = _sent(request)
    node, unit = wanted(request.POST.get("stelle", "")), wanted(request.POST.get("einheit", ""))
    taken = import_package(request.ctx, node=node, unit=unit, data=data)
    slug = request.body_entry.slug
    return url("file", slug=slug, file=taken[0]) if len(taken) == 1 else url("files", slug=slug)


def _sent(request: Request) -> bytes:
    sent = request.FILES.get("datei")
    if sent is None:
        raise EntryIncompleteError("no file")
    content: bytes = sent.read()
    return content


disposals_action = acting(_show_all, {"beginnen": _start, "uebernehmen": _import})


@staff_page
def disposal(request: Request, disposal: UUID) -> HttpResponse:
    """Show a run."""
    return _show(request, disposal)


def _show(request: Request, disposal: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    _authorise(ctx)
    with tenant(ctx):
        run = Disposal.objects.filter(municipality_id=ctx.municipality, id=disposal).first()
        mine = {"municipality_id": ctx.municipality, "disposal_id": disposal}
        items = list(DisposalItem.objects.filter(**mine).order_by("reference"))
        left = DisposedContent.objects.filter(**mine)
        gone, waiting = left.exclude(gone_at=None).count(), left.filter(gone_at=None).count()
    if run is None:
        raise NotFoundError(f"run {disposal}")
    values = {
        "run": run,
        "items": items,
        "gone": gone,
        "waiting": waiting,
        "may": {name: ctx.may(permission) for name, permission in Records.__members__.items()},
        "is_starter": run.started_by_id == ctx.actor.id,
        "to_transfer": any(item.decision == "A" and not item.deleted_at for item in items),
        "to_approve": any(item.decision == "V" and not item.confirmed_at for item in items),
        "to_delete": any(item.confirmed_at and not item.deleted_at for item in items),
        "kind_names": KIND_NAMES,
        "state_names": STATE_NAMES,
        "disposal_names": DISPOSAL_NAMES,
        "error": error,
    }
    return render(request, "records/disposal.html", values, status=status)


@staff_page
def offer_file(request: Request, disposal: UUID) -> HttpResponse:
    """Send 0501."""
    content = offer_message(request.ctx, disposal=disposal)
    return content_response(content, media_type="application/xml", name=package_name(disposal, "0501"))


def _transfer(request: Request, disposal: UUID) -> HttpResponse:
    content = transfer_package(request.ctx, disposal=disposal)
    return content_response(content, media_type="application/zip", name=package_name(disposal, "0503", "zip"))


def _page(request: Request, disposal: UUID) -> str:
    return url("disposal", slug=request.body_entry.slug, disposal=disposal)


def _appraisal(request: Request, disposal: UUID) -> str:
    take_appraisal(request.ctx, disposal=disposal, message=_sent(request))
    return _page(request, disposal)


def _decide(request: Request, disposal: UUID) -> str:
    chosen = {name.removeprefix("akte-"): value for name, value in request.POST.items() if name.startswith("akte-") and value}  # fmt: skip
    if not chosen:
        raise EntryIncompleteError("decision")
    for file, decision in chosen.items():
        decide_item(request.ctx, disposal=disposal, file=wanted(file), decision=str(decision))
    return _page(request, disposal)


def _confirmation(request: Request, disposal: UUID) -> str:
    take_confirmation(request.ctx, disposal=disposal, message=_sent(request))
    return _page(request, disposal)


def _approve(request: Request, disposal: UUID) -> str:
    approve_destruction(request.ctx, disposal=disposal)
    return _page(request, disposal)


def _delete(request: Request, disposal: UUID) -> str:
    delete_confirmed(request.ctx, disposal=disposal)
    return _page(request, disposal)


def _end(request: Request, disposal: UUID) -> str:
    end_disposal(request.ctx, disposal=disposal)
    return _page(request, disposal)


disposal_action = acting(
    _show,
    {
        "bewertung": _appraisal,
        "entscheiden": _decide,
        "uebergeben": _transfer,
        "bestaetigung": _confirmation,
        "freigeben": _approve,
        "loeschen": _delete,
        "abbrechen": _end,
    },
)
