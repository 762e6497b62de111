"""Direct debits at the cash office: what is due goes into a file for the bank; the files, and what became of their debits."""

from uuid import UUID

from django.http import HttpResponse

from modellregion.kernel.http.documents import content_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.payments.collecting import collect, collection_file, collection_view, waiting_debits
from modellregion.payments.pages.sent import identifier
from modellregion.payments.policy import Payments
from modellregion.payments.references import show_reference
from modellregion.payments.settings import bank_account, can_be_paid
from modellregion.payments.states import DEBIT_STATE_NAMES, DebitState
from modellregion.region.acting import acting
from modellregion.region.frames import Request, staff_page

STATE_KINDS = {
    DebitState.SETTLED: "success",
    DebitState.RETURNED: "danger",
    DebitState.WITHDRAWN: "warning",
}


@staff_page
def debits(request: Request) -> HttpResponse:
    """Show what waits, and the files."""
    return _show(request)


def _show(request: Request, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    values = {
        "found": waiting_debits(ctx),
        "creditor": bank_account(ctx).creditor_id if can_be_paid(ctx) else "",
        "shown_reference": show_reference,
        "may_book": ctx.may(Payments.BOOK),
        "chosen": request.POST.getlist("lastschrift"),
        "error": error,
    }
    return render(request, "payments/debits.html", values, status=status)


def _collect(request: Request) -> str:
    made = collect(request.ctx, [identifier(text) for text in request.POST.getlist("lastschrift")])
    return url("collection", slug=request.body_entry.slug, collection=made)


debits_action = acting(_show, {"erstellen": _collect})


@staff_page
def collection(request: Request, collection: UUID) -> HttpResponse:
    """Show one file: its sums and its debits."""
    return _show_file(request, collection)


def _show_file(request: Request, collection: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    view, lines = collection_view(request.ctx, collection)
    values = {
        "view": view,
        "lines": lines,
        "state_names": DEBIT_STATE_NAMES,
        "state_kinds": STATE_KINDS,
        "shown_reference": show_reference,
        "may_book": request.ctx.may(Payments.BOOK),
        "error": error,
    }
    return render(request, "payments/collection.html", values, status=status)


def _fetch(request: Request, collection: UUID) -> HttpResponse:
    """Send the file for the bank (pain.008): asked for with POST, because who fetched it is written down."""
    name, content = collection_file(request.ctx, collection)
    return content_response(content, media_type="application/xml", name=name)


collection_action = acting(_show_file, {"datei": _fetch})
