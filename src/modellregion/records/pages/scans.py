"""Scanned paper: batches that wait, the bundles in one of them, and separator sheets to print."""

from uuid import UUID

import segno
from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy

from modellregion.kernel.clock import BERLIN
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import get_file
from modellregion.kernel.http.documents import content_response, table_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.kernel.tenancy import tenant
from modellregion.kernel.ui.environment import url
from modellregion.records.arrival import PDF
from modellregion.records.commands.take_scan import (
    ScanEntry,
    destined,
    discard_batch,
    file_all,
    file_bundle,
    join_bundle,
    locked_batch,
    set_bundle_aside,
    split_bundle,
    take_scan,
)
from modellregion.records.errors import EntryIncompleteError
from modellregion.records.models import ScanBundle
from modellregion.records.pages.sent import day, identifier, number, wanted
from modellregion.records.policy import Records
from modellregion.records.queries import FileQuery, file_contents, find_file, list_files
from modellregion.records.rendering import page_picture
from modellregion.records.sheets import Destination
from modellregion.records.work_queries import scans_of
from modellregion.region.acting import acting
from modellregion.region.api import list_units
from modellregion.region.frames import Request, staff_page

NOTE_NAMES = {
    "damaged": gettext_lazy("Die Datei lässt sich nicht lesen. Scannen Sie den Stapel noch einmal."),
    "too_long": gettext_lazy(
        "Der Stapel hat mehr als 1000 Blätter. Teilen Sie ihn und laden Sie die Teile hoch."
    ),
    "blank": gettext_lazy("Alle Seiten sind leer. Prüfen Sie, ob der Stapel richtig herum lag."),
}
STATE_NAMES = {
    "reading": gettext_lazy("wird gelesen"),
    "open": gettext_lazy("zum Ablegen"),
    "failed": gettext_lazy("nicht lesbar"),
}
COLUMNS = (
    gettext_lazy("Stapel"),
    gettext_lazy("Gescannt"),
    gettext_lazy("Von"),
    gettext_lazy("Seiten"),
    gettext_lazy("Stand"),
)
DESTINED_NAMES = {
    "code": gettext_lazy("Das Trennblatt nennt diese Akte."),
    "reference": gettext_lazy("Das Aktenzeichen steht im Text."),
}


@staff_page
def scans(request: Request) -> HttpResponse:
    """Show the batches that wait, and where another one is handed over."""
    return _show_scans(request)


def _show_scans(request: Request, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    rows = scans_of(ctx)
    units = [unit for unit in list_units(ctx) if unit.id in ctx.actor.units or ctx.may(Records.WORK_ALL)]
    values = {
        "batches": rows,
        "state_names": STATE_NAMES,
        "units": [(unit.id, unit.name) for unit in units],
        "error": error,
        "entered": request.POST if error else {},
    }
    return render(request, "records/scans.html", values, status=status)


@staff_page
def scans_table(request: Request, form: str) -> HttpResponse:
    """Send the batches that wait as a table."""
    rows = [
        [row.name, row.received_at, row.scanned_by, row.pages or None, str(STATE_NAMES[row.state])]
        for row in scans_of(request.ctx)
    ]
    return table_response(form, "scans", gettext("Scans"), COLUMNS, rows)


def _take(request: Request) -> str:
    post, sent = request.POST, request.FILES.get("datei")
    if sent is None:
        raise EntryIncompleteError("no file")
    entry = ScanEntry(
        name=sent.name or "Scan.pdf",
        content=sent.read(),
        profile=post.get("profil", ""),
        checked=post.get("pruefung", ""),
        paper_location=post.get("standort", ""),
        destroy_on=day(post.get("vernichten", "")),
    )
    batch = take_scan(request.ctx, unit=wanted(post.get("stelle", "")), entry=entry)
    return url("scan", slug=request.body_entry.slug, batch=batch)


scans_action = acting(_show_scans, {"aufnehmen": _take})


@staff_page
def scan(request: Request, batch: UUID) -> HttpResponse:
    """Show the bundles of a batch, each with the file it belongs to where that is known."""
    return _show_scan(request, batch)


def _show_scan(request: Request, batch: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    with tenant(ctx):
        row = locked_batch(ctx, batch)
        found = ScanBundle.objects.filter(municipality_id=ctx.municipality, batch_id=batch).order_by("first")
        bundles = [(one, destined(ctx, one) if one.done_at is None else None) for one in found]
    words = request.GET.get("suche", "")[:200]
    values = {
        "batch": row,
        "bundles": bundles,
        "known": sum(1 for _, place in bundles if place),
        "waiting": sum(1 for one, _ in bundles if one.done_at is None),
        "found": list_files(ctx, FileQuery(search=words, size=20)).rows if words else [],
        "words": words,
        "why_names": DESTINED_NAMES,
        "note": NOTE_NAMES.get(row.note, ""),
        "error": error,
        "entered": request.POST if error else {},
    }
    return render(request, "records/scan.html", values, status=status)


@staff_page
def scan_picture(request: Request, batch: UUID, page: int) -> HttpResponse:
    """Send one page of a batch as a picture."""
    with tenant(request.ctx):
        row = locked_batch(request.ctx, batch)
    drawn, _ = page_picture(get_file(request.ctx.municipality, row.sha256), PDF, page)
    if not drawn:
        raise NotFoundError(f"page {page} of batch {batch}")
    answer = content_response(drawn, media_type="image/png", name=f"blatt-{page}.png", inline=True)
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _page(request: Request, batch: UUID) -> str:
    return url("scan", slug=request.body_entry.slug, batch=batch)


def _file_all(request: Request, batch: UUID) -> str:
    file_all(request.ctx, batch=batch, without_blank=request.POST.get("ohne-leere") == "1")
    return _page(request, batch)


def _file(request: Request, batch: UUID) -> str:
    post = request.POST
    file_bundle(
        request.ctx,
        bundle=wanted(post.get("teil", "")),
        file=wanted(post.get("akte", "")),
        part=identifier(post.get("vorgang", "")),
        title=post.get("titel", ""),
        without_blank=post.get("ohne-leere") == "1",
    )
    return _page(request, batch)


def _aside(request: Request, batch: UUID) -> str:
    set_bundle_aside(
        request.ctx, bundle=wanted(request.POST.get("teil", "")), reason=request.POST.get("grund", "")
    )
    return _page(request, batch)


def _discard(request: Request, batch: UUID) -> str:
    discard_batch(request.ctx, batch=batch, reason=request.POST.get("grund", ""))
    return url("scans", slug=request.body_entry.slug)


def _split(request: Request, batch: UUID) -> str:
    split_bundle(
        request.ctx,
        bundle=wanted(request.POST.get("teil", "")),
        before=number(request.POST.get("seite", ""), 0),
    )
    return _page(request, batch)


def _join(request: Request, batch: UUID) -> str:
    join_bundle(request.ctx, bundle=wanted(request.POST.get("teil", "")))
    return _page(request, batch)


scan_action = acting(
    _show_scan,
    {
        "alle": _file_all,
        "ablegen": _file,
        "beiseite": _aside,
        "verwerfen": _discard,
        "trennen": _split,
        "verbinden": _join,
    },
)


@staff_page
def separator(request: Request, file: UUID) -> HttpResponse:
    """Send a separator sheet for a file, or one of its parts (``teil``), to be put before its sheets."""
    ctx = request.ctx
    ctx.authorise(Records.WORK)
    view = find_file(ctx, file)
    wanted_part = identifier(request.GET.get("teil", ""))
    part = next((one for one in file_contents(ctx, file)[0] if one.id == wanted_part), None)
    code = segno.make(Destination(file, part.id if part else None).code(), error="h", micro=False)
    data = {
        "sender": {"name": request.body_entry.name},
        "title": "Trennblatt",
        "code": code.svg_inline(border=4, light="white"),
        "reference": part.reference if part else view.reference,
        "subject": part.subject if part else view.subject,
    }
    content = letter_pdf(house_folder(), "separator.typ", data, created=ctx.now().astimezone(BERLIN))
    return content_response(content, media_type=PDF, name=f"trennblatt-{data['reference']}.pdf", inline=True)
