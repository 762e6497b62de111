"""The page of a document: its pages as pictures, its text, its versions and renditions, and how it circulates."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import get_file
from modellregion.kernel.http.documents import content_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.kernel.ui.environment import show_day, show_instant, url
from modellregion.records.access import note_access, stated_purpose
from modellregion.records.commands.circulate import (
    NewStep,
    Order,
    StepState,
    complete_step,
    return_step,
    start_circulation,
    withdraw_circulation,
)
from modellregion.records.commands.file_document import discard_draft, finalise_document, replace_draft
from modellregion.records.errors import EntryIncompleteError
from modellregion.records.pages.sent import day, identifier, number, wanted
from modellregion.records.policy import Records
from modellregion.records.queries import DocumentRow, FileView, find_document_row, find_file
from modellregion.records.viewing import draw_page, refuse_locked, view_document
from modellregion.records.words import (
    CIRCULATION_NAMES,
    DIRECTION_NAMES,
    LEVEL_NAMES,
    NOTE_NAMES,
    STEP_ORDER_NAMES,
    STEP_STATE_NAMES,
)
from modellregion.records.work_queries import (
    CirculationView,
    StepRow,
    circulations_of,
    renditions_of,
    transfer_note,
    versions_of,
)
from modellregion.region.acting import acting
from modellregion.region.api import list_colleagues
from modellregion.region.frames import Request, staff_page

STEP_ROWS = 4


def _opened(ctx: Context, file: UUID, document: UUID) -> tuple[FileView, DocumentRow]:
    """Return a document for looking at it, which is logged."""
    view = find_file(ctx, file)
    row = find_document_row(ctx, file=file, document=document)
    note_access(ctx, file=file, document=document, is_own_work=view.is_own)
    return view, row


@staff_page
def document_page(request: Request, file: UUID, document: UUID) -> HttpResponse:
    """Show the document; strangers to its file state their purpose on the file's page."""
    view = find_file(request.ctx, file)
    if not view.is_own and not stated_purpose(request.ctx, file):
        return HttpResponseRedirect(url("file", slug=request.body_entry.slug, file=file))
    return _show(request, file, document)


def _show(
    request: Request, file: UUID, document: UUID, *, error: str = "", status: int = 200
) -> HttpResponse:
    ctx = request.ctx
    view, row = _opened(ctx, file, document)
    viewed = view_document(ctx, row, number(request.GET.get("seite", ""), 1))
    values = {
        "file": view,
        "document": row,
        "error": error,
        "entered": request.POST if error else {},
        "is_locked": viewed.is_locked,
        "pages": viewed.pages,
        "page": viewed.page,
        "text": viewed.text,
        "is_cut": viewed.is_cut,
        "transfer": transfer_note(ctx, document) if row.kind == "scan" else None,
        "versions": versions_of(ctx, document),
        "pdfa": renditions_of(ctx, document).get("pdfa"),
        "circulations": circulations_of(ctx, document),
        "colleagues": [(one.id, one.name) for one in list_colleagues(ctx)] if view.may_work else [],
        "me": ctx.actor.people,
        "may_sign": ctx.may(Records.SIGN),
        "step_rows": range(1, STEP_ROWS + 1),
        "direction_names": {key.value: name for key, name in DIRECTION_NAMES.items()},
        "level_names": LEVEL_NAMES,
        "order_names": {key.value: name for key, name in STEP_ORDER_NAMES.items()},
        "step_names": {key.value: name for key, name in STEP_STATE_NAMES.items()},
        "circulation_names": CIRCULATION_NAMES,
        "note": NOTE_NAMES.get(row.rendition_note, ""),
    }
    return render(request, "records/document.html", values, status=status)


@staff_page
def document_picture(request: Request, file: UUID, document: UUID, page: int) -> HttpResponse:
    """Send one page of a document as a picture."""
    _, row = _opened(request.ctx, file, document)
    picture = draw_page(request.ctx, row, page)
    return content_response(picture, media_type="image/png", name=f"seite-{page}.png", inline=True)


@staff_page
def document_file(request: Request, file: UUID, document: UUID) -> HttpResponse:
    """Send a content: of the present version, of an earlier one (``version``), or a rendition (``form``)."""
    ctx = request.ctx
    _, row = _opened(ctx, file, document)
    refuse_locked(row)
    wanted_version, form = number(request.GET.get("version", ""), 0), request.GET.get("form", "")
    name, media_type, sha256 = row.name, row.media_type, row.sha256
    if form:
        rendition = renditions_of(ctx, document).get(form)
        if rendition is None:
            raise NotFoundError(f"no rendition {form[:20]} of document {document}")
        ending = {"pdfa": "pdf", "text": "txt"}[form]
        name, media_type, sha256 = f"{row.name.rpartition('.')[0] or row.name}.{form}.{ending}", rendition.media_type, rendition.sha256  # fmt: skip
    elif wanted_version and wanted_version != row.version:
        version = next((one for one in versions_of(ctx, document) if one.number == wanted_version), None)
        if version is None:
            raise NotFoundError(f"no version {wanted_version} of document {document}")
        name, media_type, sha256 = version.name, version.media_type, version.sha256
    if not sha256:
        raise NotFoundError(f"document {document} has no content yet")
    content = get_file(ctx.municipality, sha256)
    return content_response(content, media_type=media_type, name=name, inline="ansehen" in request.GET)


@staff_page
def routing_slip(request: Request, file: UUID, document: UUID, circulation: UUID) -> HttpResponse:
    """Send a circulation as a routing slip for print (Laufzettel)."""
    view, row = _opened(request.ctx, file, document)
    found = next((one for one in circulations_of(request.ctx, document) if one.id == circulation), None)
    if found is None:
        raise NotFoundError(f"circulation {circulation}")
    data = {
        "sender": {"name": request.body_entry.name},
        "title": "Laufzettel",
        "details": [
            ["Akte", f"{view.reference} {view.subject}"],
            ["Dokument", f"{row.title}, Version {found.version}"],
            ["Gestartet", f"{show_instant(found.started_at)}, {found.started_by}"],
            ["Stand", str(CIRCULATION_NAMES[found.state])],
        ],
        "parts": [{"head": ["Nr.", "Verfügung", "An", "Bis", "Stand", "Vermerk"], "widths": [1, 6, 5, 4, 5, 5], "rows": _rows(found)}],
    }  # fmt: skip
    content = letter_pdf(house_folder(), "plain.typ", data, created=request.ctx.now().astimezone(BERLIN))
    return content_response(content, media_type="application/pdf", name="laufzettel.pdf", inline=True)


def _rows(found: CirculationView) -> list[list[str]]:
    return [
        [
            str(step.number),
            str(STEP_ORDER_NAMES[Order(step.order)]),
            step.staff_name,
            show_day(step.due_on),
            f"{STEP_STATE_NAMES[StepState(step.state)]} {show_instant(step.done_at)}".strip(),
            ". ".join(filter(None, (_in_place(step), step.remark))),
        ]
        for step in found.steps
    ]


def _in_place(step: StepRow) -> str:
    return f"In Vertretung: {step.done_by}" if step.by_substitute else ""


def _page(request: Request, file: UUID, document: UUID) -> str:
    return url("document", slug=request.body_entry.slug, file=file, document=document)


def _replace(request: Request, file: UUID, document: UUID) -> str:
    sent = request.FILES.get("datei")
    if sent is None:
        raise EntryIncompleteError("no file")
    replace_draft(request.ctx, file=file, document=document, name=sent.name or "", content=sent.read())
    return _page(request, file, document)


def _finalise(request: Request, file: UUID, document: UUID) -> str:
    finalise_document(request.ctx, file=file, document=document)
    return _page(request, file, document)


def _discard(request: Request, file: UUID, document: UUID) -> str:
    discard_draft(request.ctx, file=file, document=document)
    return url("file", slug=request.body_entry.slug, file=file)


def _circulate(request: Request, file: UUID, document: UUID) -> str:
    post = request.POST
    steps = []
    for row in range(1, STEP_ROWS + 1):
        staff = identifier(post.get(f"wer-{row}", ""))
        order = post.get(f"verfuegung-{row}", "")
        if staff is not None and order in set(Order):
            steps.append(NewStep(number(post.get(f"nummer-{row}", ""), row), Order(order), staff, day(post.get(f"bis-{row}", ""))))  # fmt: skip
    start_circulation(request.ctx, file=file, document=document, steps=steps)
    return _page(request, file, document)


def _step(request: Request, file: UUID, document: UUID) -> str:  # noqa: ARG001 - the address has them
    step, circulation = wanted(request.POST.get("schritt", "")), wanted(request.POST.get("laufmappe", ""))
    remark = request.POST.get("vermerk", "")[:1000]
    if request.POST.get("wie") == "zurueck":
        return_step(request.ctx, circulation=circulation, step=step, remark=remark)
    else:
        complete_step(request.ctx, circulation=circulation, step=step, remark=remark)
    return url("circulations", slug=request.body_entry.slug)


def _withdraw(request: Request, file: UUID, document: UUID) -> str:
    withdraw_circulation(request.ctx, file=file, circulation=wanted(request.POST.get("laufmappe", "")))
    return _page(request, file, document)


document_action = acting(
    _show,
    {
        "ersetzen": _replace,
        "endgueltig": _finalise,
        "verwerfen": _discard,
        "laufmappe": _circulate,
        "zeichnen": _step,
        "zurueckziehen": _withdraw,
    },
)
