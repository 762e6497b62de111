"""Login and logout of staff: with a local account and its password or passkey, or at the directory of their authority."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, override

from modellregion.kernel.context import CITIZEN, system_context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.http.pages import render
from modellregion.kernel.logs import log
from modellregion.kernel.security_log import Event, told
from modellregion.kernel.ui.environment import url
from modellregion.region.api import (
    BodyEntry,
    FirstPasswordOverError,
    LoginRefusedError,
    PasskeyNeededError,
    PasskeyPurpose,
    PasskeyRefusedError,
    SsoError,
    ask_for_passkey,
    begin_sso,
    close_session,
    enter_with_passkey,
    find_body,
    finish_sso,
    open_session,
    passkey_party,
    staff_login_of,
)
from modellregion.region.frames import (
    Request,
    caller_of,
    safe_target,
    session_cookie,
    set_session,
    staff_page,
)
from modellregion.region.sso.log_in import LIFETIME


def login(request: Request, slug: str) -> HttpResponse:
    """Ask for name and password; lead on to where the person wanted to go."""
    body = _enter(request, slug)
    target = request.POST.get("weiter") or request.GET.get("weiter") or ""
    if request.method != "POST":
        return _show(request, target)
    name = request.POST.get("name", "")[:200]
    try:
        token = open_session(
            body.id, login=name, password=request.POST.get("passwort", ""), caller=caller_of(request)
        )
    except (LoginRefusedError, FirstPasswordOverError, PasskeyNeededError) as error:
        return _show(request, target, name=name, error=error.user_message, status=422)
    return _let_in(safe_target(target, slug), token)


def login_with_passkey(request: Request, slug: str) -> HttpResponse:
    """Give the browser a question to a passkey; with its answer, open a session."""
    _enter(request, slug)
    if request.method != "POST" or passkey_party() is None:
        return HttpResponseRedirect(url("login", slug=slug))
    nobody, answer = replace(request.ctx, actor=CITIZEN), request.POST.get("antwort", "")
    if not answer:
        asked = ask_for_passkey(nobody, PasskeyPurpose.LOG_IN)
        return HttpResponse(asked, content_type="application/json")
    target = request.POST.get("weiter", "")
    try:
        token = enter_with_passkey(nobody, answer=answer, caller=caller_of(request))
    except PasskeyRefusedError as error:
        return _show(request, target, error=error.user_message, status=422)
    return _let_in(safe_target(target, slug), token)


def sso(request: Request, slug: str) -> HttpResponse:
    """Send the browser to the directory where the staff of this body log in (single sign-on)."""
    _enter(request, slug)
    target = safe_target(request.GET.get("weiter", ""), slug)
    try:
        begun = begin_sso(request.ctx, redirect_uri=_answer_address(slug), target=target)
    except SsoError as error:
        log.warning("staff login cannot begin", reason=str(error))
        return _show(request, target, error=error.user_message, status=503)
    response = HttpResponseRedirect(begun.address)
    response.set_cookie(
        _sso_cookie(),
        begun.browser_secret,
        max_age=int(LIFETIME.total_seconds()),
        secure=_sso_cookie().startswith("__Host-"),
        httponly=True,
        samesite="Lax",
    )
    return response


def sso_answer(request: Request, slug: str) -> HttpResponse:
    """Take the directory's answer and open a session."""
    _enter(request, slug)
    answer = {name: request.GET.get(name, "")[:4000] for name in request.GET}
    try:
        entered = finish_sso(
            request.ctx,
            answer=answer,
            browser_secret=request.COOKIES.get(_sso_cookie(), ""),
            redirect_uri=_answer_address(slug),
        )
    except SsoError as error:
        log.warning("staff login failed", kind=error.code)
        told(Event.LOGIN_FAILED, by="directory", reason=error.code)
        return _show(request, "", error=error.user_message, status=422 if error.permanent else 503)
    response = _let_in(safe_target(entered.target, slug), entered.token)
    response.delete_cookie(_sso_cookie())
    return response


def _enter(request: Request, slug: str) -> BodyEntry:
    body = find_body(slug)
    if body is None:
        raise NotFoundError(f"no body {slug}")
    request.body_entry = body
    request.ctx = replace(system_context(body.id), language=get_language() or "de")
    return body


def _show(
    request: Request, target: str, *, name: str = "", error: object = "", status: int = 200
) -> HttpResponse:
    connected = staff_login_of(request.body_entry.id)
    of = passkey_party()
    values = {
        "name": name,
        "error": error,
        "target": target,
        "sso": connected.name if connected else "",
        "passkey_host": of.id if of else "",
    }
    return render(request, "desk/login.html", values, status=status)


def _answer_address(slug: str) -> str:
    with override("de"):  # one address, whatever the language of the page: the directory knows it by heart
        return settings.PUBLIC_URL + url("sso_answer", slug=slug)


def _sso_cookie() -> str:
    return f"{session_cookie()}-anmeldung"


def _let_in(target: str, token: str) -> HttpResponse:
    response = HttpResponseRedirect(target)
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
