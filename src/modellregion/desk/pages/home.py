"""The desk's first page: a clerk's day (Mein Tag); others are led to the list that is their work."""

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.cases.api import my_day
from modellregion.cases.policy import Cases
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import installed_services
from modellregion.region.frames import Request, staff_page
from modellregion.transfer.api import withdrawn_here

_OTHERS = (
    ("payments.see", "cash_desk"),
    ("exchange.read_received", "deliveries"),
    ("records.see", "files"),
    ("records.appraise", "disposals"),
    ("transfer.see", "services_desk"),
)


@staff_page
def home(request: Request) -> HttpResponse:
    """Show what is to be done today."""
    ctx = request.ctx
    if not ctx.may(Cases.SEE):
        return HttpResponseRedirect(url(_list_of(request), slug=request.body_entry.slug))
    services = installed_services(ctx.municipality)
    values = {
        "day": my_day(ctx),
        "today": ctx.today(),
        "withdrawn": withdrawn_here(ctx) if "transfer.see" in ctx.actor.permissions else {},
        "services": {name: service.package.title(ctx.language) for name, service in services.items()},
    }
    return render(request, "desk/home.html", values)


def _list_of(request: Request) -> str:
    permissions = request.ctx.actor.permissions
    return next((page for permission, page in _OTHERS if permission in permissions), "substitutes")
