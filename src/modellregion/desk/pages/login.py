"""Login and logout of staff with a local account."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from modellregion.kernel.context import CITIZEN, Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.region.api import (
    FirstPasswordOverError,
    LoginRefusedError,
    close_session,
    find_body,
    open_session,
)
from modellregion.region.frames import (
    Request,
    caller_of,
    safe_target,
    session_cookie,
    set_session,
    staff_page,
)


def login(request: Request, slug: str) -> HttpResponse:
    """Ask for name and password; lead on to where the person wanted to go."""
    body = find_body(slug)
    if body is None:
        raise NotFoundError(f"no body {slug}")
    request.body_entry = body
    request.ctx = Context(municipality=body.id, actor=CITIZEN, language=get_language() or "de")
    target = request.POST.get("weiter") or request.GET.get("weiter") or ""
    values = {"name": "", "error": "", "target": target}
    if request.method != "POST":
        return render(request, "desk/login.html", values)
    values["name"] = request.POST.get("name", "")[:200]
    try:
        token = open_session(
            body.id,
            login=values["name"],
            password=request.POST.get("passwort", ""),
            caller=caller_of(request),
        )
    except (LoginRefusedError, FirstPasswordOverError) as error:
        values["error"] = str(error.user_message)
        return render(request, "desk/login.html", values, status=422)
    response = HttpResponseRedirect(safe_target(target, slug))
    set_session(response, token)
    return response


@staff_page
def logout(request: Request) -> HttpResponse:
    """End the session."""
    if request.method != "POST":
        return HttpResponseRedirect(url("desk", slug=request.body_entry.slug))
    close_session(request.body_entry.id, request.COOKIES.get(session_cookie(), ""))
    response = HttpResponseRedirect(url("login", slug=request.body_entry.slug))
    response.delete_cookie(session_cookie())
    return response
