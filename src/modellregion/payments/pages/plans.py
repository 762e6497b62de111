"""Plans of instalments at the cash office: proposed by number and first day, changed line by line, agreed, ended."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.http import HttpResponse

from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.http.documents import content_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.payments.errors import PlanDatesError
from modellregion.payments.letters import plan_pdf
from modellregion.payments.plans import (
    INSTALMENTS_MAX,
    agree_plan,
    end_plan,
    monthly,
    plans_of,
    split,
)
from modellregion.payments.policy import Payments
from modellregion.payments.queries import ClaimView, claim_detail
from modellregion.payments.references import euros, show_reference, typed_cents
from modellregion.payments.reminders import owed_claim
from modellregion.payments.settings import bank_account
from modellregion.payments.states import PLAN_STATE_NAMES
from modellregion.region.acting import acting
from modellregion.region.frames import Request, staff_page


@staff_page
def plan(request: Request, claim: UUID) -> HttpResponse:
    """Show the claim's plan, or propose one as the address says."""
    return _show(request, claim)


def _show(request: Request, claim: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    found = claim_detail(ctx, claim).claim
    asked = request.POST if error else request.GET
    values = {
        "claim": found,
        "plan": plans_of(ctx, [claim]).get(claim),
        "plan_names": PLAN_STATE_NAMES,
        "grace_days": bank_account(ctx).grace_days,
        "rows": _typed(request) if error else _proposed(found, request.GET, ctx.today()),
        "asked": asked,
        "today": ctx.today().isoformat(),
        "most": INSTALMENTS_MAX,
        "shown_reference": show_reference,
        "may_book": ctx.may(Payments.BOOK),
        "error": error,
    }
    return render(request, "payments/plan.html", values, status=status)


def _typed(request: Request) -> list[tuple[str, str]]:
    days, amounts = request.POST.getlist("tag"), request.POST.getlist("betrag")
    return list(zip(days[:INSTALMENTS_MAX], amounts[:INSTALMENTS_MAX], strict=False))


def _proposed(claim: ClaimView, asked: Mapping[str, str], today: date) -> list[tuple[str, str]]:
    """Return days and amounts as they are typed; none where the address asks for no plan that can be."""
    try:
        count, first = int(asked.get("anzahl", "")[:3]), date.fromisoformat(asked.get("ab", ""))
        if not 1 < count <= INSTALMENTS_MAX or not today <= first < date(today.year + 10, 1, 1):
            return []
        parts = split(claim.open_cents, count, rest_first=asked.get("rest") == "erste")
    except ValueError:
        return []
    return [
        (day.isoformat(), euros(cents).replace(".", ","))
        for day, cents in zip(monthly(first, count), parts, strict=True)
    ]


def _agree(request: Request, claim: UUID) -> str:
    parts = []
    for day, amount in _typed(request):
        if not day.strip() and not amount.strip():
            continue  # an empty line is no instalment
        try:
            parts.append((date.fromisoformat(day.strip()), typed_cents(amount)))
        except ValueError:
            raise PlanDatesError("no day") from None
    agree_plan(request.ctx, claim=claim, parts=parts, note=request.POST.get("vermerk", ""))
    return url("instalments", slug=request.body_entry.slug, claim=claim)


def _end(request: Request, claim: UUID) -> str:
    end_plan(request.ctx, claim=claim, reason=request.POST.get("grund", ""))
    return url("instalments", slug=request.body_entry.slug, claim=claim)


plan_action = acting(_show, {"vereinbaren": _agree, "beenden": _end})


@staff_page
def plan_letter(request: Request, claim: UUID) -> HttpResponse:
    """Send the letter with the plan, to its debtor's address."""
    owed = owed_claim(request.ctx, claim)
    found = plans_of(request.ctx, [claim]).get(claim)
    if found is None:
        raise NotFoundError(f"no plan of claim {claim}")
    content = plan_pdf(request.ctx, owed.claim, found, owed.debtor)
    return content_response(content, media_type="application/pdf", name=f"Ratenplan-{owed.claim.number}.pdf")
