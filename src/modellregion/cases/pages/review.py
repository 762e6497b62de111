"""The review before filing (Prüfseite), filing itself, saving for later, deleting."""

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.accounts.api import ActingEndedError
from modellregion.cases.commands.delete_draft import delete_draft
from modellregion.cases.commands.submit_application import submit_application
from modellregion.cases.errors import ApplicationIncompleteError, DraftNotFoundError
from modellregion.cases.pages.assistant import asked_pages
from modellregion.cases.queries import OpenDraft, find_draft
from modellregion.cases.surroundings import as_of, surroundings_of
from modellregion.forms.api import check_draft, summarise
from modellregion.kernel.http.pages import render
from modellregion.kernel.ids import normalise_access_code, show_access_code
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import Fee, FeeError
from modellregion.payments.api import can_be_paid
from modellregion.region.frames import Request, public_page


@public_page
def review(request: Request, code: str) -> HttpResponse:
    """Show all answers with links to change them, the fee, and what is still missing; file on POST."""
    slug = request.body_entry.slug
    code = _code(code)
    if request.method == "POST":
        try:
            submit_application(request.ctx, code=code)
        except ApplicationIncompleteError:
            return _show(request, code, find_draft(request.ctx, code), status=422)
        except ActingEndedError:  # the page says it, with all that was typed
            return _show(request, code, find_draft(request.ctx, code), status=409)
        return HttpResponseRedirect(url("receipt", slug=slug, code=code))
    found = find_draft(request.ctx, code)
    if found.case is not None:
        return HttpResponseRedirect(url("status", slug=slug, code=code))
    if found.is_outdated:
        return HttpResponseRedirect(url("renewal", slug=slug, code=code))
    return _show(request, code, found, status=200)


def _show(request: Request, code: str, found: OpenDraft, *, status: int) -> HttpResponse:
    package, language, slug = found.package, request.ctx.language, request.body_entry.slug
    then = as_of(request.ctx, found.entry.received_at if found.entry else None)
    surroundings = surroundings_of(then)
    checked = check_draft(package.form, found.draft, surroundings, language=language)
    try:
        fee = package.fee(checked.names, then.today())
    except FeeError:
        fee = Fee()  # the answers do not yet say enough
    changes = {
        page.id: url("page", slug=slug, code=code, page=page.id) + "?danach=pruefen"
        for page in asked_pages(package, found.draft, request.ctx)
    }
    values = {
        "code": code,
        "shown_code": show_access_code(code),
        "package": package,
        "findings": checked.findings,
        "hints": [finding for finding in checked.findings if finding.is_hint],
        "sections": summarise(package.form, checked.answers, surroundings, language=language),
        "changes": changes,
        "fee": fee,
        "can_pay": bool(fee.cents) and can_be_paid(request.ctx),
        "entry": found.entry,
        "standing": found.standing,
        "ready": checked.is_acceptable,
    }
    return render(request, "cases/review.html", values, status=status)


@public_page
def saved(request: Request, code: str) -> HttpResponse:
    """Show code and link for coming back."""
    code = _code(code)
    found = find_draft(request.ctx, code)
    if found.case is not None:
        return HttpResponseRedirect(url("status", slug=request.body_entry.slug, code=code))
    values = {
        "code": code,
        "shown_code": show_access_code(code),
        "package": found.package,
        "until": found.expires_at,
    }
    return render(request, "cases/saved.html", values)


@public_page
def delete(request: Request, code: str) -> HttpResponse:
    """Ask, then delete a draft."""
    code = _code(code)
    if request.method == "POST":
        delete_draft(request.ctx, code=code)
        return render(request, "cases/deleted.html", {})
    found = find_draft(request.ctx, code)
    return render(request, "cases/delete.html", {"code": code, "package": found.package})


def _code(text: str) -> str:
    code = normalise_access_code(text)
    if code is None:
        raise DraftNotFoundError("no code")
    return code
