"""The page between two versions of a form (neue Fassung): what is new, what went, what is asked otherwise."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy

from modellregion.cases.commands.renew_draft import renew_draft, renewal_of
from modellregion.cases.errors import DraftNotFoundError
from modellregion.forms.api import Otherwise
from modellregion.kernel.http.pages import render
from modellregion.kernel.ids import normalise_access_code
from modellregion.kernel.ui.environment import url
from modellregion.region.frames import Request, public_page

OTHERWISE_NAMES = {
    Otherwise.REQUIRED: gettext_lazy("ist jetzt eine Pflichtangabe"),
    Otherwise.VOLUNTARY: gettext_lazy("ist jetzt freiwillig"),
    Otherwise.CHOICES: gettext_lazy("hat andere Antworten zur Auswahl"),
    Otherwise.LIMITS: gettext_lazy("hat andere Vorgaben"),
}


@public_page
def renewal(request: Request, code: str) -> HttpResponse:
    """Show what differs, and move the draft on POST; one that differs in nothing its owner sees moves at once."""
    code_text = normalise_access_code(code)
    if code_text is None:
        raise DraftNotFoundError("no code")
    found = renewal_of(request.ctx, code=code_text)
    onwards = HttpResponseRedirect(url("continue", slug=request.body_entry.slug, code=code_text))
    if found is None:
        return onwards
    if request.method == "POST" or found.difference.is_empty:
        renew_draft(request.ctx, code=code_text)
        return onwards
    values = {
        "code": code_text,
        "package": found.new,
        "difference": found.difference,
        "otherwise": OTHERWISE_NAMES,
    }
    return render(request, "cases/renewal.html", values)
