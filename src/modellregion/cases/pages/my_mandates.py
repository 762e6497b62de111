"""My mandates (Vollmachten): given and taken, giving one, declaring one, ending one; and taking a code."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, gettext_lazy

from modellregion.accounts.api import (
    MANDATE_STATE_NAMES,
    AccountRequest,
    Acting,
    ActingEndedError,
    Declared,
    MandateDocument,
    MandatePeriodError,
    MemberRole,
    OwnInvitationError,
    PrincipalMissingError,
    Scope,
    account_page,
    acting_accounts,
    acting_with,
    declare_mandate,
    find_mandate,
    give_mandate,
    look_at_invitation,
    mandates_of,
    take_invitation,
)
from modellregion.cases.pages.my_account import own_account
from modellregion.cases.representing.ending import revoke_mandate
from modellregion.cases.uploads import take_files
from modellregion.forms.api import Upload, UploadedFile, sentence
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ids import normalise_access_code, show_access_code
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import installed_services

DOCUMENT = Upload(max_files=1)


class ScopeUnreadableError(ProductError):
    """What was typed as a day is none, or no service was chosen where some were to be."""

    code = "scope_unreadable"
    user_message = gettext_lazy("Bitte wählen Sie aus, für welche Leistungen die Vollmacht gilt.")


_DAYS = gettext_lazy("Bitte geben Sie die Tage so ein: 2026-03-31.")


class DocumentRefusedError(ProductError):
    """The uploaded power of attorney was not taken; the sentence says why."""

    code = "document_refused"


@account_page
def mandates(request: AccountRequest, account: UUID) -> HttpResponse:
    """Show the mandates an account gave and took."""
    acting = _managed(request, account)
    values = {
        **_shown(request, acting),
        "mandates": mandates_of(request.ctx, account),
        "may_manage": acting.role is MemberRole.OWNER,
    }
    return render(request, "cases/my_mandates.html", values)


@account_page
def mandate(request: AccountRequest, account: UUID, mandate: UUID) -> HttpResponse:
    """Show a mandate with its history; end it after a confirmation."""
    acting = _managed(request, account, MemberRole.OWNER)
    view, events = find_mandate(request.ctx, account, mandate)
    error = ""
    if request.method == "POST":
        if "sicher" in request.POST:
            revoke_mandate(request.ctx, person=own_account(request), account=account, mandate=mandate)
            return HttpResponseRedirect(request.path)
        error = gettext("Bitte bestätigen Sie, dass die Vollmacht enden soll.")
    values = {**_shown(request, acting), "mandate": view, "events": events, "error": error}
    return render(request, "cases/my_mandate.html", values, status=_status(error))


@account_page
def new_mandate(request: AccountRequest, account: UUID) -> HttpResponse:
    """Give a mandate; its code is shown once, to be handed to whoever is to act."""
    acting = _managed(request, account, MemberRole.OWNER)
    values: dict[str, Any] = {**_shown(request, acting), **_form(request)}
    if request.method == "POST":
        try:
            _, code = give_mandate(
                request.ctx,
                person=own_account(request),
                principal=account,
                scope=_scope(request),
                shares_facts="angaben" in request.POST,
            )
        except (ScopeUnreadableError, MandatePeriodError) as refused:
            values["error"] = refused.user_message
        else:
            values["code"] = show_access_code(code)
            return render(request, "cases/my_new_code.html", values)
    return render(request, "cases/my_mandate_form.html", values, status=_status(values["error"]))


@account_page
def declare(request: AccountRequest, account: UUID) -> HttpResponse:
    """Declare that somebody without an account here gave a mandate: with its document, or by one's word."""
    acting = _managed(request, account, MemberRole.FILE)
    values: dict[str, Any] = {**_shown(request, acting), **_form(request), "is_declared": True}
    if request.method == "POST":
        try:
            found = declare_mandate(
                request.ctx,
                person=own_account(request),
                agent=account,
                scope=_scope(request),
                declared=Declared(
                    request.POST.get("name", ""),
                    request.POST.get("anschrift", ""),
                    _document(request),
                    "versichert" in request.POST,
                ),
            )
        except (
            ScopeUnreadableError,
            MandatePeriodError,
            PrincipalMissingError,
            DocumentRefusedError,
        ) as refused:
            values["error"] = refused.user_message
        else:
            return HttpResponseRedirect(_onwards(request, account, found))
    return render(request, "cases/my_mandate_form.html", values, status=_status(values["error"]))


@account_page
def take_code(request: AccountRequest) -> HttpResponse:
    """Take a code: first say what it is for, then accept it."""
    person = own_account(request)
    code = normalise_access_code(request.POST.get("code", "")) or ""
    accounts = [one for one in acting_accounts(request.ctx, person) if one.role is MemberRole.OWNER]
    values: dict[str, Any] = {
        "holder": request.holder,
        "entered": request.POST.get("code", "")[:60],
        "code": code,
        "accounts": accounts,
        "services": _titles(request),
        "error": "",
        "invitation": None,
    }
    if request.method == "POST":
        try:
            values["invitation"] = look_at_invitation(request.ctx, code=code)
            if "annehmen" in request.POST:
                taking = _id(request.POST.get("konto", "")) or person
                take_invitation(request.ctx, person=person, account=taking, code=code)
                return HttpResponseRedirect(url("account", slug=request.body_entry.slug))
        except (OwnInvitationError, NotFoundError, ActingEndedError) as refused:
            values["error"] = refused.user_message
    return render(request, "cases/my_code.html", values, status=_status(values["error"]))


def _managed(request: AccountRequest, account: UUID, role: MemberRole = MemberRole.READ) -> Acting:
    return acting_with(request.ctx, own_account(request), account, role=role)


def _shown(request: AccountRequest, acting: Acting) -> dict[str, Any]:
    return {
        "holder": request.holder,
        "acting": acting,
        "services": _titles(request),
        "states": MANDATE_STATE_NAMES,
    }


def _titles(request: AccountRequest) -> dict[str, str]:
    offered = installed_services(request.ctx.municipality)
    return {name: one.package.title(request.ctx.language) for name, one in sorted(offered.items())}


def _form(request: AccountRequest) -> dict[str, Any]:
    chosen = request.POST.getlist("leistung")
    entered = request.POST if request.method == "POST" else {"ab": request.ctx.today().isoformat()}
    if request.method != "POST" and (service := request.GET.get("leistung", "")):
        chosen = [service]
    return {"entered": entered, "chosen": chosen, "error": "", "is_declared": False}


def _scope(request: AccountRequest) -> Scope:
    posted = request.POST
    services = posted.getlist("leistung") if posted.get("umfang") == "einzelne" else []
    if posted.get("umfang") not in {"alle", "einzelne"} or (
        posted["umfang"] == "einzelne" and not set(services) & set(_titles(request))
    ):
        raise ScopeUnreadableError("services")
    try:
        start = date.fromisoformat(posted.get("ab", ""))
        end = date.fromisoformat(posted["bis"]) if posted.get("bis") else None
    except ValueError:
        raise ScopeUnreadableError("days", user_message=_DAYS) from None
    return Scope(tuple(services), start, end)


def _document(request: AccountRequest) -> MandateDocument | None:
    offered = [(file.name or "", file.read()) for file in request.FILES.getlist("vollmacht")]
    arrived = take_files(request.ctx, DOCUMENT, [], offered)
    if arrived.problems:
        language = request.ctx.language
        told = " ".join(
            sentence(one, label=gettext("Vollmacht"), language=language) for one in arrived.problems
        )
        raise DocumentRefusedError("upload", user_message=told)
    file: UploadedFile | None = next(iter(arrived.files), None)
    return MandateDocument(file.sha256, file.name, file.media_type, file.bytes) if file else None


def _onwards(request: AccountRequest, account: UUID, mandate: UUID) -> str:
    """Return where to go after declaring: back to the application it was for, else to the mandates."""
    slug, service = request.body_entry.slug, request.GET.get("leistung", "")
    if service in _titles(request):
        return url("begin_with_account", slug=slug, service=service) + f"?fuer=vollmacht-{mandate}"
    return url("account_mandates", slug=slug, account=account)


def _status(error: object) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
