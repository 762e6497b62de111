"""Actions of the desk's pages: one command each; what is wrong is said on the same page, with all that was typed."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import status_of
from modellregion.region.frames import Request, View, staff_action

Action = Callable[..., str | HttpResponse]
Show = Callable[..., HttpResponse]


def acting(show: Show, actions: Mapping[str, Action]) -> View:
    """Return the view of a page's actions.

    An action carries out a command and returns where to go; ``show`` draws the page again with ``error`` when it is
    refused.
    """

    def again(request: Request, error: ProductError, **parts: Any) -> HttpResponse:
        return show(request, error=str(error.user_message), status=status_of(error), **parts)

    @staff_action(again)
    def act(request: Request, action: str, **parts: Any) -> HttpResponse:
        if request.method != "POST" or action not in actions:
            raise NotFoundError(f"no action {action}")
        done = actions[action](request, **parts)
        return HttpResponseRedirect(done) if isinstance(done, str) else done

    return act
