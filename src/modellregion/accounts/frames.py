"""Frame of pages for people who are logged in with an account; everybody else is led to the login and back."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from modellregion.accounts.sessions import Holder, find_holder, session_cookie
from modellregion.kernel.tenancy import tenant
from modellregion.kernel.ui.environment import url
from modellregion.region.frames import Request, View, public_page


class AccountRequest(Request):
    """A request of somebody who is logged in with an account."""

    holder: Holder


def account_page(view: View) -> View:
    """Frame of a page of the account; forms in it carry the CSRF token, because the browser sends the session along."""

    @wraps(view)
    def inside(request: AccountRequest, **parts: Any) -> HttpResponse:
        with tenant(request.ctx):
            holder = holder_of(request)
            if holder is None:
                return to_login(request)
            request.holder = holder
            return view(request, **parts)

    framed = public_page(inside)
    framed.csrf_exempt = False  # type: ignore[attr-defined]
    return framed


def holder_of(request: Request) -> Holder | None:
    """Return who is logged in, if anybody. Must run inside a ``tenant`` block."""
    token = request.COOKIES.get(session_cookie(request.body_entry.slug), "")
    return find_holder(request.ctx, token) if token else None


def to_login(request: HttpRequest, level: int = 0) -> HttpResponse:
    """Lead to the login, and back to this page afterwards."""
    slug = request.body_entry.slug  # type: ignore[attr-defined]
    asked: dict[str, str] = {"weiter": request.get_full_path()} if request.method == "GET" else {}
    if level:
        asked["niveau"] = str(level)
    query = f"?{urlencode(asked)}" if asked else ""
    return HttpResponseRedirect(url("account_login", slug=slug) + query)
