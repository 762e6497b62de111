"""Taking over what a former account held (früheres Servicekonto.NRW): by a code sent to the address it had."""

from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.accounts.api import (
    AccountRequest,
    FormerAccountUnknownError,
    account_page,
    ask_for_former,
    take_former,
)
from modellregion.cases.commands.hold_by_account import hold_by_account
from modellregion.cases.errors import DraftNotFoundError
from modellregion.cases.pages.my_account import own_account
from modellregion.kernel.http.pages import render
from modellregion.kernel.ids import normalise_access_code
from modellregion.kernel.ui.environment import url


@account_page
def former(request: AccountRequest) -> HttpResponse:
    """Ask for the address and send a code there; with the code, hold what the former account held."""
    account = own_account(request)
    values = {
        "holder": request.holder,
        "email": request.POST.get("email", "")[:200],
        "error": "",
        "asked": False,
    }
    if request.method == "POST" and "code" in request.POST:
        code = normalise_access_code(request.POST["code"]) or ""
        try:
            found = take_former(request.ctx, account=account, code=code)
        except FormerAccountUnknownError as refused:
            values |= {"error": refused.user_message, "asked": True}
        else:
            _hold(request, found)
            return HttpResponseRedirect(url("account", slug=request.body_entry.slug))
    elif request.method == "POST":
        ask_for_former(request.ctx, account=account, email=str(values["email"]))
        values["asked"] = True
    status = HTTPStatus.UNPROCESSABLE_ENTITY if values["error"] else HTTPStatus.OK
    return render(request, "cases/my_former.html", values, status=status)


def _hold(request: AccountRequest, codes: list[str]) -> None:
    for code in codes:
        try:
            hold_by_account(request.ctx, holder=request.holder, code=code)
        except DraftNotFoundError:
            continue  # the case was disposed of since; there is nothing left to show
