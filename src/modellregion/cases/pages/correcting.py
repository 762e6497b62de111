"""The page on which a clerk corrects answers: the same fields and the same check as the applicant's."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect

from modellregion.cases.commands.correct_answers import correct_answers
from modellregion.cases.errors import ReasonMissingError
from modellregion.cases.queries import desk_view
from modellregion.cases.surroundings import surroundings_of
from modellregion.forms.api import Draft, Drawing, Finding, page_view
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.region.frames import Request, staff_page


@staff_page
def correct(request: Request, case: UUID, page: str) -> HttpResponse:
    """Show a page of the form with the case's answers, or take the correction."""
    ctx = request.ctx
    view = desk_view(ctx, case=case)
    wanted = view.package.form.page(page)
    if wanted is None:
        raise Http404(page)
    posted, findings, error = None, list[Finding](), ""
    if request.method == "POST":
        posted = {name: values for name, values in request.POST.lists() if not name.startswith("_")}
        try:
            result = correct_answers(
                ctx, case=case, page=page, posted=posted, reason=request.POST.get("_begruendung", "")
            )
            findings = [finding for finding in result.findings if not finding.is_hint]
        except ReasonMissingError as missing:
            error = str(missing.user_message)
        if not findings and not error:
            return HttpResponseRedirect(url("case", slug=request.body_entry.slug, case=case))
    surroundings = surroundings_of(ctx, channel="desk")
    draft = Draft(view.answers, done=[one.id for one in view.package.form.pages])  # all answered: no defaults
    drawn = page_view(wanted, Drawing(view.package.form, draft, surroundings, ctx.language, posted, findings))
    if drawn is None:
        raise Http404(page)
    values = {
        "case": view,
        "view": drawn,
        "findings": findings,
        "error": error,
        "reason": request.POST.get("_begruendung", ""),
    }
    return render(request, "cases/correcting.html", values, status=422 if findings or error else 200)
