"""Clearing items: what does not fit, and what was decided of it."""

from uuid import UUID

from django.http import HttpResponse

from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.payments.clearing import Decision, decide_item, list_items
from modellregion.payments.policy import Payments
from modellregion.payments.references import euros, show_reference, typed_cents
from modellregion.payments.states import TROUBLE_NAMES
from modellregion.region.acting import acting
from modellregion.region.frames import Request, staff_page


@staff_page
def clearing(request: Request) -> HttpResponse:
    """Show what waits, or with ``zeige=entschieden`` what was decided."""
    return _show(request)


def _show(request: Request, *, item: UUID | None = None, error: str = "", status: int = 200) -> HttpResponse:
    decided = request.GET.get("zeige") == "entschieden"
    values = {
        "items": list_items(request.ctx, decided=decided),
        "decided": decided,
        "trouble_names": TROUBLE_NAMES,
        "typed": lambda cents: euros(cents).replace(".", ","),
        "shown_reference": show_reference,
        "may_book": request.ctx.may(Payments.BOOK),
        "error": error,
        "wrong": item,
        "entered": request.POST if error else {},
    }
    return render(request, "payments/clearing.html", values, status=status)


def _book(request: Request, item: UUID) -> str:
    cents = typed_cents(request.POST.get("betrag", ""))
    decide_item(
        request.ctx,
        item=item,
        decision=Decision.BOOK,
        cents=cents,
        reason=request.POST.get("grund", "")[:500],
    )
    return url("clearing", slug=request.body_entry.slug)


def _dismiss(request: Request, item: UUID) -> str:
    decide_item(request.ctx, item=item, decision=Decision.DISMISS, reason=request.POST.get("grund", "")[:500])
    return url("clearing", slug=request.body_entry.slug)


clearing_action = acting(_show, {"buchen": _book, "erledigen": _dismiss})
