"""The documents of a case: beside its answers, page by page, and each as a file of its own."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse

from modellregion.cases import api as cases
from modellregion.cases.pages.documents import document_response
from modellregion.kernel.context import SYSTEM
from modellregion.kernel.http.documents import content_response
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import DocumentEntry, Viewed, draw_page, find_document, view_document
from modellregion.region.frames import Request, staff_page


def beside(
    request: Request, view: cases.CaseView
) -> tuple[DocumentEntry, Viewed, list[cases.SignatureLine]] | None:
    """Return the document that the address wants to be seen beside the case, what the viewer shows of it, its signatures."""
    wanted = next((one.id for one in view.documents if str(one.id) == request.GET.get("dokument")), None)
    if wanted is None:
        return None
    entry = _made(request, view, wanted)
    page = request.GET.get("seite", "")
    viewed = view_document(
        request.ctx, entry, int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    )
    return entry, viewed, [] if viewed.is_locked else cases.signatures_of(request.ctx, entry)


@staff_page
def case_document(request: Request, case: UUID, document: UUID) -> HttpResponse:
    """Send a document of the case, to be looked at or as a download."""
    with tenant(request.ctx):
        entry = _made(request, cases.desk_view(request.ctx, case=case), document)
        return document_response(request.ctx, entry, inline="ansehen" in request.GET)


@staff_page
def case_picture(request: Request, case: UUID, document: UUID, page: int) -> HttpResponse:
    """Send one page of a document of the case as a picture."""
    with tenant(request.ctx):
        entry = _made(request, cases.desk_view(request.ctx, case=case), document)
        picture = draw_page(request.ctx, entry, page)
    return content_response(picture, media_type="image/png", name=f"seite-{page}.png", inline=True)


def _made(request: Request, view: cases.CaseView, document: UUID) -> DocumentEntry:
    """Return a document; a letter that is not there yet is made now."""
    entry = find_document(request.ctx, file=view.file, document=document)
    if not entry.sha256:
        cases.complete_documents(replace(request.ctx, actor=SYSTEM), view.id)
        entry = find_document(request.ctx, file=view.file, document=document)
    return entry
