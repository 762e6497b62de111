"""The case page (Vorgangsseite): what the rooms know of a case, and what can be done next, one primary action."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy

from modellregion.cases import api as cases
from modellregion.cases.notices.states import DELIVERY_STATE_NAMES, NOTICE_STATE_NAMES
from modellregion.cases.pages.collecting import target_of
from modellregion.cases.policy import Cases
from modellregion.cases.surroundings import surroundings_of
from modellregion.desk.pages.case_documents import beside
from modellregion.exchange.api import TransmissionEntry, transmissions_of
from modellregion.exchange.policy import Exchange
from modellregion.forms.api import summarise
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import render, status_of
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import explain_fee
from modellregion.payments.api import CLAIM_STATE_NAMES, claims_of_case
from modellregion.payments.policy import Payments
from modellregion.region.api import list_colleagues, list_units, staff_names
from modellregion.region.frames import Request, staff_action, staff_page
from modellregion.trade.api import NEW_ENTRY, Proposal, check_choice, propose_entries

ILLEGAL_WORK = "schwarzarbeit"
_DECISIONS = {"certify": gettext_lazy("Empfang bescheinigen"), "refuse": gettext_lazy("Zurückweisen")}


class DateUnreadableError(ProductError):
    """What was typed as a date is none."""

    code = "date_unreadable"
    user_message = gettext_lazy("Das Datum lässt sich nicht lesen. Bitte geben Sie es so ein: 2026-03-31.")


@staff_page
def case_page(request: Request, case: UUID) -> HttpResponse:
    """Show the case."""
    return _show(request, case)


def _show(request: Request, case: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    view = cases.desk_view(ctx, case=case)
    hints = cases.check_case(ctx, view)
    # The rates of the day it came in, whatever has changed since.
    fee, explained = explain_fee(view.package, hints.names, view.received_at.astimezone(BERLIN).date())
    sheets = view.package.sheet_rows(view.answers, hints.names)
    values = {
        "case": view,
        "package": view.package,
        "error": error,
        "entered": request.POST if error else {},
        "sections": summarise(view.package.form, view.answers, surroundings_of(ctx), language=ctx.language),
        "hints": [finding for finding in hints.findings if finding.is_hint],
        "problems": hints.errors,
        "pages": [page.id for page in view.package.form.pages],
        "fee": fee,
        "explained": explained,
        "state_name": _state_name(view, ctx.language),
        "words": {
            action: view.package.outcome_text(ctx.language, action, "action")
            for action in ("certify", "refuse")
        },
        "assignee": staff_names(ctx, {view.assignee}).get(view.assignee, "") if view.assignee else "",
        "units": list_units(ctx),
        "colleagues": list_colleagues(ctx) if ctx.may(Cases.HAND_OVER) else [],
        "transmissions": _transmissions(ctx, case),
        "claims": claims_of_case(ctx, case) if ctx.may(Payments.SEE_OF_CASE) else [],
        "claim_states": CLAIM_STATE_NAMES,
        "proposals": _proposals(ctx, view, sheets),
        "new_entry": NEW_ENTRY,
        "sheets": sheets,
        "may": {name: ctx.may(permission) for name, permission in Cases.__members__.items()},
        "is_mine": view.assignee == ctx.actor.id,
        "is_open": not view.state.is_decided and view.closed_at is None,
        "illegal_work": _illegal_work(view),
        "today": ctx.today(),
        "tasks": cases.tasks_of(ctx, case),
        "steps": cases.open_steps(ctx, case, view.package) if view.closed_at is None else [],
        "held": _held(ctx, view),
        "rounds": cases.rounds_of(ctx, case),
        "known": cases.known_of(ctx, case, view.package.form, view.answers),
        "channel": cases.CHANNEL_NAMES[cases.Channel(view.channel)],
        "proposal": cases.proposal_of(ctx, case) if view.package.case.four_eyes else None,
        "me": ctx.actor.id,
        **_parties(ctx, view),
        "viewed": beside(request, view),
        "notices": cases.notices_of(ctx, case),
        "notice_kinds": _notice_kinds(view, ctx.language),
        "notice_names": {"states": NOTICE_STATE_NAMES, "delivery": DELIVERY_STATE_NAMES},
    }
    return render(request, "desk/case.html", values, status=status)


def _held(ctx: Context, view: cases.CaseView) -> str:
    """Say why the actor can decide nothing now: the process waits for the payment, or for the team lead."""
    if view.closed_at is not None:
        return ""
    if cases.waits_for_payment(ctx, view.id, view.package):
        return "payment"
    return "lead" if cases.waits_for_others(ctx, view.id, view.package) else ""


def _state_name(view: cases.CaseView, language: str) -> str:
    """Return the state as the package calls it, else as the platform does."""
    action = {cases.CaseState.CERTIFIED: "certify", cases.CaseState.REFUSED: "refuse"}.get(view.state, "")
    return view.package.outcome_text(language, action, "state") or str(cases.STATE_NAMES[view.state])


def _notice_kinds(view: cases.CaseView, language: str) -> list[tuple[str, str]]:
    """Return the kinds of notice that can be begun now: id and name, with what they decide."""
    found = []
    for kind in cases.kinds_to_begin(view.package, view.state):
        name = cases.kind_name(view.package, kind, language)
        decides = view.package.outcome_text(language, kind.result, "action") or _DECISIONS.get(
            kind.result, ""
        )
        found.append((kind.id, f"{name} ({decides})" if kind.result else name))
    return found


def _illegal_work(view: cases.CaseView) -> str:
    """Return the mark that sends the data to one more recipient, where the service has such a recipient."""
    marks = {rule.needs_mark for rule in view.package.exchange.recipients}
    return ILLEGAL_WORK if ILLEGAL_WORK in marks else ""


def _parties(ctx: Context, view: cases.CaseView) -> dict[str, object]:
    roles = {role: name for role, name in cases.ROLE_NAMES.items() if role is not cases.PartyRole.APPLICANT}
    names: dict[object, str] = dict(enumerate(cases.applicant_names(view.package, view.answers)))
    return {
        "parties": cases.parties_of(ctx, view.id, view.package, view.answers),
        "party_roles": roles,
        # One that was given with an account comes with the application.
        "mandates": {one: name for one, name in cases.MANDATE_NAMES.items() if one != cases.Mandate.ACCOUNT},
        "applicants": {"": gettext_lazy("Für alle")} | names,
    }


def _transmissions(ctx: Context, case: UUID) -> list[TransmissionEntry]:
    return transmissions_of(ctx, case=case) if ctx.may(Exchange.SEE_SENT) else []


def _proposals(ctx: Context, view: cases.CaseView, sheets: list[int | None]) -> list[Proposal]:
    """Return which entries of the register a change or a deregistration may belong to; none for a registration."""
    if view.package.register.get("kind", "anmeldung") == "anmeldung" or view.state.is_decided:
        return []
    return propose_entries(ctx, view.package, view.answers, subject=view.subject, sheets=sheets)


def _claim(request: Request, case: UUID) -> None:
    cases.claim_case(request.ctx, case=case)


def _release(request: Request, case: UUID) -> None:
    cases.release_case(request.ctx, case=case)


def _hand_over(request: Request, case: UUID) -> None:
    staff, unit = target_of(request)
    cases.hand_over_case(
        request.ctx, case=case, staff=staff, unit=unit, reason=request.POST.get("begruendung", "")
    )


def _ask(request: Request, case: UUID) -> None:
    cases.ask_applicant(request.ctx, case=case, text=request.POST.get("frage", ""))


def _certify(request: Request, case: UUID) -> None:
    names = [name for name in request.POST if name.startswith("register_entry")]
    choices = {name: request.POST[name] for name in names if request.POST[name]}
    check_choice(request.ctx, cases.desk_view(request.ctx, case=case), choices)
    cases.certify_receipt(request.ctx, case=case, choices=choices)


def _refuse(request: Request, case: UUID) -> None:
    cases.refuse_notice(request.ctx, case=case, reason=request.POST.get("begruendung", ""))


def _mark(request: Request, case: UUID) -> None:
    is_set = request.POST.get("kennzeichen") == "1"
    reason = request.POST.get("begruendung", "")
    cases.mark_case(request.ctx, case=case, mark=ILLEGAL_WORK, is_set=is_set, reason=reason)


def _add_task(request: Request, case: UUID) -> None:
    due_on = _day(request, "bis") if request.POST.get("bis") else None
    staff = UUID(request.POST["wer"]) if _is_id(request.POST.get("wer", "")) else None
    cases.add_task(request.ctx, case=case, title=request.POST.get("was", ""), staff=staff, due_on=due_on)


def _finish_task(request: Request, case: UUID) -> None:
    cases.finish_task(request.ctx, case=case, task=_task(request), result=request.POST.get("ergebnis", ""))


def _strike_task(request: Request, case: UUID) -> None:
    cases.strike_task(request.ctx, case=case, task=_task(request), reason=request.POST.get("begruendung", ""))


def _task(request: Request) -> UUID:
    return _named(request, "aufgabe")


def _named(request: Request, name: str) -> UUID:
    text = request.POST.get(name, "")
    if not _is_id(text):
        raise NotFoundError(f"no {name} named")
    return UUID(text)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _finish_step(request: Request, case: UUID) -> None:
    step, note = request.POST.get("schritt", "")[:200], request.POST.get("vermerk", "")
    cases.finish_step(request.ctx, case=case, step=step, note=note)


def _start_clock(request: Request, case: UUID) -> None:
    cases.start_clock(
        request.ctx, case=case, clock=_clock(request), on=_day(request, "tag"), reason=_reason(request)
    )


def _withdraw_start(request: Request, case: UUID) -> None:
    cases.withdraw_clock_start(request.ctx, case=case, clock=_clock(request), reason=_reason(request))


def _suspend_clock(request: Request, case: UUID) -> None:
    waiting_for = request.POST.get("wartet_auf", "")
    cases.suspend_clock(
        request.ctx, case=case, clock=_clock(request), reason=_reason(request), waiting_for=waiting_for
    )


def _resume_clock(request: Request, case: UUID) -> None:
    cases.resume_clock(request.ctx, case=case, clock=_clock(request), reason=_reason(request))


def _extend_clock(request: Request, case: UUID) -> None:
    by = cases.Lengthening(until=_day(request, "bis"))
    cases.extend_clock(request.ctx, case=case, clock=_clock(request), by=by, reason=_reason(request))


def _certify_effect(request: Request, case: UUID) -> None:
    cases.certify_effect(request.ctx, case=case, clock=_clock(request))


def _add_party(request: Request, case: UUID) -> None:
    posted = request.POST
    role, mandate, row = posted.get("rolle", ""), posted.get("vollmacht", ""), posted.get("fuer", "")
    if role not in set(cases.PartyRole) or mandate not in set(cases.Mandate) - {cases.Mandate.ACCOUNT}:
        raise NotFoundError(f"no role {role}, no mandate {mandate}")
    party = cases.NewParty(
        role=cases.PartyRole(role),
        name=posted.get("name", ""),
        address=posted.get("anschrift", ""),
        contact=posted.get("kontakt", ""),
        mandate=cases.Mandate(mandate),
        represents=int(row) if row.isdecimal() and len(row) < 4 else None,
        document=UUID(posted["nachweis"]) if _is_id(posted.get("nachweis", "")) else None,
    )
    cases.add_party(request.ctx, case=case, party=party, reason=_reason(request))


def _end_party(request: Request, case: UUID) -> None:
    cases.end_party(request.ctx, case=case, party=_named(request, "beteiligte"), reason=_reason(request))


def _ask_for_mandate(request: Request, case: UUID) -> None:
    cases.ask_for_mandate(request.ctx, case=case, party=_named(request, "beteiligte"))


def _confirm(request: Request, case: UUID) -> None:
    cases.confirm_decision(request.ctx, case=case)


def _return(request: Request, case: UUID) -> None:
    cases.return_decision(request.ctx, case=case, remark=request.POST.get("anmerkung", ""))


def _reason(request: Request) -> str:
    return request.POST.get("begruendung", "")


def _clock(request: Request) -> UUID:
    return _named(request, "frist")


def _day(request: Request, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise DateUnreadableError(request.POST.get(name, "")[:40]) from None


def _close(request: Request, case: UUID) -> None:
    cases.close_case(request.ctx, case=case)


ACTIONS: dict[str, Callable[[Request, UUID], None]] = {
    "uebernehmen": _claim,
    "zuruecklegen": _release,
    "abgeben": _hand_over,
    "rueckfrage": _ask,
    "bescheinigen": _certify,
    "zurueckweisen": _refuse,
    "kennzeichnen": _mark,
    "abschliessen": _close,
    "schritt-erledigen": _finish_step,
    "aufgabe": _add_task,
    "aufgabe-erledigen": _finish_task,
    "aufgabe-streichen": _strike_task,
    "frist-beginnen": _start_clock,
    "frist-beginn-zurueck": _withdraw_start,
    "frist-hemmen": _suspend_clock,
    "frist-fortsetzen": _resume_clock,
    "frist-verlaengern": _extend_clock,
    "rechtsfolge-bescheinigen": _certify_effect,
    "bestaetigen": _confirm,
    "zurueckgeben": _return,
    "beteiligte": _add_party,
    "beteiligte-beenden": _end_party,
    "vollmacht-anfordern": _ask_for_mandate,
}


def _again(request: Request, case: UUID, error: ProductError) -> HttpResponse:
    return _show(request, case, error=str(error.user_message), status=status_of(error))


@staff_action(_again)
def case_action(request: Request, case: UUID, action: str) -> HttpResponse:
    """Carry out an action and come back to the case; what is wrong is said there, with all that was typed."""
    if request.method != "POST" or action not in ACTIONS:
        raise NotFoundError(f"no action {action}")
    ACTIONS[action](request, case)
    return HttpResponseRedirect(url("case", slug=request.body_entry.slug, case=case))
