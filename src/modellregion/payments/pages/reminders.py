"""Overdue claims: reminded of, handed over to enforcement, taken back; each run with its letters or its table."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, gettext_lazy

from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.documents import content_response, csv_response, ods_response
from modellregion.kernel.http.pages import render, status_of
from modellregion.kernel.tables import Cell
from modellregion.kernel.ui.environment import url
from modellregion.payments.letters import joined_pdf, reminder_pdf
from modellregion.payments.pages.sent import identifier
from modellregion.payments.policy import Payments
from modellregion.payments.references import euros, show_reference
from modellregion.payments.reminders import RunKind, hand_over, overdue, remind, run_view
from modellregion.region.frames import Request, staff_action, staff_page

RUN_NAMES = {
    RunKind.REMINDER: gettext_lazy("Mahnlauf"),
    RunKind.HANDOVER: gettext_lazy("Übergabe an die Vollstreckung"),
}
COLUMN_NAMES = (
    gettext_lazy("Kassenzeichen"),
    gettext_lazy("Vorgang"),
    gettext_lazy("Schuldner"),
    gettext_lazy("Wofür"),
    gettext_lazy("Offen"),
    gettext_lazy("Fällig am"),
    gettext_lazy("Gemahnt bis"),
    gettext_lazy("Rechtsgrundlage"),
)
COMMANDS = {"mahnen": remind, "uebergeben": hand_over}


@staff_page
def reminders(request: Request) -> HttpResponse:
    """Show what is overdue, and the runs."""
    return _show(request, None)


def _show(request: Request, error: ProductError | None) -> HttpResponse:
    values = {
        "found": overdue(request.ctx),
        "run_names": RUN_NAMES,
        "shown_reference": show_reference,
        "may_book": request.ctx.may(Payments.BOOK),
        "chosen": request.POST.getlist("forderung"),
        "error": str(error.user_message) if error else "",
    }
    return render(request, "payments/reminders.html", values, status=status_of(error) if error else 200)


@staff_action(_show)
def reminders_action(request: Request, action: str) -> HttpResponse:
    """Remind of the chosen claims, or hand them over; then show the run."""
    command = COMMANDS.get(action)
    if request.method != "POST" or command is None:
        raise NotFoundError(f"no action {action}")
    run = command(request.ctx, [identifier(text) for text in request.POST.getlist("forderung")])
    return HttpResponseRedirect(url("payment_run", slug=request.body_entry.slug, run=run))


@staff_page
def payment_run(request: Request, run: UUID) -> HttpResponse:
    """Show one run."""
    view, rows = run_view(request.ctx, run)
    values = {
        "run": view,
        "rows": rows,
        "run_names": RUN_NAMES,
        "shown_reference": show_reference,
        "is_reminder": view.kind is RunKind.REMINDER,
    }
    return render(request, "payments/run.html", values)


@staff_page
def run_letters(request: Request, run: UUID) -> HttpResponse:
    """Send the letters of a reminder as one file, without those that were paid meanwhile."""
    view, rows = run_view(request.ctx, run)
    owed = [one for one in rows if one.claim.open_cents > 0]
    if view.kind is not RunKind.REMINDER or not owed:
        raise NotFoundError(f"run {run} has no letters")
    letters = (reminder_pdf(request.ctx, one.claim, one.debtor) for one in owed)
    name = f"Mahnungen-{view.number}.pdf"
    return content_response(joined_pdf(letters), media_type="application/pdf", name=name)


@staff_page
def run_export(request: Request, run: UUID) -> HttpResponse:
    """Send the claims of a run as text for spreadsheets and the programs of the enforcement office."""
    view, cells = _cells(request, run)
    return csv_response(f"{view}", COLUMN_NAMES, cells)


@staff_page
def run_spreadsheet(request: Request, run: UUID) -> HttpResponse:
    """Send the claims of a run as a spreadsheet."""
    view, cells = _cells(request, run)
    return ods_response(view, gettext("Forderungen"), COLUMN_NAMES, cells)


def _cells(request: Request, run: UUID) -> tuple[str, list[list[Cell]]]:
    view, rows = run_view(request.ctx, run)
    name = {RunKind.REMINDER: "mahnlauf", RunKind.HANDOVER: "uebergabe"}[view.kind]
    return f"{name}-{view.number}", [
        [
            show_reference(one.claim.reference),
            one.claim.number,
            one.debtor.replace("\n", ", "),
            one.claim.purpose,
            euros(max(0, one.claim.open_cents)).replace(".", ","),
            one.claim.due_on,
            one.claim.reminded_until,
            "; ".join(
                dict.fromkeys(position["basis"] for position in one.claim.positions if position["basis"])
            ),
        ]
        for one in rows
    ]
