"""The versions of a service here, and two of them side by side."""

from django.http import HttpResponse

from modellregion.kernel.http.pages import render
from modellregion.packages.api import say_change, tree_of
from modellregion.region.frames import Request, staff_page
from modellregion.transfer.history import (
    NOW,
    PUBLISHED,
    compare_versions,
    versions_of,
)
from modellregion.transfer.pages.going_live import full_value
from modellregion.transfer.queries import running_title, running_view


@staff_page
def history(request: Request, service: str) -> HttpResponse:
    """Show what was live since when, by whom, and with which changes of one's own."""
    running = running_view(request.ctx, service)
    base = tree_of(running.upstream())
    values = {
        "service": service,
        "title": running_title(request.ctx, service),
        "running": running,
        "entries": [
            (entry, [(say_change(owned.change, base), owned) for owned in entry.overlay])
            for entry in versions_of(request.ctx, service)
        ],
    }
    return render(request, "transfer/history.html", values)


@staff_page
def comparison(request: Request, service: str) -> HttpResponse:
    """Show two versions side by side, by structure, with the outlines of both forms."""
    ctx = request.ctx
    first, second = request.GET.get("von", PUBLISHED), request.GET.get("mit", NOW)
    found = compare_versions(ctx, service, first, second)
    values = {
        "service": service,
        "title": running_title(ctx, service),
        "choices": found.choices,
        "first": first,
        "second": second,
        "topics": found.topics,
        "outlines": found.outlines,
        "full": lambda value: "" if value is None else full_value(value),
    }
    return render(request, "transfer/comparison.html", values)
