"""Passkeys on pages: add and remove one's own, log in with one, prove with one who one is.

Each address is asked twice: without an answer it gives the browser a question as JSON, with one it acts.
"""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.kernel.errors import NotConfirmedError, NotFoundError, ProductError, TooManyError
from modellregion.kernel.http.pages import status_of
from modellregion.kernel.ui.environment import url
from modellregion.region.frames import (
    Request,
    confirming,
    safe_target,
    session_cookie,
    staff_page_of_commands,
)
from modellregion.region.pages.access import show_access, show_confirm
from modellregion.region.passkeys.ceremony import Purpose, ask_for_new, ask_for_one
from modellregion.region.passkeys.keep import add_passkey, check_may_add, remove_passkey
from modellregion.region.passkeys.use import confirm_with_passkey


def question(ask: Callable[[], str]) -> HttpResponse:
    """Return a question to a passkey, or with a status that says that there is none."""
    try:
        return HttpResponse(ask(), content_type="application/json")
    except TooManyError:
        raise
    except ProductError as error:
        return HttpResponse(str(error.user_message), content_type="text/plain", status=status_of(error))


@staff_page_of_commands
def own_passkeys(request: Request) -> HttpResponse:
    """Add a passkey, or remove one."""
    here = url("own_access", slug=request.body_entry.slug)
    if request.method != "POST":
        return HttpResponseRedirect(here)
    is_asking = not ({"entfernen", "antwort"} & {name for name, value in request.POST.items() if value})
    if is_asking:
        return question(lambda: _ask_for_new(request))
    try:
        return HttpResponseRedirect(f"{here}?passkey={_act(request)}")
    except TooManyError:
        raise
    except NotConfirmedError:
        return HttpResponseRedirect(confirming(request.body_entry.slug, here))
    except ProductError as error:
        name = request.POST.get("name", "")
        return show_access(request, error=str(error.user_message), status=status_of(error), passkey_name=name)


def _ask_for_new(request: Request) -> str:
    check_may_add(request.ctx)
    return ask_for_new(request.ctx, body=request.body_entry.name)


def _act(request: Request) -> str:
    posted = request.POST
    if "entfernen" in posted:
        with suppress(ValueError, NotFoundError):  # one that is gone already is no fault
            remove_passkey(request.ctx, passkey=UUID(posted["entfernen"]))
        return "entfernt"
    token = request.COOKIES[session_cookie()]
    add_passkey(request.ctx, name=posted.get("name", ""), answer=posted["antwort"], token=token)
    return "neu"


@staff_page_of_commands
def confirm_passkey(request: Request) -> HttpResponse:
    """Take a passkey's word for who somebody is, and lead on to where the person wanted to go."""
    slug, target = request.body_entry.slug, request.POST.get("weiter", "")
    if request.method != "POST":
        return HttpResponseRedirect(url("confirm", slug=slug))
    if not request.POST.get("antwort"):
        return question(lambda: ask_for_one(request.ctx, Purpose.CONFIRM))
    try:
        confirm_with_passkey(
            request.ctx, token=request.COOKIES[session_cookie()], answer=request.POST["antwort"]
        )
    except TooManyError:
        raise
    except ProductError as error:
        return show_confirm(request, target, error=str(error.user_message), status=status_of(error))
    return HttpResponseRedirect(safe_target(target, slug))
