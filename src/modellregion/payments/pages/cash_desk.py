"""The cashier's list of claims, and the page of one: take cash, give back, ask for less."""

from dataclasses import replace
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy

from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.http.documents import content_response, csv_response, ods_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.tables import Cell
from modellregion.kernel.ui.environment import url
from modellregion.payments.claims import reduce_claim, refund, take_cash
from modellregion.payments.debits import debits_of
from modellregion.payments.letters import invoice_pdf, receipt_pdf, reminder_pdf
from modellregion.payments.mandates import mandates_of, revoke_at_desk
from modellregion.payments.pages.sent import identifier, way_of
from modellregion.payments.pages.words import HISTORY_NAMES
from modellregion.payments.plans import plans_of
from modellregion.payments.policy import Payments
from modellregion.payments.queries import (
    ClaimQuery,
    Order,
    Shown,
    claim_detail,
    claim_to_pay,
    list_claims,
)
from modellregion.payments.references import euros, show_reference, typed_cents
from modellregion.payments.reminders import owed_claim, take_back
from modellregion.payments.states import (
    ACCOUNT_NAMES,
    CLAIM_STATE_NAMES,
    DEBIT_STATE_NAMES,
    INTENT_STATE_NAMES,
    KIND_NAMES,
    MANDATE_STATE_NAMES,
    PLAN_STATE_NAMES,
    WAYS,
    WAYS_BACK,
    ClaimState,
)
from modellregion.region.acting import acting
from modellregion.region.frames import Request, parameters_of, staff_page
from modellregion.region.kept_views import List, views_on

EXPORT_ROWS_MAX = 5000
SHOWN_NAMES = {
    Shown.OPEN: gettext_lazy("Offen"),
    Shown.OVERDUE: gettext_lazy("Überfällig"),
    Shown.HANDED_OVER: gettext_lazy("An die Vollstreckung übergeben"),
    Shown.PAID: gettext_lazy("Bezahlt"),
    Shown.UNCLEAR: gettext_lazy("Zu klären"),
    Shown.REFUNDED: gettext_lazy("Mit Erstattung"),
    Shown.ALL: gettext_lazy("Alle"),
}
ORDER_NAMES = {
    Order.NEWEST: gettext_lazy("Neueste zuerst"),
    Order.OLDEST: gettext_lazy("Älteste zuerst"),
    Order.DUE: gettext_lazy("Fälligkeit"),
}
COLUMN_NAMES = (
    gettext_lazy("Kassenzeichen"),
    gettext_lazy("Vorgang"),
    gettext_lazy("Betreff"),
    gettext_lazy("Wofür"),
    gettext_lazy("Gefordert"),
    gettext_lazy("Bezahlt"),
    gettext_lazy("Offen"),
    gettext_lazy("Stand"),
    gettext_lazy("Seit"),
    gettext_lazy("Fällig am"),
)
STATE_KINDS = {
    ClaimState.PAID: "success",
    ClaimState.OVERPAID: "danger",
    ClaimState.OPEN: "warning",
    ClaimState.PART_PAID: "warning",
}
Choice = TypeVar("Choice", bound=StrEnum)


@staff_page
def cash_desk(request: Request) -> HttpResponse:
    """Show the list."""
    query = _query(request)
    page = list_claims(request.ctx, query)
    parameters = parameters_of(request)
    values = {
        "page": page,
        "query": query,
        "shown_names": SHOWN_NAMES.items(),
        "order_names": ORDER_NAMES.items(),
        "way_names": [(way.value, name) for way, name in WAYS.items()],
        "state_names": CLAIM_STATE_NAMES,
        "state_kinds": STATE_KINDS,
        "shown_reference": show_reference,
        "next": "?" + urlencode({**parameters, "ab": page.next}) if page.next else "",
        "first": "?" + urlencode(parameters) if query.after else "",
        "export": "?" + urlencode(parameters),
        **views_on(request, List.CASH_DESK),
    }
    return render(request, "payments/cash_desk.html", values)


@staff_page
def claims_export(request: Request) -> HttpResponse:
    """Send the list as text for spreadsheets, at most 5 000 rows."""
    return csv_response("zahlungen", COLUMN_NAMES, _cells(request))


@staff_page
def claims_spreadsheet(request: Request) -> HttpResponse:
    """Send the list as a spreadsheet, at most 5 000 rows."""
    return ods_response("zahlungen", gettext("Zahlungen"), COLUMN_NAMES, _cells(request))


def _cells(request: Request) -> list[list[Cell]]:
    page = list_claims(request.ctx, replace(_query(request), after="", size=EXPORT_ROWS_MAX))
    return [
        [
            row.reference,
            row.number,
            row.subject,
            row.purpose,
            euros(row.asked_cents).replace(".", ","),
            euros(row.kept_cents).replace(".", ","),
            euros(max(0, row.open_cents)).replace(".", ","),
            str(CLAIM_STATE_NAMES[row.state]),
            row.created_at,
            row.due_on,
        ]
        for row in page.rows
    ]


def _query(request: Request) -> ClaimQuery:
    get = request.GET
    return ClaimQuery(
        shown=_choice(Shown, get.get("zeige"), Shown.ALL if get.get("suche") else Shown.OPEN),
        search=get.get("suche", "")[:200],
        way=get.get("weg", "")[:20],
        order=_choice(Order, get.get("sortierung"), Order.NEWEST),
        after=get.get("ab", "")[:80],
    )


def _choice(kind: type[Choice], text: str | None, default: Choice) -> Choice:
    try:
        return kind(text or "")
    except ValueError:
        return default


@staff_page
def payment(request: Request, claim: UUID) -> HttpResponse:
    """Show one claim."""
    return _show(request, claim)


def _show(request: Request, claim: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    detail = claim_detail(ctx, claim)
    values = {
        "detail": detail,
        "debit": debits_of(ctx, [claim]).get(claim),
        "debit_names": DEBIT_STATE_NAMES,
        "mandates": mandates_of(ctx, claim),
        "plan": plans_of(ctx, [claim]).get(claim),
        "plan_names": PLAN_STATE_NAMES,
        "mandate_names": MANDATE_STATE_NAMES,
        "claim": detail.claim,
        "state_names": CLAIM_STATE_NAMES,
        "state_kinds": STATE_KINDS,
        "intent_names": INTENT_STATE_NAMES,
        "kind_names": KIND_NAMES,
        "account_names": ACCOUNT_NAMES,
        "history_names": HISTORY_NAMES,
        "way_names": [(way.value, name) for way, name in WAYS_BACK.items()],
        "typed": lambda cents: euros(cents).replace(".", ","),
        "shown_reference": show_reference,
        "may_book": ctx.may(Payments.BOOK),
        "may_refund": ctx.may(Payments.REFUND),
        "error": error,
        "entered": request.POST if error else {},
    }
    return render(request, "payments/payment.html", values, status=status)


def _cash(request: Request, claim: UUID) -> str:
    take_cash(
        request.ctx,
        claim=claim,
        cents=typed_cents(request.POST.get("bar", "")),
        note=request.POST.get("vermerk", "")[:200],
    )
    return url("payment", slug=request.body_entry.slug, claim=claim)


def _refund(request: Request, claim: UUID) -> str:
    refund(
        request.ctx,
        claim=claim,
        cents=typed_cents(request.POST.get("erstattung", "")),
        way=way_of(request.POST.get("weg", "")),
        reason=request.POST.get("grund", "")[:500],
    )
    return url("payment", slug=request.body_entry.slug, claim=claim)


def _reduce(request: Request, claim: UUID) -> str:
    reduce_claim(
        request.ctx,
        claim=claim,
        cents=typed_cents(request.POST.get("nachlass", "")),
        reason=request.POST.get("weshalb", "")[:500],
    )
    return url("payment", slug=request.body_entry.slug, claim=claim)


def _take_back(request: Request, claim: UUID) -> str:
    take_back(request.ctx, claim=claim, reason=request.POST.get("warum", ""))
    return url("payment", slug=request.body_entry.slug, claim=claim)


def _revoke(request: Request, claim: UUID) -> str:
    mandate = identifier(request.POST.get("mandat", ""))
    revoke_at_desk(request.ctx, mandate=mandate, reason=request.POST.get("widerruf", ""))
    return url("payment", slug=request.body_entry.slug, claim=claim)


payment_action = acting(
    _show,
    {
        "bar": _cash,
        "erstatten": _refund,
        "absetzen": _reduce,
        "zurueckholen": _take_back,
        "mandat-widerrufen": _revoke,
    },
)


@staff_page
def payment_reminder(request: Request, claim: UUID) -> HttpResponse:
    """Send the reminder of a claim that was reminded of and is still open."""
    owed = owed_claim(request.ctx, claim)
    if owed.claim.reminded_until is None or owed.claim.open_cents <= 0:
        raise NotFoundError(f"no reminder of claim {claim}")
    content = reminder_pdf(request.ctx, owed.claim, owed.debtor)
    return content_response(content, media_type="application/pdf", name=f"Mahnung-{owed.claim.number}.pdf")


@staff_page
def payment_letter(request: Request, claim: UUID) -> HttpResponse:
    """Send the receipt of what was paid; the request to pay while nothing is."""
    detail = claim_detail(request.ctx, claim).claim
    asked = claim_to_pay(request.ctx, claim)
    if asked.payments:
        content, name = receipt_pdf(request.ctx, asked), f"Quittung-{detail.number}.pdf"
    else:
        content, name = invoice_pdf(request.ctx, asked), f"Zahlungsaufforderung-{detail.number}.pdf"
    return content_response(content, media_type="application/pdf", name=name)
