"""The instance view (Stand des Ablaufs): where one case's process stands, and what can be done about it by hand."""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, gettext_lazy

from modellregion.cases.commands.repair_step import retry_step, skip_step
from modellregion.cases.commands.steer_process import (
    discontinue_case,
    jump_to_step,
    reassign_task,
    reopen_case,
    withdraw_task,
)
from modellregion.cases.policy import Cases
from modellregion.cases.process_view import ProcessView, process_view
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.process.api import draw_map
from modellregion.region.api import list_colleagues, staff_names
from modellregion.region.frames import Request, staff_action, staff_page

EVENT_NAMES = {
    "started": gettext_lazy("Ablauf begonnen"),
    "entered": gettext_lazy("Schritt erreicht"),
    "left": gettext_lazy("Schritt verlassen"),
    "arrived": gettext_lazy("Am Zusammenfluss angekommen"),
    "joined": gettext_lazy("Zusammengeführt"),
    "work-offered": gettext_lazy("Aufgabe gestellt"),
    "work-done": gettext_lazy("Aufgabe erledigt"),
    "withdrawn": gettext_lazy("Aufgabe zurückgezogen"),
    "reassigned": gettext_lazy("Aufgabe neu zugewiesen"),
    "job-done": gettext_lazy("Automatischer Schritt erledigt"),
    "job-failed": gettext_lazy("Automatischer Schritt fehlgeschlagen"),
    "incident": gettext_lazy("Störung"),
    "retried": gettext_lazy("Noch einmal versucht"),
    "skipped": gettext_lazy("Übersprungen"),
    "decided": gettext_lazy("Nach Regeln entschieden"),
    "condition-without-value": gettext_lazy("Eine Bedingung hatte keinen Wert"),
    "triggered": gettext_lazy("Ereignis eingetreten"),
    "message-arrived": gettext_lazy("Nachricht eingegangen"),
    "error-thrown": gettext_lazy("Fachlicher Fehler"),
    "error-caught": gettext_lazy("Fachlicher Fehler behandelt"),
    "cancelled": gettext_lazy("Beendet"),
    "cancel-ordered": gettext_lazy("Einstellung angeordnet"),
    "jumped": gettext_lazy("Zu diesem Schritt gewechselt"),
    "reopened": gettext_lazy("Wieder aufgenommen"),
    "migrated": gettext_lazy("Auf eine neue Fassung umgestellt"),
    "completed": gettext_lazy("Ablauf abgeschlossen"),
    "failed": gettext_lazy("Ablauf mit Fehler beendet"),
}


@staff_page
def case_process(request: Request, case: UUID) -> HttpResponse:
    """Show where the process stands."""
    return _show(request, case)


def _show(request: Request, case: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    view = process_view(ctx, case=case)
    may_hand_over = ctx.may(Cases.HAND_OVER)
    values = {
        "view": view,
        "package": view.package,
        "svg": _svg(view),
        "nodes": view.package.process.nodes,
        "event_names": EVENT_NAMES,
        "people": _people(ctx, view),
        "colleagues": list_colleagues(ctx) if may_hand_over else [],
        "may": {name: ctx.may(permission) for name, permission in Cases.__members__.items()},
        "error": error,
        "entered": request.POST if error else {},
    }
    return render(request, "cases/case_process.html", values, status=status)


def _svg(view: ProcessView) -> str:
    title = gettext("Stand des Ablaufs: %(number)s") % {"number": view.number}
    places = ", ".join(place.label for place in view.places) or gettext("Der Ablauf ist beendet.")
    description = (
        gettext("Der Vorgang steht hier: %(places)s") % {"places": places} if view.places else places
    )
    standing = [place.token.node for place in view.places]
    return draw_map(view.package.diagram, title=title, description=description, highlighted=standing)


def _people(ctx: Context, view: ProcessView) -> dict[str, str]:
    ids = {place.work.assignee for place in view.places if place.work} | {
        event.actor for event in view.history
    }
    known: set[UUID] = set()
    for text in ids:
        with suppress(ValueError):
            known.add(UUID(text or ""))
    return {str(staff): name for staff, name in staff_names(ctx, known).items()}


def _retry(request: Request, case: UUID, reason: str) -> None:
    retry_step(request.ctx, case=case, job=_id(request, "schritt"), reason=reason)


def _skip(request: Request, case: UUID, reason: str) -> None:
    skip_step(request.ctx, case=case, job=_id(request, "schritt"), reason=reason)


def _reassign(request: Request, case: UUID, reason: str) -> None:
    staff = UUID(_id(request, "an"))
    reassign_task(request.ctx, case=case, work_item=_id(request, "aufgabe"), staff=staff, reason=reason)


def _withdraw(request: Request, case: UUID, reason: str) -> None:
    withdraw_task(request.ctx, case=case, work_item=_id(request, "aufgabe"), reason=reason)


def _jump(request: Request, case: UUID, reason: str) -> None:
    step = request.POST.get("ziel", "")
    jump_to_step(request.ctx, case=case, token=_id(request, "stelle"), step=step, reason=reason)


def _discontinue(request: Request, case: UUID, reason: str) -> None:
    discontinue_case(request.ctx, case=case, reason=reason)


def _reopen(request: Request, case: UUID, reason: str) -> None:
    reopen_case(request.ctx, case=case, step=request.POST.get("ziel", ""), reason=reason)


def _id(request: Request, name: str) -> str:
    try:
        return str(UUID(request.POST.get(name, "")))
    except ValueError as error:
        raise NotFoundError(f"{name} names nothing") from error


ACTIONS: dict[str, Callable[[Request, UUID, str], None]] = {
    "wiederholen": _retry,
    "ueberspringen": _skip,
    "zuweisen": _reassign,
    "zurueckziehen": _withdraw,
    "springen": _jump,
    "einstellen": _discontinue,
    "aufnehmen": _reopen,
}


def _again(request: Request, case: UUID, error: ProductError) -> HttpResponse:
    return _show(request, case, error=str(error.user_message), status=422)


@staff_action(_again)
def process_action(request: Request, case: UUID, action: str) -> HttpResponse:
    """Carry out an action and come back; what is wrong is said there, with all that was typed."""
    if request.method != "POST" or action not in ACTIONS:
        raise NotFoundError(f"no action {action}")
    ACTIONS[action](request, case, request.POST.get("begruendung", ""))
    return HttpResponseRedirect(url("case_process", slug=request.body_entry.slug, case=case))
