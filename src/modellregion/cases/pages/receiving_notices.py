"""What applicants do with notices: agree to retrieve them on the status page, and retrieve them (§ 41 Abs. 2a VwVfG)."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.cases.commands.consent_to_retrieval import give_consent, withdraw_consent
from modellregion.cases.commands.deliver_notice import retrieve_notice
from modellregion.cases.notices.reading import consent_email, status_notices
from modellregion.cases.pages.documents import document_response
from modellregion.cases.parties import party_rows
from modellregion.cases.queries import CaseView, find_case_by_code, status_view
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ids import normalise_access_code
from modellregion.kernel.mail import can_send
from modellregion.kernel.tenancy import tenant
from modellregion.kernel.ui.environment import url
from modellregion.records.api import find_document
from modellregion.region.frames import Request, public_page


@public_page
def notice_consent(request: Request, code: str) -> HttpResponse:
    """Ask how notices should come; take the answer."""
    code = _code(code)
    if not can_send():
        raise NotFoundError("no mail server is configured, so nothing can be retrieved")
    if request.method != "POST":
        return _show(request, code)
    try:
        if request.POST.get("wie") == "post":
            withdraw_consent(request.ctx, code=code)
        else:
            email, agreed = request.POST.get("email", ""), bool(request.POST.get("einverstanden"))
            give_consent(request.ctx, code=code, email=email, agreed=agreed)
    except NotFoundError:
        raise
    except ProductError as error:
        return _show(request, code, error=str(error.user_message), status=422)
    return HttpResponseRedirect(url("status", slug=request.body_entry.slug, code=code) + "#bescheide")


def _show(request: Request, code: str, *, error: str = "", status: int = 200) -> HttpResponse:
    view = status_view(request.ctx, code)
    given = consent_email(request.ctx, view.id)
    values = {
        "code": code,
        "case": view,
        "given": given,
        "email": request.POST.get("email", "") if error else given or _address_of(view),
        "error": error,
    }
    return render(request, "cases/notice_consent.html", values, status=status)


def _address_of(view: CaseView) -> str:
    """Return the e-mail address of the application, as a proposal; it is used for nothing before somebody agrees."""
    fields = {name for name, field in view.package.form.fields.items() if _is_email(field)}
    group = view.package.form.fields.get(view.package.case.parties)
    items = [item.id for item in group.items if _is_email(item)] if group is not None else []
    for row in party_rows(view.package, view.answers):
        for item in items:
            if row.get(item):
                return str(row[item])
    return next((str(view.answers[name]) for name in sorted(fields) if view.answers.get(name)), "")


def _is_email(field: object) -> bool:
    return getattr(getattr(field, "kind", None), "rule", "") == "email"


@public_page
def status_notice(request: Request, code: str, delivery: UUID) -> HttpResponse:
    """Retrieve a notice; the first time counts, and needs a button, so that no program does it by following links."""
    ctx, code = request.ctx, _code(code)
    if request.method != "POST" and not _was_retrieved(ctx, code, delivery):
        return HttpResponseRedirect(url("status", slug=request.body_entry.slug, code=code) + "#bescheide")
    document = retrieve_notice(ctx, code=code, delivery=delivery)
    with tenant(ctx):
        entry = find_document(ctx, file=find_case_by_code(ctx, code).file_id, document=document)
    return document_response(ctx, entry)


def _was_retrieved(ctx: Context, code: str, delivery: UUID) -> bool:
    case = find_case_by_code(ctx, code)
    return any(one.delivery == delivery and one.retrieved_at for one in status_notices(ctx, case.id))


def _code(text: str) -> str:
    code = normalise_access_code(text)
    if code is None:
        raise NotFoundError("no code")
    return code
