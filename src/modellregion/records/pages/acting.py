"""Actions of pages: one command each; what is wrong is said on the same page, with all that was typed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.records.errors import EntryIncompleteError
from modellregion.region.frames import Request, View, staff_action

Action = Callable[..., str | HttpResponse]
Show = Callable[..., HttpResponse]


def acting(show: Show, actions: Mapping[str, Action]) -> View:
    """Return the view of a page's actions.

    An action carries out a command and returns where to go; ``show`` draws the page again with ``error`` when it is
    refused.
    """

    def again(request: Request, error: ProductError, **parts: Any) -> HttpResponse:
        return show(request, error=str(error.user_message), status=422, **parts)

    @staff_action(again)
    def act(request: Request, action: str, **parts: Any) -> HttpResponse:
        if request.method != "POST" or action not in actions:
            raise NotFoundError(f"no action {action}")
        done = actions[action](request, **parts)
        return HttpResponseRedirect(done) if isinstance(done, str) else done

    return act


def identifier(text: str) -> UUID | None:
    """Return the id that was sent, or None when it is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def wanted(text: str) -> UUID:
    """Return the id that was sent.

    :raises EntryIncompleteError: when it is none.
    """
    found = identifier(text)
    if found is None:
        raise EntryIncompleteError("nothing chosen")
    return found


def day(text: str) -> date | None:
    """Return the day that was typed, or None for nothing.

    :raises EntryIncompleteError: when it is none.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise EntryIncompleteError("no date") from None


def number(text: str, default: int) -> int:
    """Return the number that was typed; anything else is the default."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
