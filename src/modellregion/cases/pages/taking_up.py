"""Take up an application for somebody (Erfassen): how and when it came in; then the assistant, as for everybody."""

from datetime import date, datetime, time

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy

from modellregion.cases.commands.begin_for_somebody import CHANNEL_NAMES, Channel, begin_for_somebody
from modellregion.cases.policy import Cases
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import installed_services
from modellregion.region.frames import Request, staff_page


class MomentUnreadableError(ProductError):
    """What was typed as day or time is none."""

    code = "moment_unreadable"
    user_message = gettext_lazy(
        "Bitte geben Sie Tag und Uhrzeit des Eingangs an, zum Beispiel 2026-03-31 und 14:30."
    )


class ChoiceMissingError(ProductError):
    """Service or channel was not chosen."""

    code = "choice_missing"
    user_message = gettext_lazy("Bitte wählen Sie die Leistung und den Weg, auf dem der Antrag kam.")


@staff_page
def take_up(request: Request) -> HttpResponse:
    """Ask how and when it came in, then lead to the assistant's first page."""
    ctx = request.ctx
    ctx.authorise(Cases.WORK)
    services = installed_services(ctx.municipality)
    error = ""
    if request.method == "POST":
        try:
            code = _begin(request)
            first = services[request.POST["leistung"]].package.form.pages[0].id
            return HttpResponseRedirect(url("page", slug=request.body_entry.slug, code=code, page=first))
        except NotFoundError:
            raise
        except ProductError as refused:
            error = str(refused.user_message)
    now = ctx.now().astimezone(BERLIN)
    values = {
        "services": {name: one.package.title(ctx.language) for name, one in services.items()},
        "channels": {one: name for one, name in CHANNEL_NAMES.items() if one is not Channel.PORTAL},
        "entered": request.POST
        if error
        else {"tag": now.date().isoformat(), "uhrzeit": now.strftime("%H:%M")},
        "error": error,
    }
    return render(request, "cases/take_up.html", values, status=422 if error else 200)


def _begin(request: Request) -> str:
    posted = request.POST
    channel, service = posted.get("weg", ""), posted.get("leistung", "")
    if channel not in set(Channel) - {Channel.PORTAL} or not service:
        raise ChoiceMissingError(channel)
    now = request.ctx.now().astimezone(BERLIN)
    try:
        day = date.fromisoformat(posted.get("tag", ""))
        at = datetime.combine(day, time.fromisoformat(posted.get("uhrzeit", "")), BERLIN)
    except ValueError:
        raise MomentUnreadableError(posted.get("tag", "")[:40]) from None
    # The minute that is shown is over when it is sent: that is no time in the future.
    received_at = min(at, now) if at.replace(second=0) <= now else at
    return begin_for_somebody(request.ctx, service=service, channel=Channel(channel), received_at=received_at)
