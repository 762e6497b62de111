"""Participation of other authorities (Beteiligung): what a case has asked of whom, and the form to ask."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy

from modellregion.cases.consulting.asking import (
    Asked,
    Sent,
    Terms,
    ask_authorities,
    extend_request,
    remind_authority,
    renew_code,
    revoke_code,
    withdraw_request,
)
from modellregion.cases.consulting.by_package import proposals_of, routes_of
from modellregion.cases.consulting.completion import ALL_IN_OR_OVER, RULE_NAMES
from modellregion.cases.consulting.queries import rounds_of
from modellregion.cases.consulting.sharing import Shared, shareable_documents
from modellregion.cases.consulting.words import SILENCE_NAMES, Silence
from modellregion.cases.policy import Cases
from modellregion.cases.queries import CaseView, check_case, desk_view
from modellregion.cases.surroundings import surroundings_of
from modellregion.deadlines.api import SET_BY_AUTHORITY, DeadlineError, Period, Unit
from modellregion.forms.api import summarise
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ids import new_id, show_access_code
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import ConsultedBody
from modellregion.region.api import BodyEntry, list_bodies
from modellregion.region.frames import Request, staff_action, staff_page

UNIT_NAMES = {
    Unit.DAYS: gettext_lazy("Tage"),
    Unit.WORKING_DAYS: gettext_lazy("Arbeitstage"),
    Unit.WEEKS: gettext_lazy("Wochen"),
    Unit.MONTHS: gettext_lazy("Monate"),
}

_EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(("andere", "frage", "rechtsgrundlage", "norm", "schweigen", "schweigen_grundlage"), ""),
    "frist": "4",
    "einheit": Unit.WEEKS.value,
    "erinnern": "5",
    "abschluss": ALL_IN_OR_OVER,
    **dict.fromkeys(("stelle", "angabe", "unterlage"), ()),
}


class PeriodUnreadableError(ProductError):
    """What was typed as a period or a number of days is none."""

    code = "period_unreadable"
    user_message = gettext_lazy(
        "Die Frist lässt sich nicht lesen. Bitte geben Sie eine Zahl von 1 bis 365 an, zum Beispiel 4 Wochen."
    )


class DayUnreadableError(ProductError):
    """What was typed as a date is none."""

    code = "date_unreadable"
    user_message = gettext_lazy("Das Datum lässt sich nicht lesen. Bitte geben Sie es so ein: 2026-03-31.")


@staff_page
def consultation(request: Request, case: UUID) -> HttpResponse:
    """Show whom the case has asked, what they said, and the form to ask."""
    return _show(request, case)


def _show(request: Request, case: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    view = desk_view(ctx, case=case)
    proposals = proposals_of(view.package, check_case(ctx, view).names)
    wanted = request.GET.get("vorlage", "")
    proposal = next((body for body in proposals if body.id == wanted), None)
    entered = _entered(request) if error else _proposed(ctx, proposal, view)
    may_ask = ctx.may(Cases.WORK) and view.closed_at is None
    values = {
        "case": view,
        "rounds": rounds_of(ctx, case),
        "may_work": ctx.may(Cases.WORK),
        "may_ask": may_ask,
        "error": error,
        "entered": entered,
        "proposals": proposals,
        "proposal": proposal,
        "bodies": _bodies(ctx) if may_ask else [],
        "sections": summarise(view.package.form, view.answers, surroundings_of(ctx), language=ctx.language),
        "documents": shareable_documents(view.documents),
        "unit_names": UNIT_NAMES,
        "silence_names": SILENCE_NAMES,
        "rule_names": RULE_NAMES,
        "once": request.POST.get("einmal") or new_id(),
        "today": ctx.today(),
    }
    return render(request, "cases/consultation.html", values, status=status)


def _bodies(ctx: Context) -> list[BodyEntry]:
    own = ctx.municipality
    return sorted((body for body in list_bodies() if body.id != own), key=lambda body: body.name)


def _entered(request: Request) -> dict[str, Any]:
    """Return what was typed, for the form to show again."""
    values: dict[str, Any] = {**_EMPTY, **{name: str(value) for name, value in request.POST.items()}}
    for name in ("stelle", "angabe", "unterlage"):
        values[name] = request.POST.getlist(name)
    return values


def _proposed(ctx: Context, body: ConsultedBody | None, view: CaseView) -> Mapping[str, Any]:
    """Return the form as the package proposes it, or empty."""
    if body is None:
        return _EMPTY
    route = routes_of(ctx).get(body.id)
    kinds = {"none": set(), "attachments": {"attachment"}, "all": {"attachment", "application"}}
    sections = summarise(view.package.form, view.answers, surroundings_of(ctx), language="de")
    paths = [line.path for section in sections for line in section.lines]
    return {
        "stelle": [str(route)] if route else [],
        "andere": "" if route else body.name,
        "frage": body.question,
        "rechtsgrundlage": body.legal_basis,
        "frist": str(body.count or 1),
        "einheit": body.unit,
        "norm": body.clock,
        "schweigen": body.silence,
        "schweigen_grundlage": body.silence_basis,
        "erinnern": str(body.remind_days),
        "abschluss": view.package.consultation.completion,
        "angabe": [path for path in paths if _field_of(path) in body.fields],
        "unterlage": [str(entry.id) for entry in view.documents if entry.kind in kinds[body.documents]],
    }


def _field_of(path: str) -> str:
    return ".".join(part for part in path.split(".") if not part.isdigit())


def _ask(request: Request, case: UUID) -> HttpResponse | None:
    posted = request.POST
    asked = [Asked("", body) for body in _ids(posted.getlist("stelle"))]
    asked += [Asked(line.strip()) for line in posted.get("andere", "").splitlines() if line.strip()]
    shared = Shared(frozenset(posted.getlist("angabe")), frozenset(_ids(posted.getlist("unterlage"))))
    terms = Terms(
        question=posted.get("frage", ""),
        period=_period(posted),
        legal_basis=posted.get("rechtsgrundlage", "")[:500],
        norm=posted.get("norm") or SET_BY_AUTHORITY,
        silence=_silence(posted.get("schweigen", "")),
        silence_basis=posted.get("schweigen_grundlage", "")[:500],
        remind_days=_number(posted.get("erinnern") or "0", least=0),
    )
    once = next(iter(_ids([posted.get("einmal", "")])), None)
    completion = posted.get("abschluss") or ALL_IN_OR_OVER
    sent = ask_authorities(
        request.ctx, case=case, asked=asked, terms=terms, shared=shared, completion=completion, once=once
    )
    with_code = [one for one in sent if one.code]
    return _codes(request, case, with_code) if with_code else None


def _period(posted: Mapping[str, str]) -> Period:
    try:
        return Period(_number(posted.get("frist", "")), Unit(posted.get("einheit", "")))
    except (DeadlineError, ValueError):
        raise PeriodUnreadableError(str(posted.get("frist", ""))[:40]) from None


def _number(text: str, *, least: int = 1) -> int:
    number = int(text) if text.strip().isdecimal() and len(text) < 5 else -1
    if not least <= number <= 365:
        raise PeriodUnreadableError(text[:40])
    return number


def _silence(text: str) -> Silence:
    return Silence(text) if text in set(Silence) else Silence.NOTHING


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _codes(request: Request, case: UUID, sent: list[Sent]) -> HttpResponse:
    """Show codes, the only time: the database keeps but their digests."""
    slug = request.body_entry.slug
    lines = [
        (
            one.name,
            show_access_code(one.code),
            f"{settings.PUBLIC_URL}{url('opinion', slug=slug, code=one.code)}",
        )
        for one in sent
    ]
    view = desk_view(request.ctx, case=case)
    return render(request, "cases/consultation_codes.html", {"case": view, "lines": lines})


def _remind(request: Request, case: UUID) -> None:
    remind_authority(request.ctx, case=case, request=_named(request))


def _withdraw(request: Request, case: UUID) -> None:
    reason = request.POST.get("begruendung", "")
    withdraw_request(request.ctx, case=case, request=_named(request), reason=reason)


def _extend(request: Request, case: UUID) -> None:
    try:
        until = date.fromisoformat(request.POST.get("bis", ""))
    except ValueError:
        raise DayUnreadableError(request.POST.get("bis", "")[:40]) from None
    reason = request.POST.get("begruendung", "")
    extend_request(request.ctx, case=case, request=_named(request), until=until, reason=reason)


def _renew(request: Request, case: UUID) -> HttpResponse:
    name = next(
        (
            line.name
            for one in rounds_of(request.ctx, case)
            for line in one.requests
            if line.id == _named(request)
        ),
        "",
    )
    code = renew_code(request.ctx, case=case, request=_named(request))
    return _codes(request, case, [Sent(_named(request), name, code)])


def _revoke(request: Request, case: UUID) -> None:
    revoke_code(request.ctx, case=case, request=_named(request))


def _named(request: Request) -> UUID:
    found = _ids([request.POST.get("anfrage", "")])
    if not found:
        raise NotFoundError("no request named")
    return found[0]


ACTIONS: dict[str, Callable[[Request, UUID], HttpResponse | None]] = {
    "anfragen": _ask,
    "erinnern": _remind,
    "zuruecknehmen": _withdraw,
    "verlaengern": _extend,
    "code": _renew,
    "code-sperren": _revoke,
}


def _again(request: Request, case: UUID, error: ProductError) -> HttpResponse:
    return _show(request, case, error=str(error.user_message), status=422)


@staff_action(_again)
def consultation_action(request: Request, case: UUID, action: str) -> HttpResponse:
    """Carry out an action and come back; what is wrong is said there, with all that was typed."""
    if request.method != "POST" or action not in ACTIONS:
        raise NotFoundError(f"no action {action}")
    answer = ACTIONS[action](request, case)
    return answer or HttpResponseRedirect(url("consultation", slug=request.body_entry.slug, case=case))
