"""The page that puts a file together for inspection: each document in or out, with the reason."""

from uuid import UUID

from django.http import HttpResponse

from modellregion.kernel.http.documents import content_response
from modellregion.kernel.http.pages import render
from modellregion.records.access import note_access
from modellregion.records.commands.inspect_file import Wish, inspection_pdf, inspection_zip
from modellregion.records.pages.sent import identifier
from modellregion.records.queries import file_contents, find_file
from modellregion.region.acting import acting
from modellregion.region.frames import Request, staff_page


@staff_page
def inspection(request: Request, file: UUID) -> HttpResponse:
    """Show the form."""
    return _show(request, file)


def _show(request: Request, file: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    view = find_file(request.ctx, file)
    note_access(request.ctx, file=file, is_own_work=view.is_own)
    values = {
        "file": view,
        "documents": file_contents(request.ctx, file)[1],
        "error": error,
        "entered": request.POST if error else {},
    }
    return render(request, "records/inspection.html", values, status=status)


def _make(request: Request, file: UUID) -> HttpResponse:
    post = request.POST
    withheld = {
        found: str(post.get(f"grund-{found}", ""))[:300]
        for text in post.getlist("ohne")
        if (found := identifier(text)) is not None
    }
    wish = Wish(receiver=post.get("fuer", "")[:300], reason=post.get("grund", "")[:300], withheld=withheld)
    if post.get("als") == "pdf":
        content = inspection_pdf(request.ctx, file=file, wish=wish)
        return content_response(content, media_type="application/pdf", name="akteneinsicht.pdf")
    content = inspection_zip(request.ctx, file=file, wish=wish)
    return content_response(content, media_type="application/zip", name="akteneinsicht.zip")


inspection_action = acting(_show, {"zusammenstellen": _make})
