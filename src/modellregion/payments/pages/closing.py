"""Day closings: what today holds so far, closing it, and the closings with their cash books."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, gettext_lazy

from modellregion.kernel.errors import ProductError
from modellregion.kernel.http.documents import csv_response, ods_response
from modellregion.kernel.http.pages import render, status_of
from modellregion.kernel.tables import Cell
from modellregion.kernel.ui.environment import url
from modellregion.payments.closings import (
    cash_book,
    close_day,
    closing_view,
    list_closings,
    preview_closing,
    received_by_way,
)
from modellregion.payments.policy import Payments
from modellregion.payments.references import euros, show_reference, typed_cents
from modellregion.payments.states import ACCOUNT_NAMES, KIND_NAMES, WAYS
from modellregion.region.frames import Request, staff_action, staff_page

COLUMN_NAMES = (
    gettext_lazy("Tag"),
    gettext_lazy("Art"),
    gettext_lazy("Soll"),
    gettext_lazy("Haben"),
    gettext_lazy("Betrag"),
    gettext_lazy("Kassenzeichen"),
    gettext_lazy("Vorgang"),
    gettext_lazy("Vermerk"),
    gettext_lazy("Gebucht von"),
)


@staff_page
def closings(request: Request) -> HttpResponse:
    """Show what closing today would hold, and the closings before."""
    return _show(request)


def _show(request: Request, *, error: ProductError | None = None) -> HttpResponse:
    preview = preview_closing(request.ctx)
    found = list_closings(request.ctx)
    status = 200
    if error is not None:
        status = status_of(error)
    values = {
        "preview": preview,
        "ways": [(WAYS[way], *sums) for way, *sums in received_by_way(preview.sums)],
        "closings": found,
        "is_closed": bool(found) and found[0].day >= request.ctx.today(),
        "may_close": request.ctx.may(Payments.CLOSE_DAY),
        "typed": lambda cents: euros(cents).replace(".", ","),
        "error": str(error.user_message) if error else "",
        "entered": request.POST if error else {},
    }
    return render(request, "payments/closings.html", values, status=status)


@staff_action(_show)
def close_today(request: Request) -> HttpResponse:
    """Close today."""
    if request.method != "POST":
        return HttpResponseRedirect(url("closings", slug=request.body_entry.slug))
    text = request.POST.get("gezaehlt", "").strip()
    counted = 0 if text.strip("0,") == "" and text else typed_cents(text)
    closed = close_day(request.ctx, counted_cents=counted, note=request.POST.get("grund", "")[:500])
    return HttpResponseRedirect(url("closing", slug=request.body_entry.slug, closing=closed))


@staff_page
def closing(request: Request, closing: UUID) -> HttpResponse:
    """Show one closing."""
    view = closing_view(request.ctx, closing)
    values = {
        "view": view,
        "ways": [(WAYS[way], *sums) for way, *sums in received_by_way(view.sums)],
        "account_names": ACCOUNT_NAMES,
        "kind_names": KIND_NAMES,
    }
    return render(request, "payments/closing.html", values)


@staff_page
def cash_book_export(request: Request, closing: UUID) -> HttpResponse:
    """Send the postings of a closing as text for spreadsheets."""
    return csv_response("kassenbuch", COLUMN_NAMES, _cells(request, closing))


@staff_page
def cash_book_spreadsheet(request: Request, closing: UUID) -> HttpResponse:
    """Send the postings of a closing as a spreadsheet."""
    return ods_response("kassenbuch", gettext("Kassenbuch"), COLUMN_NAMES, _cells(request, closing))


def _cells(request: Request, closing: UUID) -> list[list[Cell]]:
    return [
        [
            line.posting.booked_on,
            str(KIND_NAMES[line.posting.kind]),
            str(ACCOUNT_NAMES[line.posting.debit]),
            str(ACCOUNT_NAMES[line.posting.credit]),
            euros(line.posting.cents).replace(".", ","),
            show_reference(line.reference),
            line.number,
            line.posting.note,
            line.posting.by,
        ]
        for line in cash_book(request.ctx, closing)
    ]
