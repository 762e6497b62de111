"""The Jinja2 environment: one for the process, templates compiled once."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from modellregion.kernel.clock import BERLIN

_MONTHS_EN = ("", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December")  # fmt: skip


def static(name: str) -> str:
    """Return the address of a built asset."""
    return "/static/" + _manifest()[name]


@cache
def _manifest() -> Mapping[str, str]:
    manifest: dict[str, str] = json.loads(
        (settings.STATIC_BUILD / "manifest.json").read_text(encoding="utf-8")
    )
    return manifest


def show_day(value: date | datetime | None) -> str:
    """Return a day as people write it, in the language of the page; an instant is shown as the day in Germany."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(BERLIN).date()
    if get_language() == "en":
        return f"{value.day} {_MONTHS_EN[value.month]} {value.year}"
    return f"{value.day:02}.{value.month:02}.{value.year}"


def show_instant(value: datetime | None) -> str:
    """Return day and time in Germany."""
    if value is None:
        return ""
    local = value.astimezone(BERLIN)
    clock = f"{local.hour:02}:{local.minute:02}"
    return f"{show_day(value)}, {clock}" if get_language() == "en" else f"{show_day(value)}, {clock} Uhr"


def url(name: str, **parts: object) -> str:
    """Return the address of a route."""
    return reverse(name, kwargs=parts or None)


def _in_page_language(show: Callable[[Any, str], str]) -> Callable[[Any], str]:
    """Return a filter of a room's function that shows a value in a language."""
    return lambda value: show(value, get_language() or "de")


def other_language(request: HttpRequest) -> str:
    """Return the address of the same page in the other language; German stands without a prefix."""
    path = request.get_full_path()
    if path == "/en" or path.startswith("/en/"):
        return path.removeprefix("/en") or "/"
    return f"/en{path}"


@cache
def environment() -> Environment:
    """Return the environment. Templates of a room lie beside its pages: ``cases/inbox.html``."""
    root = resources.files("modellregion")
    rooms = {room: FileSystemLoader(str(root / room / "pages")) for room in settings.ROOMS_WITH_PAGES}
    jinja = Environment(
        loader=PrefixLoader({"ui": FileSystemLoader(str(root / "kernel" / "ui")), **rooms}),
        autoescape=True,
        auto_reload=False,
        cache_size=400,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    jinja.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    jinja.filters.update(day=show_day, instant=show_instant)
    for name, place in settings.TEMPLATE_FILTERS.items():
        jinja.filters[name] = _in_page_language(import_string(place))
    jinja.globals.update(static=static, url=url, other_language=other_language)
    jinja.globals.update({name: import_string(place) for name, place in settings.TEMPLATE_GLOBALS.items()})
    return jinja
