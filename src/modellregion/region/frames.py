"""Frames of pages: which municipality an address belongs to, and who of the staff is asking.

``public_page`` is for everybody; what a citizen may see hangs on the access code in the address. ``staff_page`` is
for people who are logged in at that very body; the whole request is one transaction of that tenant.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import get_language

from modellregion.kernel.context import CITIZEN, Actor, Context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.tenancy import tenant
from modellregion.kernel.ui.environment import url
from modellregion.region.sessions import find_actor
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
            return HttpResponseRedirect(url("login", slug=slug))
        _enter(request, slug, actor)
        request.actor = actor  # type: ignore[attr-defined]
        return view(request, **parts)

    framed.is_staff_page = True  # type: ignore[attr-defined]
    return framed
