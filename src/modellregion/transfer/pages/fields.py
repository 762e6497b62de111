"""Fields and tasks of a service: mandatory or voluntary, questions of one's own, who does what."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ProductError
from modellregion.kernel.http.pages import render
from modellregion.packages.api import Change, limits_of
from modellregion.region.frames import Request, staff_page_of_commands
from modellregion.transfer.adoptions import Running
from modellregion.transfer.commands.adapt_package import adapt_package, try_changes
from modellregion.transfer.fields import (
    TYPES,
    Fields,
    NewField,
    chosen,
    dropped_field_changes,
    fields_of,
    new_field_changes,
    required_changes,
    task_changes,
)
from modellregion.transfer.history import planned_version
from modellregion.transfer.pages.going_live import day_of
from modellregion.transfer.pages.steps import sentences_of
from modellregion.transfer.policy import Transfer
from modellregion.transfer.queries import running_title, running_view
from modellregion.transfer.versions import Prepared

_WORDS = {
    "text": gettext_lazy("Kurzer Text"),
    "integer": gettext_lazy("Ganze Zahl"),
    "date": gettext_lazy("Datum"),
    "yes_no": gettext_lazy("Ja oder Nein"),
    "choice": gettext_lazy("Auswahl aus mehreren Antworten"),
    "email": gettext_lazy("E-Mail-Adresse"),
    "phone": gettext_lazy("Telefonnummer"),
}


@staff_page_of_commands
def fields(request: Request, service: str) -> HttpResponse:
    """Show and take what a municipality may change in form and process."""
    request.ctx.authorise(Transfer.ADAPT)
    running = running_view(request.ctx, service)
    shown = fields_of(running)
    sentences: list[str] = []
    prepared: Prepared | None = None
    if request.method == "POST":
        try:
            changes = _changes(request, running, shown)
            if "vorschau" in request.POST:
                prepared = try_changes(request.ctx, package=service, changes=changes)
            else:
                reason = request.POST.get("grund", "")[:500]
                adapt_package(
                    request.ctx, package=service, changes=changes, reason=reason, starts_on=day_of(request)
                )
                return HttpResponseRedirect(f"{request.path}?gespeichert=1")
        except ProductError as error:
            sentences = sentences_of(error)
    values = {
        "service": service,
        "title": running_title(request.ctx, service),
        "shown": shown,
        "types": [(kind, _WORDS[kind]) for kind in TYPES],
        "planned": planned_version(request.ctx, service),
        "is_saved": "gespeichert" in request.GET and request.method == "GET",
        "places": len(limits_of(running.upstream()).places),
        "sentences": sentences,
        "prepared": prepared,
        "entered": request.POST,
    }
    return render(request, "transfer/fields.html", values, status=422 if sentences else 200)


def _changes(request: Request, running: Running, shown: Fields) -> list[Change]:
    changes = _asked_changes(request, running, shown)
    if not changes:
        raise ProductError("nothing changed", user_message=_("Sie haben nichts geändert."))
    return changes


def _asked_changes(request: Request, running: Running, shown: Fields) -> list[Change]:
    posted = request.POST
    match posted.get("was"):
        case "neu":
            return new_field_changes(running, _new_field(request))
        case "weg":
            return dropped_field_changes(running, posted.get("feld", ""))
        case "aufgaben":
            wanted = {
                task.id: (
                    posted.get(f"titel:{task.id}", task.title),
                    posted.get(f"rolle:{task.id}", task.role),
                )
                for task in shown.tasks
            }
            return task_changes(running, wanted)
    texts = {name: str(text) for name, text in posted.items()}
    return required_changes(running, chosen([row.name for row in shown.rows], texts))


def _new_field(request: Request) -> NewField:
    posted = request.POST
    return NewField(
        label=posted.get("frage", ""),
        label_en=posted.get("frage_en", ""),
        help=posted.get("hilfe", ""),
        purpose=posted.get("zweck", ""),
        kind=posted.get("art", ""),
        options=posted.get("antworten", "").splitlines(),
        is_required="pflicht" in posted,
        place=posted.get("ort", ""),
    )
