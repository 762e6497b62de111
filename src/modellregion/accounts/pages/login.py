"""The way into an account: choosing it, being handed over, coming back; metadata; logout."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt

from modellregion.accounts.commands.log_in import (
    LOGIN_LIFETIME,
    begin_login,
    close_session,
    finish_login,
    own_target,
)
from modellregion.accounts.connections import connected, connections_of
from modellregion.accounts.errors import LoginFailedError, NotConnectedError
from modellregion.accounts.frames import AccountRequest, account_page
from modellregion.accounts.profiles import LEVEL_NAMES, PROFILES, Level
from modellregion.accounts.saml.request import write_metadata
from modellregion.accounts.sessions import ABSOLUTE_LIMIT, login_cookie, session_cookie
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.http.middleware import CONTENT_SECURITY_POLICY
from modellregion.kernel.http.pages import render
from modellregion.kernel.http.programs import for_programs
from modellregion.kernel.ui.environment import url
from modellregion.region.frames import Request, public_page


@public_page
def login(request: Request) -> HttpResponse:
    """Let the person choose an account, or go on without one; then hand them over to it.

    No token against forged requests: beginning a login changes nothing, and its answer is bound to the browser.
    """
    slug = request.body_entry.slug
    sent = request.POST if request.method == "POST" else request.GET
    target = own_target(sent.get("weiter", ""), slug)
    least = _level(sent.get("niveau", ""))
    if request.method == "POST" and "konto" in request.POST:
        return _hand_over(request, request.POST["konto"], least, target)
    return _choose(request, target, least)


def _choose(
    request: Request, target: str, least: Level, error: object = "", status: int = 200
) -> HttpResponse:
    rows = connections_of(request.ctx.municipality)
    values = {
        "accounts": [(PROFILES[row.profile], row.is_simulated) for row in rows if row.profile in PROFILES],
        "target": target,
        "least": least,
        "level_name": LEVEL_NAMES[least] if least > Level.BASIC else "",
        "error": error,
    }
    return render(request, "accounts/login.html", values, status=status)


def _hand_over(request: Request, profile: str, least: Level, target: str) -> HttpResponse:
    slug = request.body_entry.slug
    handover = begin_login(
        request.ctx,
        profile=profile,
        least=least,
        target=target,
        back_url=settings.PUBLIC_URL + url("account_login", slug=slug),
    )
    response = render(request, "accounts/handover.html", {"handover": handover})
    provider = urlsplit(handover.sso_url)
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", f"form-action 'self' {provider.scheme}://{provider.netloc}"
    )
    is_secure = login_cookie(slug).startswith("__Host-")
    response.set_cookie(
        login_cookie(slug),
        handover.browser_secret,
        max_age=int(LOGIN_LIFETIME.total_seconds()),
        secure=is_secure,
        httponly=True,
        # The answer comes as a form from the provider's own address; over TLS only None lets the cookie come along.
        samesite="None" if is_secure else "Lax",
    )
    return response


@csrf_exempt
@public_page
def answer(request: Request, profile: str) -> HttpResponse:
    """Take the provider's answer (Assertion Consumer Service) and open a session."""
    slug = request.body_entry.slug
    if request.method != "POST":
        return HttpResponseRedirect(url("account_login", slug=slug))
    try:
        opened = finish_login(
            request.ctx,
            profile=profile,
            response=request.POST.get("SAMLResponse", ""),
            relay_state=request.POST.get("RelayState", ""),
            browser_secret=request.COOKIES.get(login_cookie(slug), ""),
        )
    except LoginFailedError as error:
        return _choose(request, url("account", slug=slug), Level.BASIC, error.user_message, status=422)
    response = HttpResponseRedirect(opened.target)
    response.set_cookie(
        session_cookie(slug),
        opened.token,
        max_age=int(ABSOLUTE_LIMIT.total_seconds()),
        secure=session_cookie(slug).startswith("__Host-"),
        httponly=True,
        samesite="Lax",
    )
    response.delete_cookie(login_cookie(slug))
    return response


@for_programs("GET")
@public_page
def metadata(request: Request, profile: str) -> HttpResponse:
    """Send the municipality's metadata for a provider."""
    try:
        found = connected(request.ctx, profile)
    except NotConnectedError as error:
        raise NotFoundError(str(error)) from error
    return HttpResponse(write_metadata(found.service), content_type="application/samlmetadata+xml")


@account_page
def logout(request: AccountRequest) -> HttpResponse:
    """Log out here; what the person is logged in to at their account is theirs to end."""
    slug = request.body_entry.slug
    if request.method != "POST":
        return HttpResponseRedirect(url("account", slug=slug))
    close_session(request.ctx, request.COOKIES.get(session_cookie(slug), ""))
    response = HttpResponseRedirect(url("municipality", slug=slug))
    response.delete_cookie(session_cookie(slug))
    return response


def _level(text: str) -> Level:
    return Level(int(text)) if text in {"1", "2", "3", "4"} else Level.BASIC
