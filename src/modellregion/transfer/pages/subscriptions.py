"""The catalogues of other installations that this one follows: subscribe, pull now, see what changed, end."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from modellregion.kernel.errors import NotAllowedError, ProductError
from modellregion.kernel.http.pages import render
from modellregion.region.frames import Request, confirm_address, staff_page_of_commands
from modellregion.transfer.catalogue import forget_catalogue
from modellregion.transfer.commands.follow_catalogue import follow_catalogue, pull_catalogue, stop_following
from modellregion.transfer.errors import UnknownCatalogueError
from modellregion.transfer.policy import Transfer
from modellregion.transfer.subscriptions.entries import list_subscriptions
from modellregion.transfer.subscriptions.signing import installation_key


@staff_page_of_commands
def subscriptions(request: Request) -> HttpResponse:
    """Show the subscribed catalogues, and do what was asked."""
    ctx = request.ctx
    ctx.authorise(Transfer.SEE)
    error = confirm = ""
    if request.method == "POST":
        try:
            done = _act(request)
            forget_catalogue()
            return HttpResponseRedirect(f"{request.path}?{done}=1")
        except UnknownCatalogueError as refused:
            error = _unknown(request, refused)
        except NotAllowedError:
            raise
        except ProductError as refused:
            error, confirm = str(refused.user_message), confirm_address(request, refused)
    values = {
        "entries": list_subscriptions(),
        "own_fingerprint": installation_key().public.fingerprint,
        "may_change": ctx.may(Transfer.TRUST),
        "may_pull": ctx.may(Transfer.ADOPT),
        "municipality": ctx.municipality,
        "error": error,
        "confirm": confirm,
        "entered": request.POST,
        "done": next((name for name in ("neu", "geladen", "beendet") if name in request.GET), ""),
    }
    return render(request, "transfer/subscriptions.html", values, status=422 if error else 200)


def _act(request: Request) -> str:
    ctx, posted = request.ctx, request.POST
    address = posted.get("adresse", "")[:500]
    if "laden" in posted:
        pull_catalogue(ctx, address=posted["laden"][:500])
        return "geladen"
    if "beenden" in posted:
        stop_following(ctx, address=posted["beenden"][:500])
        return "beendet"
    if not address.strip():
        raise ProductError("no address", user_message=_("Bitte nennen Sie die Adresse der Installation."))
    follow_catalogue(ctx, address=address, fingerprint=posted.get("schluessel", "")[:100])
    return "neu"


def _unknown(request: Request, refused: UnknownCatalogueError) -> str:
    """Say with which key the catalogue is signed, so that it can be compared with what the operator reads out."""
    if not request.POST.get("schluessel", "").strip():
        text = _(
            "Der Katalog ist mit dem Schlüssel {key} signiert. Rufen Sie den Betreiber an, lassen Sie sich den Schlüssel vorlesen und tippen Sie ihn ein."
        )
    else:
        text = _(
            "Der Katalog ist mit dem Schlüssel {key} signiert, nicht mit dem, den Sie kennen. Stimmen Sie nur zu, wenn der Betreiber genau diesen Schlüssel vorliest."
        )
    return text.format(key=refused.fingerprint)
