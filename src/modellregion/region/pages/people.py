"""Accesses of the staff (Zugänge): the administration gives first passwords, locks, ends sessions, asks for passkeys."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError, NotConfirmedError, NotFoundError, ProductError
from modellregion.kernel.http.pages import render, status_of
from modellregion.kernel.ui.environment import url
from modellregion.region.access_queries import list_access
from modellregion.region.commands.manage_staff import (
    end_sessions_of,
    give_first_password,
    lock_access,
    remove_passkeys,
    unlock_access,
)
from modellregion.region.frames import Request, confirming, staff_page_of_commands
from modellregion.region.passkeys.ceremony import party
from modellregion.region.passkeys.rule import demand_passkeys, demanded_roles
from modellregion.region.policy import Region
from modellregion.region.roles import ROLE_NAMES, Role

_ACTIONS: dict[str, Callable[..., str | None]] = {
    "passwort": give_first_password,
    "sperren": lock_access,
    "freigeben": unlock_access,
    "abmelden": end_sessions_of,
    "passkeys": remove_passkeys,
}


@staff_page_of_commands
def accesses(request: Request) -> HttpResponse:
    """List everybody who may log in; take one action for one person."""
    request.ctx.authorise(Region.MANAGE_STAFF)
    if request.method != "POST":
        return _list(request) if _is_confirmed(request.ctx) else _ask(request)
    try:
        return _act(request)
    except NotConfirmedError:
        return _ask(request)
    except (NotAllowedError, NotFoundError):
        raise
    except ProductError as error:
        return _list(request, error=str(error.user_message), status=status_of(error))


def _act(request: Request) -> HttpResponse:
    if request.POST.get("aktion") == "verlangen":
        chosen = set(request.POST.getlist("rolle"))
        demand_passkeys(request.ctx, roles=[role for role in Role if role.value in chosen])
        return HttpResponseRedirect(url("accesses", slug=request.body_entry.slug) + "?getan=ja")
    action = _ACTIONS.get(request.POST.get("aktion", ""))
    try:
        staff = UUID(request.POST.get("person", ""))
    except ValueError:
        staff = None
    if action is None or staff is None:
        raise NotFoundError("no such action")
    password = action(request.ctx, staff=staff)
    if password:  # on a page of its own: what is told once must not come back with the list
        people = {access.id: access for access in list_access(request.ctx)}
        return render(request, "region/first_password.html", {"password": password, "access": people[staff]})
    return HttpResponseRedirect(url("accesses", slug=request.body_entry.slug) + "?getan=ja")


def _list(request: Request, *, error: str = "", status: int = 200) -> HttpResponse:
    wanted = request.GET.get("suche", "")[:100]
    demanded = demanded_roles(request.ctx.municipality)
    values = {
        "people": list_access(request.ctx, wanted=wanted),
        "wanted": wanted,
        "me": request.ctx.actor.id,
        "error": error,
        "roles": [(role.value, name, role in demanded) for role, name in ROLE_NAMES.items()],
        "can_demand": party() is not None,
        "done": gettext("Erledigt.") if "getan" in request.GET else "",
    }
    return render(request, "region/people.html", values, status=status)


def _is_confirmed(ctx: Context) -> bool:
    try:
        ctx.ask_confirmed()
    except NotConfirmedError:
        return False
    return True


def _ask(request: Request) -> HttpResponse:
    slug = request.body_entry.slug
    return HttpResponseRedirect(confirming(slug, url("accesses", slug=slug)))
