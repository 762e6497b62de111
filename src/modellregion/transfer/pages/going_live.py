"""The last steps of an adoption or upgrade: decide conflicts, try the scenarios, put it live."""

import json
from datetime import date
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from modellregion.kernel.context import Context
from modellregion.kernel.errors import ProductError
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import ABSENT, Outcome, PackageError, Path, say_place, tree_of
from modellregion.region.frames import Request, staff_page_of_commands
from modellregion.transfer.commands.prepare import (
    decide_conflicts,
    go_live_with,
    preview_impact,
    try_preparation,
)
from modellregion.transfer.pages.steps import gate, sentences_of, step_page
from modellregion.transfer.preparations import Decision, Preparation, find_preparation


@staff_page_of_commands
def decisions(request: Request, preparation: UUID) -> HttpResponse:
    """Show each conflict with all sides, and take the decision with its reason."""
    ctx, slug = request.ctx, request.body_entry.slug
    found = find_preparation(ctx, preparation)
    if not found.is_upgrade:
        return HttpResponseRedirect(url("preparation", slug=slug, preparation=preparation))
    if (closed := gate(request, found)) is not None:
        return closed
    contested = found.contested(ctx)
    if request.method != "POST":
        return _decisions(request, found, contested, [])
    taken = [_decision(request, number, outcome) for number, outcome in enumerate(contested)]
    decide_conflicts(ctx, preparation=preparation, decisions=taken)
    if "spaeter" in request.POST:
        return HttpResponseRedirect(url("adopt", slug=slug))
    missing = _missing(found, taken)
    if missing:
        return _decisions(request, find_preparation(ctx, preparation), contested, missing)
    return HttpResponseRedirect(url("preparation_trial", slug=slug, preparation=preparation))


def _decision(request: Request, number: int, outcome: Outcome) -> Decision:
    posted = request.POST
    choice = posted.get(f"wahl-{number}", "")
    return Decision(
        path=outcome.change.path,
        choice=choice if choice in _choices(outcome) else "",
        value=posted.get(f"wert-{number}", "")[:20_000].replace("\r\n", "\n"),
        reason=posted.get(f"grund-{number}", "")[:500].strip(),
    )


def _choices(outcome: Outcome) -> tuple[str, ...]:
    """Return what can be decided: an own value only where it still has a place, another one only for texts."""
    if not outcome.can_stay:
        return ("new",)
    is_text = isinstance(outcome.change.after, str) and isinstance(outcome.new, str)
    return ("own", "new", "value") if is_text else ("own", "new")


def _missing(found: Preparation, taken: list[Decision]) -> list[str]:
    tree = tree_of(found.bundle.files)
    sentences = []
    for decision in taken:
        place = say_place(decision.path, tree)
        if not decision.choice:
            sentences.append(_("{place}: Bitte entscheiden Sie.").format(place=place))
        elif not decision.reason:
            sentences.append(_("{place}: Bitte sagen Sie, warum.").format(place=place))
    return sentences


def _decisions(
    request: Request, found: Preparation, contested: tuple[Outcome, ...], sentences: list[str]
) -> HttpResponse:
    made = {decision.path: decision for decision in found.decisions}
    new, base = tree_of(found.bundle.files), tree_of(found.running(request.ctx).upstream())
    reasons = {owned.change.path: owned for owned in found.running(request.ctx).overlay}
    rows = [
        {
            "place": say_place(outcome.change.path, new if outcome.new is not ABSENT else base),
            "before": full_value(outcome.change.before),
            "new": full_value(outcome.new),
            "own": full_value(outcome.change.after),
            "owned": reasons.get(outcome.change.path),
            "choices": _choices(outcome),
            "decision": made.get(outcome.change.path, Decision((), "")),
        }
        for outcome in contested
    ]
    return step_page(request, found, "preparation_decisions", {"rows": rows, "sentences": sentences})


def full_value(value: object) -> str:
    """Return a value whole, as people read it; what is no text is shown as its data."""
    if value is ABSENT:
        return _("(nichts)")
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


@staff_page_of_commands
def impact(request: Request, preparation: UUID) -> HttpResponse:
    """Show what the upgrade would touch: cases in hand, drafts, links, letters, figures, recipients, the past replayed."""
    sentences: list[str] = []
    found = find_preparation(request.ctx, preparation)
    if not found.is_upgrade:
        return HttpResponseRedirect(url("preparation", slug=request.body_entry.slug, preparation=preparation))
    if (closed := gate(request, found)) is not None:
        return closed
    if request.method == "POST":
        try:
            preview_impact(request.ctx, preparation=preparation)
            return HttpResponseRedirect(request.get_full_path())
        except (ProductError, PackageError) as error:
            sentences = sentences_of(error)
    made = {one.path for one in found.decisions if one.side is not None}
    has_open = any(one.change.path not in made for one in found.contested(request.ctx))
    values = {"impact": found.impact, "has_open": has_open, "sentences": sentences}
    return step_page(request, found, "preparation_impact", values)


@staff_page_of_commands
def trial(request: Request, preparation: UUID) -> HttpResponse:
    """Play the scenarios and show what came of it; lead to the form to click through."""
    sentences: list[str] = []
    found = find_preparation(request.ctx, preparation)
    if (closed := gate(request, found)) is not None:
        return closed
    if request.method == "POST":
        try:
            try_preparation(request.ctx, preparation=preparation)
            return HttpResponseRedirect(request.get_full_path())
        except (ProductError, PackageError) as error:
            sentences = sentences_of(error)
    values = {"trial": found.trial, "scenarios": len(found.bundle.files.below("scenarios", ".toml"))}
    return step_page(request, found, "preparation_trial", {**values, "sentences": sentences})


@staff_page_of_commands
def going_live(request: Request, preparation: UUID) -> HttpResponse:
    """Show what is decided and let it go live."""
    slug = request.body_entry.slug
    sentences: list[str] = []
    found = find_preparation(request.ctx, preparation)
    if (closed := gate(request, found)) is not None:
        return closed
    if request.method == "POST":
        try:
            day = day_of(request)
            package = go_live_with(
                request.ctx,
                preparation=preparation,
                starts_on=day,
                despite_withdrawal="trotzdem" in request.POST,
            )
            return HttpResponseRedirect(url("service_desk", slug=slug, service=package) + "?neu=1")
        except (ProductError, PackageError) as error:
            sentences = sentences_of(error)
    values = {
        "sentences": sentences,
        "entered": request.POST.get("ab", ""),
        "today": request.ctx.today(),
        **_settled(request.ctx, found),
    }
    return step_page(request, found, "preparation_start", values)


def _settled(ctx: Context, found: Preparation) -> dict[str, object]:
    if not found.is_upgrade:
        return {"slots": found.slots(ctx), "decisions": []}
    tree = tree_of(found.bundle.files)
    contested: set[Path] = {outcome.change.path for outcome in found.contested(ctx)}
    return {
        "slots": [],
        "decisions": [(say_place(one.path, tree), one) for one in found.decisions if one.path in contested],
    }


def day_of(request: Request) -> date | None:
    """Return the day from which something is to hold, as it was typed; none for at once.

    :raises ProductError: when it is no date.
    """
    return date_of(request.POST.get("ab", ""))


def date_of(typed: str) -> date | None:
    """Return a day as it was typed; none for nothing.

    :raises ProductError: when it is no date.
    """
    text = typed.strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        day, month, year = (int(part) for part in text.split("."))
        return date(year, month, day)
    except ValueError as error:
        raise ProductError(
            "no date", user_message=_("Das ist kein Datum. Schreiben Sie es so: 01.07.2027.")
        ) from error
