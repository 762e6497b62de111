"""My access: where somebody is logged in, another password, passkeys; and the page that asks once more who somebody is."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, gettext_lazy

from modellregion.kernel.errors import NotConfirmedError, ProductError, TooManyError
from modellregion.kernel.http.pages import render, status_of
from modellregion.kernel.ui.environment import url
from modellregion.region.access_queries import own_sessions
from modellregion.region.commands.own_access import (
    change_password,
    confirm,
    end_other_sessions,
    end_session,
)
from modellregion.region.frames import (
    Request,
    caller_of,
    confirming,
    safe_target,
    session_cookie,
    set_session,
    staff_page_of_commands,
)
from modellregion.region.passkeys.ceremony import party
from modellregion.region.passkeys.keep import own_passkeys

PASSKEY_TOLD = {
    "neu": gettext_lazy("Ihr Passkey ist da. Melden Sie sich beim nächsten Mal damit an."),
    "entfernt": gettext_lazy("Der Passkey ist entfernt. Löschen Sie ihn auch auf Ihrem Gerät."),
}


@staff_page_of_commands
def own_access(request: Request) -> HttpResponse:
    """Show the person's sessions and the form for another password; take what was asked."""
    if request.method != "POST":
        return show_access(request)
    try:
        return _act(request)
    except TooManyError:
        raise
    except NotConfirmedError:
        slug = request.body_entry.slug
        return HttpResponseRedirect(confirming(slug, url("own_access", slug=slug)))
    except ProductError as error:
        return show_access(request, error=str(error.user_message), status=status_of(error))


def _act(request: Request) -> HttpResponse:
    here, token = url("own_access", slug=request.body_entry.slug), request.COOKIES[session_cookie()]
    posted = request.POST
    if "beenden" in posted:
        with suppress(ValueError):
            end_session(request.ctx, session=UUID(posted["beenden"]))
        return HttpResponseRedirect(here)
    if "andere-beenden" in posted:
        end_other_sessions(request.ctx, token=token)
        return HttpResponseRedirect(f"{here}?beendet=ja")
    if posted.get("neu", "") != posted.get("noch-einmal", ""):
        error = gettext(
            "Das neue Passwort steht nicht zweimal gleich da. Bitte geben Sie es noch einmal ein."
        )
        return show_access(request, error=error, status=422)
    new_token = change_password(
        request.ctx,
        current=posted.get("bisher", ""),
        new=posted.get("neu", ""),
        body=request.body_entry.name,
        caller=caller_of(request),
    )
    response = HttpResponseRedirect(f"{here}?geaendert=ja")
    set_session(response, new_token)
    return response


def show_access(
    request: Request, *, error: str = "", status: int = 200, passkey_name: str = ""
) -> HttpResponse:
    """Return the page, after something was done or could not be."""
    of = party()
    values = {
        "sessions": own_sessions(request.ctx, token=request.COOKIES.get(session_cookie(), "")),
        "is_first": request.ctx.actor.must_set_password,
        "error": error,
        "changed": "geaendert" in request.GET,
        "ended": "beendet" in request.GET,
        "must_use": request.ctx.actor.must_use_passkey,
        "passkeys": own_passkeys(request.ctx),
        "passkey_host": of.id if of else "",
        "passkey_name": passkey_name,
        "told": PASSKEY_TOLD.get(request.GET.get("passkey", ""), ""),
    }
    return render(request, "region/access.html", values, status=status)


@staff_page_of_commands
def confirm_page(request: Request) -> HttpResponse:
    """Ask for the password once more, and lead on to where the person wanted to go."""
    target = request.POST.get("weiter") or request.GET.get("weiter") or ""
    if request.method != "POST":
        return show_confirm(request, target)
    try:
        confirm(
            request.ctx, token=request.COOKIES[session_cookie()], password=request.POST.get("passwort", "")
        )
    except TooManyError:
        raise
    except ProductError as error:
        return show_confirm(request, target, error=str(error.user_message), status=status_of(error))
    return HttpResponseRedirect(safe_target(target, request.body_entry.slug))


def show_confirm(request: Request, target: str, *, error: str = "", status: int = 200) -> HttpResponse:
    """Return the page that asks once more who somebody is: for the passkey of whoever has one, and for the password."""
    of = party()
    values = {
        "target": target,
        "error": error,
        "is_done": "fertig" in request.GET and not error,
        "passkey_host": of.id if of and own_passkeys(request.ctx) else "",
    }
    return render(request, "region/confirm.html", values, status=status)
