"""The page on which a team lead erases what the history of a case says of people."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.cases.commands.erase_history import erase_history
from modellregion.cases.policy import Cases
from modellregion.cases.queries import desk_view
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.region.frames import Request, staff_page


@staff_page
def erasing(request: Request, case: UUID) -> HttpResponse:
    """Show the history with its words, or erase those that were chosen."""
    ctx = request.ctx
    ctx.authorise(Cases.ERASE_WORDS)
    view = desk_view(ctx, case=case)
    chosen, error = set[UUID](), ""
    if request.method == "POST":
        for text in request.POST.getlist("eintrag"):
            with suppress(ValueError):
                chosen.add(UUID(text))
        try:
            erase_history(ctx, case=case, entries=chosen, reason=request.POST.get("begruendung", ""))
        except NotFoundError:
            raise
        except ProductError as found:
            error = str(found.user_message)
        else:
            return HttpResponseRedirect(f"{url('case', slug=request.body_entry.slug, case=case)}#verlauf")
    values = {"case": view, "chosen": chosen, "error": error, "reason": request.POST.get("begruendung", "")}
    return render(request, "cases/erasing.html", values, status=422 if error else 200)
