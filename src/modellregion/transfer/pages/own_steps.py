"""Steps of one's own: where the package lets one in, the process drawn as it is here, a step added or taken out."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from modellregion.kernel.errors import ProductError
from modellregion.kernel.http.pages import render
from modellregion.packages.api import Change, Package, compiled
from modellregion.process.api import draw_map
from modellregion.region.frames import Request, staff_page_of_commands
from modellregion.transfer.adoptions import Running
from modellregion.transfer.commands.adapt_package import adapt_package, try_changes
from modellregion.transfer.history import planned_version
from modellregion.transfer.own_steps import (
    DAYS_MAX,
    NewStep,
    dropped_step_changes,
    new_step_changes,
    own_step_ids,
    step_places,
    step_roles,
)
from modellregion.transfer.pages.going_live import day_of
from modellregion.transfer.pages.steps import sentences_of
from modellregion.transfer.policy import Transfer
from modellregion.transfer.queries import running_title, running_view
from modellregion.transfer.versions import Prepared


@staff_page_of_commands
def own_steps(request: Request, service: str) -> HttpResponse:
    """Show the places for steps of one's own, and take a step in or out."""
    request.ctx.authorise(Transfer.ADAPT)
    running = running_view(request.ctx, service)
    sentences: list[str] = []
    prepared: Prepared | None = None
    if request.method == "POST":
        try:
            changes = _changes(request, running)
            if "vorschau" in request.POST:
                prepared = try_changes(request.ctx, package=service, changes=changes)
            else:
                reason, day = request.POST.get("grund", "")[:500], day_of(request)
                adapt_package(request.ctx, package=service, changes=changes, reason=reason, starts_on=day)
                return HttpResponseRedirect(f"{request.path}?gespeichert=1")
        except ProductError as error:
            sentences = sentences_of(error)
    shown = prepared.package if prepared and prepared.package else compiled(running.effective())
    places = step_places(running)
    values = {
        "service": service,
        "title": running_title(request.ctx, service),
        "places": places,
        "edited": next((one for one in places if one.flow == request.GET.get("stelle")), None),
        "roles": step_roles(compiled(running.effective())),
        "days_max": DAYS_MAX,
        "planned": planned_version(request.ctx, service),
        "is_saved": "gespeichert" in request.GET and request.method == "GET",
        "sentences": sentences,
        "prepared": prepared,
        "entered": request.POST,
        "svg": _drawn(shown, running, request.ctx.language),
    }
    return render(request, "transfer/own_steps.html", values, status=422 if sentences else 200)


def _changes(request: Request, running: Running) -> list[Change]:
    posted = request.POST
    if "weg" in posted:
        return dropped_step_changes(running, posted["weg"])
    return new_step_changes(
        running,
        NewStep(
            flow=posted.get("stelle", ""),
            name=posted.get("titel", ""),
            role=posted.get("rolle", ""),
            days=posted.get("tage", ""),
            text=posted.get("text", "").replace("\r\n", "\n"),
        ),
    )


def _drawn(shown: Package, running: Running, language: str) -> str:
    own = own_step_ids(running) | (
        frozenset(shown.process.nodes) - frozenset(compiled(running.upstream()).process.nodes)
    )
    return draw_map(
        shown.diagram,
        title=_("Ablauf: %(service)s") % {"service": shown.title(language)},
        description=_("Eigene Schritte sind hervorgehoben. Die Tabelle darüber sagt dasselbe in Worten."),
        highlighted=own,
    )
