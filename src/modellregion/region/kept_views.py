"""Kept views on the pages of lists: what a page shows of them, and what its form sends."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import urlencode

from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.ui.environment import url
from modellregion.region.commands.keep_view import List, forget_view, keep_view, views_of
from modellregion.region.errors import TooManyViewsError, ViewNameMissingError
from modellregion.region.frames import Request, parameters_of, staff_page

__all__ = ["List", "views", "views_on"]

_TROUBLE = "ansicht-fehler"
# What a list's address says beside its filters: what came of the last action.
NO_FILTERS = frozenset({"gesammelt", "fehler", "versandt", _TROUBLE})
_SENTENCES = {error.code: error.user_message for error in (TooManyViewsError, ViewNameMissingError)}


def views_on(request: Request, shown: List) -> dict[str, object]:
    """Return what the page of a list needs for ``ui/macros/views.html``, with ``filtered``: whether filters are set."""
    filters = {name: text for name, text in parameters_of(request).items() if name not in NO_FILTERS}
    return {
        "views": views_of(request.ctx, shown),
        "shown_list": shown.value,
        "current": urlencode(filters),
        "filtered": bool(filters),
        "view_error": _SENTENCES.get(request.GET.get(_TROUBLE, ""), ""),
    }


@staff_page
def views(request: Request) -> HttpResponse:
    """Keep a list as it is filtered, or forget a view; leads back to the list."""
    shown = request.POST.get("wo", "")
    if request.method != "POST" or shown not in set(List):
        raise NotFoundError(f"no list {shown[:40]}")
    filters = QueryDict(request.POST.get("liste", "")[:1000], mutable=True)
    for name in (*NO_FILTERS, "ab"):
        filters.pop(name, None)
    trouble = ""
    try:
        if "loeschen" in request.POST:
            with suppress(ValueError, NotFoundError):
                forget_view(request.ctx, view=UUID(request.POST["loeschen"]))
        else:
            keep_view(
                request.ctx, shown=List(shown), name=request.POST.get("name", ""), query=filters.urlencode()
            )
    except ProductError as error:
        trouble = urlencode({_TROUBLE: error.code})
    query = "&".join(filter(None, [filters.urlencode(), trouble]))
    return HttpResponseRedirect(url(shown, slug=request.body_entry.slug) + (f"?{query}" if query else ""))
