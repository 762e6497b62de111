"""Frames of pages: which municipality an address belongs to, and who of the staff is asking.

``public_page`` is for everybody; what a citizen may see hangs on the access code in the address. ``staff_page`` is
for people who are logged in at that very body; the whole request is one transaction of that tenant.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import get_language

from modellregion.kernel.callers import address_of
from modellregion.kernel.context import CITIZEN, Actor, Context
from modellregion.kernel.errors import NotAllowedError, NotConfirmedError, NotFoundError, ProductError
from modellregion.kernel.security_log import Event, told
from modellregion.kernel.tenancy import tenant
from modellregion.kernel.ui.environment import url
from modellregion.region.commands.log_in import Caller
from modellregion.region.devices import device_of
from modellregion.region.sessions import ABSOLUTE_LIMIT, find_actor
from modellregion.region.tenants import BodyEntry, find_body


class Request(HttpRequest):
    """A request inside a frame: Django's, with the municipality, the actor and the context set."""

    body_entry: BodyEntry
    actor: Actor | None
    ctx: Context


View = Callable[..., HttpResponse]


def parameters_of(request: Request) -> dict[str, str]:
    """Return what a list was asked for, without the key of its page: the address of the same list from its beginning."""
    return {name: str(value) for name, value in request.GET.items() if name != "ab" and value}


# Whoever came with a first password gets nowhere else before they have one of their own.
_OPEN_WITH_FIRST_PASSWORD = frozenset({"own_access", "logout"})
# And whoever came with a password, although their role needs a passkey, no further than to the passkey.
_OPEN_WITHOUT_PASSKEY = _OPEN_WITH_FIRST_PASSWORD | {"own_passkeys", "confirm", "confirm_with_passkey"}


def caller_of(request: HttpRequest) -> Caller:
    """Return from where somebody logs in."""
    device = device_of(request.headers.get("User-Agent", ""))
    return Caller(address_of(request), device, request.COOKIES.get(session_cookie(), ""))


def set_session(response: HttpResponse, token: str) -> None:
    """Give the browser a session: for this host alone, out of reach of scripts, not sent along from other sites."""
    response.set_cookie(
        session_cookie(),
        token,
        max_age=int(ABSOLUTE_LIMIT.total_seconds()),
        secure=session_cookie().startswith("__Host-"),
        httponly=True,
        samesite="Lax",
    )


def safe_target(target: str, slug: str) -> str:
    """Return the target when it is a page of this body's desk, else the desk's start."""
    parts = urlsplit(target)
    home = url("desk", slug=slug)
    is_own = not parts.scheme and not parts.netloc and parts.path.startswith(home) and "\\" not in target
    return target if is_own else home


def confirming(slug: str, then: str) -> str:
    """Return where a person proves once more who they are, to be led on to ``then``."""
    return f"{url('confirm', slug=slug)}?{urlencode({'weiter': then})}"


def confirm_address(request: Request, error: Exception) -> str:
    """Return where to prove it in a tab beside the page, when that is what stopped somebody; else an empty text."""
    if not isinstance(error, NotConfirmedError):
        return ""
    slug = request.body_entry.slug
    return confirming(slug, f"{url('confirm', slug=slug)}?fertig=ja")


def _leads_to_own_access(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse | None:
    match = request.resolver_match
    view = match.view_name if match else ""
    if not (actor.must_set_password and view not in _OPEN_WITH_FIRST_PASSWORD) and not (
        actor.must_use_passkey and view not in _OPEN_WITHOUT_PASSKEY
    ):
        return None
    return HttpResponseRedirect(url("own_access", slug=slug))


def session_cookie() -> str:
    """Return the name of the staff's session cookie."""
    return "__Host-amt" if settings.CSRF_COOKIE_SECURE else "amt"


def _enter(request: HttpRequest, slug: str, actor: Actor) -> BodyEntry:
    body = find_body(slug)
    if body is None:
        raise NotFoundError(f"no body {slug}")
    structlog.contextvars.bind_contextvars(municipality=body.slug)
    request.body_entry = body  # type: ignore[attr-defined]
    request.ctx = Context(municipality=body.id, actor=actor, language=get_language() or "de")  # type: ignore[attr-defined]
    return body


@contextmanager
def _telling_refusals(request: HttpRequest) -> Iterator[None]:
    """Let the security log know who of the staff asked for what they have no right to."""
    try:
        yield
    except NotAllowedError:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        match = request.resolver_match
        told(Event.RIGHT_REFUSED, staff=actor.id, route=match.view_name if match else "")
        raise


def public_page(view: View) -> View:
    """Frame of a page of the portal; ``slug`` in the address names the municipality."""

    @wraps(view)
    def framed(request: HttpRequest, slug: str, **parts: Any) -> HttpResponse:
        body = _enter(request, slug, CITIZEN)
        if not body.kind.has_portal:
            raise NotFoundError(f"{slug} has no portal")
        return view(request, **parts)

    # Forms of the portal need no cookie: the access code in their address is what must not be guessed.
    framed.csrf_exempt = True  # type: ignore[attr-defined]
    return framed


def staff_page(view: View) -> View:
    """Frame of a page of the desk; people who are not logged in here are led to the login and back."""

    @wraps(view)
    def framed(request: HttpRequest, slug: str, **parts: Any) -> HttpResponse:
        body = _enter(request, slug, CITIZEN)
        token = request.COOKIES.get(session_cookie(), "")
        with tenant(body.id):
            actor = find_actor(body.id, token) if token else None
            if actor is None:
                target = request.get_full_path() if request.method == "GET" else ""
                query = f"?{urlencode({'weiter': target})}" if target else ""
                return HttpResponseRedirect(url("login", slug=slug) + query)
            _enter(request, slug, actor)
            request.actor = actor  # type: ignore[attr-defined]
            if leading := _leads_to_own_access(request, actor, slug):
                return leading
            with _telling_refusals(request):
                return view(request, **parts)

    framed.is_staff_page = True  # type: ignore[attr-defined]
    return framed


def staff_action(again: View) -> Callable[[View], View]:
    """Frame of an action of the desk; ``again`` draws its page anew when the action is refused.

    The action's transaction is rolled back then; the page is drawn in one of its own. ``again`` is given the
    ``error`` and the parts of the address without the ``action``.
    """
    draw = staff_page(again)

    def frame(view: View) -> View:
        act = staff_page(view)

        @wraps(view)
        def framed(request: HttpRequest, slug: str, **parts: Any) -> HttpResponse:
            try:
                return act(request, slug=slug, **parts)
            except NotFoundError:
                raise
            except ProductError as error:
                place = {name: part for name, part in parts.items() if name != "action"}
                return draw(request, slug=slug, error=error, **place)

        framed.is_staff_page = True  # type: ignore[attr-defined]
        return framed

    return frame


def staff_page_of_commands(view: View) -> View:
    """Frame like ``staff_page``, but without a transaction around the view: its commands open their own.

    For commands that try something in a municipality of their own before they change anything in this one.
    """

    @wraps(view)
    def framed(request: HttpRequest, slug: str, **parts: Any) -> HttpResponse:
        body = _enter(request, slug, CITIZEN)
        token = request.COOKIES.get(session_cookie(), "")
        with tenant(body.id):
            actor = find_actor(body.id, token) if token else None
        if actor is None:
            query = f"?{urlencode({'weiter': request.get_full_path()})}" if request.method == "GET" else ""
            return HttpResponseRedirect(url("login", slug=slug) + query)
        _enter(request, slug, actor)
        request.actor = actor  # type: ignore[attr-defined]
        if leading := _leads_to_own_access(request, actor, slug):
            return leading
        with _telling_refusals(request):
            return view(request, **parts)

    framed.is_staff_page = True  # type: ignore[attr-defined]
    return framed
