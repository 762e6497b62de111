"""Release figures at the desk: which of those that the services bring are published."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import render, status_of
from modellregion.kernel.ui.environment import url
from modellregion.opendata.commands.release_figure import release_figure, withdraw_figure
from modellregion.opendata.policy import OpenData
from modellregion.opendata.queries import figures_to_release
from modellregion.region.frames import Request, staff_action, staff_page

PERIOD_NAMES = {
    "month": gettext_lazy("Monat"),
    "quarter": gettext_lazy("Quartal"),
    "year": gettext_lazy("Jahr"),
}
COMMANDS = {"veroeffentlichen": release_figure, "zurueckziehen": withdraw_figure}


@staff_page
def releasing(request: Request) -> HttpResponse:
    """Show all figures and whether they are published."""
    return _show(request, None)


def _show(request: Request, error: ProductError | None) -> HttpResponse:
    values = {
        "entries": figures_to_release(request.ctx),
        "period_names": PERIOD_NAMES,
        "may_release": request.ctx.may(OpenData.RELEASE),
        "error": str(error.user_message) if error else "",
    }
    return render(request, "opendata/releasing.html", values, status=status_of(error) if error else 200)


@staff_action(_show)
def releasing_action(request: Request, action: str) -> HttpResponse:
    """Publish a figure, or take it back."""
    command = COMMANDS.get(action)
    if request.method != "POST" or command is None:
        raise NotFoundError(f"no action {action}")
    command(request.ctx, service=request.POST.get("leistung", ""), figure=request.POST.get("zahl", ""))
    return HttpResponseRedirect(url("releasing", slug=request.body_entry.slug))
