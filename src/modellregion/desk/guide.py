"""The guide on each page of the desk: what it is for, what to do first, what happens next.

Texts stand in ``data/guide.LANGUAGE.toml``. Each person puts a guide away, or all of them; it stays one click away.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from modellregion.kernel.context import Actor
from modellregion.region.frames import Request

EVERY = "*"
"""Put away under this name: the guides of all pages."""
STANDS_FOR = {
    "case_action": "case",
    "process_action": "case_process",
    "consultation_action": "consultation",
    "new_file_action": "new_file",
    "file_action": "file",
    "document_action": "document",
    "inspection_action": "inspection",
    "node_action": "plan_node",
    "plan_action": "file_plan",
    "mail_action": "mail",
    "mails_action": "mails",
    "payment_action": "payment",
    "clearing_action": "clearing",
    "close_today": "closings",
    "debits_action": "debits",
    "collection_action": "collection",
    "instalments_action": "instalments",
    "reminders_action": "reminders",
    "statement_action": "statement",
    "statements_action": "statements",
    "disposal_action": "disposal",
    "disposals_action": "disposals",
    "notice_action": "notice",
    "outgoing_action": "outgoing",
    "text_module_action": "text_modules",
    "releasing_action": "releasing",
}
"""Routes that only take what is sent, and draw another one's page when something is wrong."""
FIRST_DAY = {
    "claim": ("cases.work", "inbox"),
    "ask": ("cases.work", "inbox"),
    "file": ("records.work", "files"),
    "find": ("cases.see", "inbox"),
    "keys": ("cases.see", "guides"),
    "absent": ("region.set_own_substitute", "substitutes"),
    "team": ("cases.see_team", "desk"),
}
"""What a new clerk does on the first day: which right it needs, and where it is done. Their words stand in the template."""


@dataclass(frozen=True, slots=True)
class Guide:
    """What a page is for, what one does first, and what happens next; one or two sentences each."""

    page: str
    purpose: str
    first: str
    next: str
    is_open: bool = True


@cache
def guides(language: str) -> Mapping[str, Guide]:
    """Return the guides in a language, by the name of their route."""
    file = resources.files("modellregion.desk") / "data" / f"guide.{language}.toml"
    texts = tomllib.loads(file.read_text(encoding="utf-8"))
    return {page: Guide(page, **said) for page, said in texts.items()}


def guide_of(request: Request) -> Guide | None:
    """Return the guide of the page that is shown, or None where there is none."""
    match, actor = request.resolver_match, request.actor
    if match is None or actor is None:
        return None
    page = STANDS_FOR.get(match.url_name or "", match.url_name or "")
    found = guides(request.ctx.language).get(page)
    if found is None:
        return None
    is_open = not {page, EVERY} & actor.put_away
    return Guide(page, found.purpose, found.first, found.next, is_open)


def first_day_of(actor: Actor) -> dict[str, tuple[str, bool]]:
    """Return what a person does on the first day: for each, where, and whether it is ticked."""
    return {
        name: (route, f"day:{name}" in actor.put_away)
        for name, (permission, route) in FIRST_DAY.items()
        if permission in actor.permissions
    }
