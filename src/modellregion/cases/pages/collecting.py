"""What the inbox sends: many cases assigned at once, and its undoing. Both lead back to the list."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import urlencode

from modellregion.cases.commands.assign_many import Bulk, assign_many, undo_bulk
from modellregion.cases.errors import ReasonMissingError
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.region.api import list_colleagues, list_units
from modellregion.region.frames import Request, staff_page


@staff_page
def collect(request: Request) -> HttpResponse:
    """Assign the chosen cases, or undo it."""
    if undone := _key(request.POST.get("rueckgaengig", "")):
        with suppress(NotFoundError):
            undo_bulk(request.ctx, bulk=undone)
        return _back(request, gesammelt=str(undone))
    return _assign(request) if request.method == "POST" else _back(request)


def _assign(request: Request) -> HttpResponse:
    chosen = [case for text in request.POST.getlist("fall") if (case := _key(text))]
    action = request.POST.get("aktion", "")
    if action == Bulk.HAND_OVER and chosen and "an" not in request.POST:
        return _ask_where(request, chosen)
    staff, unit = target_of(request)
    try:
        bulk = assign_many(
            request.ctx,
            cases=chosen,
            action=Bulk(action),
            staff=staff,
            unit=unit,
            reason=request.POST.get("begruendung", ""),
        )
    except ValueError:
        return _back(request)
    except ReasonMissingError as error:
        return _ask_where(request, chosen, error=str(error.user_message))
    except ProductError as error:
        return _back(request, fehler=error.code)
    return _back(request, gesammelt=str(bulk))


def target_of(request: Request) -> tuple[UUID | None, UUID | None]:
    """Return to whom cases are to be handed, as the form's list says it: a person or a unit; neither when it says none."""
    kind, _, identifier = request.POST.get("an", "").partition(":")
    return (_key(identifier) if kind == "person" else None, _key(identifier) if kind == "stelle" else None)


def _ask_where(request: Request, chosen: list[UUID], *, error: str = "") -> HttpResponse:
    values = {
        "chosen": chosen,
        "colleagues": list_colleagues(request.ctx),
        "units": list_units(request.ctx),
        "list": request.POST.get("liste", ""),
        "entered": request.POST,
        "error": error,
    }
    return render(request, "cases/collect.html", values, status=422 if error else 200)


def _key(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None


def _query(request: Request) -> QueryDict:
    """Return the filters of the list the request came from, and nothing else that somebody wrote there."""
    query = QueryDict(request.POST.get("liste", "")[:1000], mutable=True)
    for name in ("gesammelt", "fehler", "ab"):
        query.pop(name, None)
    return query


def _back(request: Request, **more: str) -> HttpResponse:
    query = _query(request)
    address = url("inbox", slug=request.body_entry.slug)
    text = "&".join(filter(None, [query.urlencode(), urlencode(more)]))
    return HttpResponseRedirect(f"{address}?{text}" if text else address)
