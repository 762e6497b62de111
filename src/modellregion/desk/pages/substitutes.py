"""Who stands in for whom (Vertretung)."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from modellregion.kernel.errors import ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.region.api import end_substitution, list_colleagues, list_substitutions, set_substitute
from modellregion.region.frames import Request, staff_page
from modellregion.region.policy import Region


@staff_page
def substitutes(request: Request) -> HttpResponse:
    """Show and set substitutes."""
    ctx = request.ctx
    error = ""
    if request.method == "POST":
        error = _take(request)
        if not error:
            return HttpResponseRedirect(url("substitutes", slug=request.body_entry.slug))
    values = {
        "colleagues": list_colleagues(ctx),
        "substitutions": list_substitutions(ctx),
        "may_set_any": ctx.may(Region.SET_ANY_SUBSTITUTE),
        "error": error,
        "entered": request.POST if error else {},
        "me": ctx.actor.id,
        "today": ctx.today(),
    }
    return render(request, "desk/substitutes.html", values, status=422 if error else 200)


def _take(request: Request) -> str:
    """Do what was asked; return what is wrong, or nothing."""
    posted = request.POST
    try:
        if ended := posted.get("beenden"):
            end_substitution(request.ctx, substitution=UUID(ended))
            return ""
        starts_on, ends_on = _day(posted.get("von")), _day(posted.get("bis"))
        if starts_on is None or ends_on is None:
            return gettext("Bitte geben Sie Anfang und Ende der Vertretung an.")
        set_substitute(
            request.ctx,
            absent=UUID(posted.get("abwesend") or str(request.ctx.actor.id)),
            substitute=UUID(posted.get("vertretung", "")),
            starts_on=starts_on,
            ends_on=ends_on,
        )
    except ValueError:
        return gettext("Bitte wählen Sie eine Person aus.")
    except ProductError as error:
        return str(error.user_message)
    return ""


def _day(text: str | None) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text or "")
    return None
