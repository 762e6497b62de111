"""Publish what runs here, and withdraw what was published, because the law changed or it was wrong."""

from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from modellregion.kernel.errors import NotAllowedError, ProductError
from modellregion.kernel.http.pages import render
from modellregion.packages.api import PackageError
from modellregion.region.frames import Request, confirm_address, staff_page_of_commands
from modellregion.transfer.commands.publish_package import publish_package, signing_fingerprint
from modellregion.transfer.commands.withdraw_package import (
    WithdrawalWish,
    take_withdrawal_back,
    withdraw_package,
)
from modellregion.transfer.pages.going_live import date_of
from modellregion.transfer.pages.steps import sentences_of
from modellregion.transfer.policy import Transfer
from modellregion.transfer.published import published_versions
from modellregion.transfer.queries import running_title, running_view


@staff_page_of_commands
def publishing(request: Request, service: str) -> HttpResponse:
    """Show what was published, publish, withdraw, take a withdrawal back."""
    ctx = request.ctx
    ctx.authorise(Transfer.PUBLISH)
    running = running_view(ctx, service)
    sentences: list[str] = []
    confirm = ""
    if request.method == "POST":
        try:
            done = _act(request, service)
            return HttpResponseRedirect(f"{request.path}?{done}=1")
        except NotAllowedError:
            raise
        except (ProductError, PackageError) as error:
            sentences, confirm = sentences_of(error), confirm_address(request, error)
    versions = published_versions(ctx, service)
    values = {
        "service": service,
        "title": running_title(ctx, service),
        "running": running,
        "versions": versions,
        "open_versions": [one for one in versions if not one.withdrawal],
        "is_published": any(one.sha256 == running.version_hash for one in versions),
        "fingerprint": signing_fingerprint(ctx),
        "sentences": sentences,
        "confirm": confirm,
        "entered": request.POST,
        "done": next((name for name in ("neu", "zurueck", "doch") if name in request.GET), ""),
    }
    return render(request, "transfer/publishing.html", values, status=422 if sentences else 200)


def _act(request: Request, service: str) -> str:
    ctx, posted = request.ctx, request.POST
    if "veroeffentlichen" in posted:
        publish_package(ctx, package=service)
        return "neu"
    if "doch" in posted:
        take_withdrawal_back(ctx, package=service, version=posted["doch"][:50])
        return "doch"
    version = posted.get("version", "")[:50]
    if not version:
        raise ProductError("no version", user_message=_("Bitte wählen Sie, welche Version Sie zurückrufen."))
    wish = WithdrawalWish(
        reason=posted.get("grund", "")[:1000],
        law=posted.get("gesetz", "")[:300],
        law_date=_day(request, "vom", _("Datum der Rechtsänderung")),
        effective_from=_day(request, "ab", _("Ab wann die Version nicht mehr gilt")),
        successor=posted.get("nachfolge", "")[:50],
    )
    withdraw_package(ctx, package=service, version=version, wish=wish)
    return "zurueck"


def _day(request: Request, name: str, label: str) -> date:
    found = date_of(request.POST.get(name, ""))
    if found is None:
        raise ProductError(
            f"no {name}", user_message=_("{label}: Bitte nennen Sie einen Tag.").format(label=label)
        )
    return found
