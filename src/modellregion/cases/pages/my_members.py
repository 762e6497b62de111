"""Members of an organisation account (Mitglieder): who acts for it, with which right."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.accounts.api import (
    ROLE_NAMES,
    AccountRequest,
    MemberRole,
    account_page,
    acting_with,
    change_member,
    invite_member,
    members_of,
)
from modellregion.cases.pages.my_account import own_account
from modellregion.cases.representing.ending import remove_member
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ids import show_access_code
from modellregion.kernel.ui.environment import url


@account_page
def members(request: AccountRequest, account: UUID) -> HttpResponse:
    """Show the members; invite one, give another role, remove one. A member who does not manage it may leave."""
    person = own_account(request)
    acting = acting_with(request.ctx, person, account, role=MemberRole.READ)
    values = {"holder": request.holder, "acting": acting, "roles": ROLE_NAMES, "services": {}}
    if request.method == "POST":
        if "einladen" in request.POST:
            code = invite_member(
                request.ctx,
                person=person,
                organisation=account,
                role=_role(request),
                label=request.POST.get("name", ""),
            )
            return render(request, "cases/my_new_code.html", {**values, "code": show_access_code(code)})
        _change(request, person, account)
        target = url("account_members", slug=request.body_entry.slug, account=account)
        leaves = request.POST.get("entfernen", "") and acting.role is not MemberRole.OWNER
        return HttpResponseRedirect(url("account", slug=request.body_entry.slug) if leaves else target)
    lines = members_of(request.ctx, account)
    if acting.role is not MemberRole.OWNER:
        lines = [line for line in lines if line.account == person]
    values |= {"members": lines, "may_manage": acting.role is MemberRole.OWNER, "person": person}
    return render(request, "cases/my_members.html", values, status=HTTPStatus.OK)


def _change(request: AccountRequest, person: UUID, account: UUID) -> None:
    if "entfernen" in request.POST:
        member = _member(request.POST["entfernen"])
        remove_member(request.ctx, person=person, organisation=account, member=member)
    else:
        member = _member(request.POST.get("mitglied", ""))
        change_member(request.ctx, person=person, organisation=account, member=member, role=_role(request))


def _member(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError("no member named") from None


def _role(request: AccountRequest) -> MemberRole:
    text = request.POST.get("recht", "")
    if text not in set(MemberRole):
        raise NotFoundError(f"no role {text[:40]}")
    return MemberRole(text)
