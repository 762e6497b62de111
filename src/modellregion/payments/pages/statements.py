"""Account statements: take one in, look at its lines, book proposals, decide the others."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.payments.errors import StatementUnreadableError
from modellregion.payments.pages.sent import identifier
from modellregion.payments.policy import Payments
from modellregion.payments.references import show_reference
from modellregion.payments.settings import bank_account
from modellregion.payments.statements import (
    book_line,
    book_proposals,
    explain_line,
    list_statements,
    statement_view,
    take_statement,
)
from modellregion.payments.states import LINE_STATE_NAMES
from modellregion.region.acting import acting
from modellregion.region.frames import Request, staff_page

HOW_NAMES = {
    "settlement": gettext_lazy("Auszahlung oder Gebühr des Bezahldienstes"),
    "deposit": gettext_lazy("In Verwahrung nehmen, bis klar ist, wofür es ist"),
    "refunded": gettext_lazy("Erstattung, die schon gebucht ist"),
    "foreign": gettext_lazy("Gehört nicht zu dieser Kasse"),
}


@staff_page
def statements(request: Request) -> HttpResponse:
    """Show the statements, and the place where one is taken in."""
    return _show_all(request)


def _show_all(request: Request, *, error: str = "", status: int = 200) -> HttpResponse:
    values = {
        "statements": list_statements(request.ctx),
        "may_book": request.ctx.may(Payments.BOOK),
        "error": error,
    }
    return render(request, "payments/statements.html", values, status=status)


def _take(request: Request) -> str:
    sent = request.FILES.get("datei")
    if sent is None:
        raise StatementUnreadableError("no file")
    taken = take_statement(request.ctx, name=sent.name or "", content=sent.read())
    slug = request.body_entry.slug
    return (
        url("statement", slug=slug, statement=taken[0]) if len(taken) == 1 else url("statements", slug=slug)
    )


statements_action = acting(_show_all, {"einlesen": _take})


@staff_page
def statement(request: Request, statement: UUID) -> HttpResponse:
    """Show one statement with its lines."""
    return _show(request, statement)


def _show(request: Request, statement: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    view = statement_view(request.ctx, statement)
    values = {
        "view": view,
        "proposals": [line for line in view.lines if line.state == "proposed"],
        "unclear": [line for line in view.lines if line.state == "unclear"],
        "done": [line for line in view.lines if line.state not in {"proposed", "unclear"}],
        "state_names": LINE_STATE_NAMES,
        "how_names": HOW_NAMES.items(),
        "shown_reference": show_reference,
        "debits_used": bool(bank_account(request.ctx).creditor_id),
        "may_book": request.ctx.may(Payments.BOOK),
        "error": error,
        "entered": request.POST if error else {},
    }
    return render(request, "payments/statement.html", values, status=status)


def _book(request: Request, statement: UUID) -> str:
    book_proposals(request.ctx, statement=statement)
    return url("statement", slug=request.body_entry.slug, statement=statement)


def _assign(request: Request, statement: UUID) -> str:
    book_line(
        request.ctx,
        statement=statement,
        line=identifier(request.POST.get("zeile", "")),
        reference=request.POST.get("kassenzeichen", "")[:60],
    )
    return url("statement", slug=request.body_entry.slug, statement=statement)


def _explain(request: Request, statement: UUID) -> str:
    how = request.POST.get("wie", "")
    explain_line(
        request.ctx,
        statement=statement,
        line=identifier(request.POST.get("zeile", "")),
        how=how if how in HOW_NAMES else "foreign",
        reason=request.POST.get("grund", "")[:500],
    )
    return url("statement", slug=request.body_entry.slug, statement=statement)


statement_action = acting(_show, {"vorschlaege": _book, "zuordnen": _assign, "erklaeren": _explain})
