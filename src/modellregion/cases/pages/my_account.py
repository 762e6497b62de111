"""My account (Mein Konto): applications, drafts and mailbox of somebody who is logged in; beginning an application by it."""

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.accounts.api import LEVEL_NAMES, LEVEL_OF_PACKAGE, AccountRequest, account_page, to_login
from modellregion.cases.commands.hold_by_account import begin_by_account, hold_by_account
from modellregion.cases.errors import DraftNotFoundError, ServiceNotOfferedError
from modellregion.cases.holding import held_by, letters_for
from modellregion.cases.prefilling import known_fields
from modellregion.kernel.http.pages import render
from modellregion.kernel.ids import normalise_access_code
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import installed_services


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
        "waiting": sum(letter.is_open for letter in letters),
        "error": error,
        "entered": request.POST.get("code", "")[:60],
    }
    return render(request, "cases/my_account.html", values, status=422 if error else 200)


@account_page
def mailbox(request: AccountRequest) -> HttpResponse:
    """Show what came: questions of the office, notices, decisions."""
    account = request.holder.account
    values = {"holder": request.holder, "letters": letters_for(request.ctx, account) if account else []}
    return render(request, "cases/my_mailbox.html", values)


@account_page
def begin_with_account(request: AccountRequest, service: str) -> HttpResponse:
    """Say what will stand ready in the form, then begin the application."""
    slug = request.body_entry.slug
    offered = installed_services(request.ctx.municipality).get(service)
    if offered is None:
        raise ServiceNotOfferedError(service)
    package, holder = offered.package, request.holder
    needed = LEVEL_OF_PACKAGE[package.trust_level]
    if holder.level < needed:
        return to_login(request, level=int(needed))
    if request.method == "POST":
        begun = begin_by_account(request.ctx, holder=holder, service=service)
        return HttpResponseRedirect(url("page", slug=slug, code=begun.code, page=begun.page))
    values = {
        "package": package,
        "holder": holder,
        "level_name": LEVEL_NAMES[holder.level],
        "known": [
            (label, LEVEL_NAMES[level])
            for label, level in known_fields(package.form, holder.facts, holder.profile, request.ctx.language)
        ],
    }
    return render(request, "cases/begin_with_account.html", values)
