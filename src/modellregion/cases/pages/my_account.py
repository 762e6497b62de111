"""My account (Mein Konto): applications, drafts and mailbox of somebody who is logged in; beginning an application by it."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.accounts.api import (
    LEVEL_NAMES,
    LEVEL_OF_PACKAGE,
    AccountRequest,
    ActingEndedError,
    MemberRole,
    Standing,
    account_page,
    acting_accounts,
    acting_with,
    has_former,
    standings_of,
    to_login,
)
from modellregion.cases.commands.hold_by_account import (
    begin_by_account,
    continue_by_account,
    find_standing,
    hold_by_account,
    known_for,
)
from modellregion.cases.errors import DraftNotFoundError, ServiceNotOfferedError
from modellregion.cases.holding import codes_of, held_by, letters_for
from modellregion.cases.prefilling import known_fields
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ids import normalise_access_code
from modellregion.kernel.mail import can_send
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import Package, installed_services
from modellregion.payments.api import add_to_basket, open_claims
from modellregion.region.frames import Request

OWN = "ich"
"""What the address says when somebody begins an application for themselves."""


@account_page
def overview(request: AccountRequest) -> HttpResponse:
    """Show what the account holds; take the code of an application that was begun without it."""
    error = ""
    if request.method == "POST":
        code = normalise_access_code(request.POST.get("code", "")) or ""
        try:
            hold_by_account(request.ctx, holder=request.holder, code=code)
        except DraftNotFoundError as refused:
            error = str(refused.user_message)
        else:
            return HttpResponseRedirect(url("account", slug=request.body_entry.slug))
    account = request.holder.account
    letters = letters_for(request.ctx, account) if account else []
    values = {
        "holder": request.holder,
        "level_name": LEVEL_NAMES[request.holder.level],
        "held": held_by(request.ctx, account) if account else None,
        "organisations": acting_accounts(request.ctx, account)[1:] if account else [],
        "fees": open_claims(request.ctx, codes_of(request.ctx, account).values()) if account else [],
        "has_former": account is not None and can_send() and has_former(request.ctx),
        "waiting": sum(letter.is_open for letter in letters),
        "error": error,
        "entered": request.POST.get("code", "")[:60],
    }
    return render(request, "cases/my_account.html", values, status=422 if error else 200)


@account_page
def fees_into_basket(request: AccountRequest) -> HttpResponse:
    """Put all open fees of what the account holds into the basket of this browser."""
    if request.method != "POST":
        return HttpResponseRedirect(url("basket"))
    codes = codes_of(request.ctx, own_account(request)).values()
    return add_to_basket(request, [(code, claim.id) for code, claim in open_claims(request.ctx, codes)])


@account_page
def organisation(request: AccountRequest, account: UUID) -> HttpResponse:
    """Show a member what their organisation's account holds, and what came for it."""
    acting = acting_with(request.ctx, own_account(request), account, role=MemberRole.READ)
    if acting.is_own:
        return HttpResponseRedirect(url("account", slug=request.body_entry.slug))
    values = {
        "holder": request.holder,
        "acting": acting,
        "held": held_by(request.ctx, account),
        "letters": letters_for(request.ctx, account),
    }
    return render(request, "cases/my_organisation.html", values)


@account_page
def continue_draft(request: AccountRequest, held: UUID) -> HttpResponse:
    """Go on with a draft for somebody else, as the one who answers for it from now on."""
    if request.method != "POST":
        raise NotFoundError("going on is an act")
    code = continue_by_account(request.ctx, holder=request.holder, held=held)
    return HttpResponseRedirect(url("continue", slug=request.body_entry.slug, code=code))


@account_page
def mailbox(request: AccountRequest) -> HttpResponse:
    """Show what came: questions of the office, notices, decisions."""
    account = request.holder.account
    values = {"holder": request.holder, "letters": letters_for(request.ctx, account) if account else []}
    return render(request, "cases/my_mailbox.html", values)


@account_page
def begin_with_account(request: AccountRequest, service: str) -> HttpResponse:
    """Ask for whom, where there is a choice; say what will stand ready in the form; then begin the application."""
    slug = request.body_entry.slug
    offered = installed_services(request.ctx.municipality).get(service)
    if offered is None:
        raise ServiceNotOfferedError(service)
    package, holder = offered.package, request.holder
    needed = LEVEL_OF_PACKAGE[package.trust_level]
    if holder.level < needed:
        return to_login(request, level=int(needed))
    sent = request.POST if request.method == "POST" else request.GET
    key = "" if sent.get("fuer", "") == OWN else sent.get("fuer", "")
    choices = standings_of(request.ctx, holder.account, service) if holder.account else []
    try:
        if request.method == "POST":
            begun = begin_by_account(request.ctx, holder=holder, service=service, key=key)
            return HttpResponseRedirect(url("page", slug=slug, code=begun.code, page=begun.page))
        if choices and "fuer" not in request.GET:
            return _choose(request, package, choices)
        standing = find_standing(request.ctx, holder, service, key)
    except ActingEndedError as ended:
        return _choose(request, package, choices, error=ended.user_message)
    return _ready(request, package, standing)


def _choose(
    request: AccountRequest, package: Package, choices: list[Standing], *, error: object = ""
) -> HttpResponse:
    values = {"package": package, "holder": request.holder, "choices": choices, "own": OWN, "error": error}
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return render(request, "cases/begin_for_whom.html", values, status=status)


def _ready(request: AccountRequest, package: Package, standing: Standing | None) -> HttpResponse:
    holder = request.holder
    facts, profile = known_for(holder, standing)
    values = {
        "package": package,
        "holder": holder,
        "level_name": LEVEL_NAMES[holder.level],
        "standing": standing,
        "key": standing.key if standing else OWN,
        "known": [
            (label, LEVEL_NAMES[level])
            for label, level in known_fields(package.form, facts, profile, request.ctx.language)
        ],
    }
    return render(request, "cases/begin_with_account.html", values)


def own_account(request: Request) -> UUID:
    """Return the account of who is logged in.

    :raises NotFoundError: when the login is a temporary one.
    """
    account: UUID | None = request.holder.account  # type: ignore[attr-defined]
    if account is None:
        raise NotFoundError("a temporary login has no account")
    return account
