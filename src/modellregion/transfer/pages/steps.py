"""The steps of an adoption or upgrade, shown on each of its pages: which are done, which is open, where one is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from modellregion.kernel.errors import ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import PackageError
from modellregion.region.frames import Request
from modellregion.transfer.errors import ChangeRefusedError, SlotsOpenError, UpgradeOpenError
from modellregion.transfer.preparations import Preparation, publisher_question

SENTENCES_MAX = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its address, title, and whether it is done."""

    name: str
    title: str
    address: str
    is_done: bool
    is_current: bool


def steps_of(request: Request, found: Preparation, current: str) -> Sequence[Step]:
    """Return the steps of a preparation."""
    ctx = request.ctx
    is_agreed = publisher_question(ctx, found) is None
    try:
        is_settled = is_agreed and _is_settled(request, found)
    except PackageError:
        is_settled = False
    if found.is_upgrade:
        titles = {
            "preparation": (_("Was sich ändert"), is_agreed),
            "preparation_impact": (_("Auswirkungen"), found.impact is not None),
            "preparation_decisions": (_("Entscheiden"), is_settled),
        }
    else:
        titles = {
            "preparation": (_("Was sie mitbringt"), is_agreed),
            "preparation_slots": (_("Festlegen"), is_settled),
        }
    titles["preparation_trial"] = (_("Erproben"), found.trial is not None and found.trial.is_passed)
    titles["preparation_start"] = (_("In Betrieb nehmen"), False)
    parts = {"slug": request.body_entry.slug, "preparation": found.id}
    return [
        Step(name, title, url(name, **parts), done, name == current) for name, (title, done) in titles.items()
    ]


def _is_settled(request: Request, found: Preparation) -> bool:
    if not found.is_upgrade:
        return not any(one.stands_in_the_way for one in found.slots(request.ctx))
    made = {one.path for one in found.decisions if one.side is not None and one.reason.strip()}
    return all(outcome.change.path in made for outcome in found.contested(request.ctx))


def gate(request: Request, found: Preparation) -> HttpResponse | None:
    """Lead back to the first step while nobody agreed to the publisher, or when the package is not fit."""
    try:
        is_open = publisher_question(request.ctx, found) is None and bool(found.compiled)
    except PackageError:
        is_open = False
    if is_open:
        return None
    parts = {"slug": request.body_entry.slug, "preparation": found.id}
    return HttpResponseRedirect(url("preparation", **parts))


def step_page(
    request: Request, found: Preparation, name: str, values: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return the page of a step."""
    steps = steps_of(request, found, name)
    everything = {
        "preparation": found,
        "title": found.title(request.ctx.language),
        "steps": steps,
        "step": next(step for step in steps if step.is_current),
        "sentences": [],
        "confirm": "",
        **values,
    }
    if everything["sentences"] and request.method == "POST":
        status = 422
    return render(request, f"transfer/{name}.html", everything, status=status)


def sentences_of(error: ProductError | PackageError) -> list[str]:
    """Return what an error says to a person: its sentence, and what exactly is wrong."""
    if isinstance(error, PackageError):
        found = [str(finding) for finding in error.findings[:SENTENCES_MAX]]
        return [
            _("Das Paket hat Fehler und kann so nicht übernommen werden. Melden Sie sie dem Herausgeber."),
            *found,
        ]
    if isinstance(error, SlotsOpenError):
        return [str(error.user_message), *error.slots]
    if isinstance(error, UpgradeOpenError):
        return [str(error.user_message), *error.sentences[:SENTENCES_MAX]]
    if isinstance(error, ChangeRefusedError):
        return error.sentences[:SENTENCES_MAX] or [str(type(error).user_message)]
    return [str(error.user_message)]
