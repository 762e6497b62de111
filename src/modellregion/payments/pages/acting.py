"""Actions of the cashier's pages: one command each; what is wrong is said on the same page, with what was typed."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import STATUS_OF_ERROR
from modellregion.payments.states import WAYS, Account
from modellregion.region.frames import Request, View, staff_action

Action = Callable[..., str]
Show = Callable[..., HttpResponse]


def acting(show: Show, actions: Mapping[str, Action]) -> View:
    """Return the view of a page's actions: an action returns where to go; ``show`` draws the page again when refused."""

    def again(request: Request, error: ProductError, **parts: Any) -> HttpResponse:
        status = next((code for kind, code in STATUS_OF_ERROR.items() if isinstance(error, kind)), 422)
        return show(request, error=str(error.user_message), status=status, **parts)

    @staff_action(again)
    def act(request: Request, action: str, **parts: Any) -> HttpResponse:
        if request.method != "POST" or action not in actions:
            raise NotFoundError(f"no action {action}")
        return HttpResponseRedirect(actions[action](request, **parts))

    return act


def identifier(text: str) -> UUID:
    """Return the id that was sent.

    :raises NotFoundError: when it is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError("no id") from None


def way_of(text: str) -> Account:
    """Return the way of money that was chosen; anything else is the bank's."""
    return next((way for way in WAYS if way == text), Account.BANK)
