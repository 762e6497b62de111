"""The assistant (Antragsassistent): page by page, saved at every step, found again by its code.

An address holds the code; whoever knows it may go on. No cookie is needed, and no script.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from modellregion.cases.commands.save_page import PageToSave, SavedPage, preview_page, save_page
from modellregion.cases.errors import DraftNotFoundError, ServiceNotOfferedError
from modellregion.cases.prefilling import tell_origins
from modellregion.cases.queries import DraftEntry, entry_of, find_draft
from modellregion.cases.representing.standing import DraftStanding, standing_of_draft
from modellregion.cases.surroundings import as_of, surroundings_of
from modellregion.forms.api import Draft, Drawing, FieldView, Finding, Page, Walk, drop_row, page_view
from modellregion.kernel.context import Context
from modellregion.kernel.http.pages import render
from modellregion.kernel.ids import new_access_code, normalise_access_code, show_access_code
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import Package, installed_services
from modellregion.region.frames import Request, public_page

CONTROLS = {
    "_beginn",
    "_leistung",
    "_gezeigt",
    "_hinzufuegen",
    "_entfernen",
    "_hochladen",
    "_speichern",
    "_zurueck",
    "_neu",
}


@dataclass(slots=True)
class Shown:
    """What the assistant's template needs besides the draft."""

    code: str
    package: Package
    page: Page
    draft: Draft
    posted: Mapping[str, Sequence[str]] | None = None
    findings: Sequence[Finding] = ()
    extra_rows: Mapping[str, int] = field(default_factory=dict)
    is_beginning: bool = False
    notice: str = ""
    lost: bool = False
    entry: DraftEntry | None = None
    standing: DraftStanding | None = None


@public_page
def begin(request: Request, service: str) -> HttpResponse:
    """Show the first page with a fresh code; nothing is stored before something is sent."""
    package = _offered(request.ctx, service)
    if package.trust_level != "none":
        slug = request.body_entry.slug
        return HttpResponseRedirect(url("begin_with_account", slug=slug, service=service))
    shown = Shown(new_access_code(), package, package.form.pages[0], Draft(), is_beginning=True)
    return _show(request, shown)


@public_page
def resume(request: Request) -> HttpResponse:
    """Ask for a code, and lead to the draft or the case behind it."""
    entered = request.POST.get("code", "")
    if request.method != "POST":
        return render(request, "cases/resume.html", {"entered": "", "error": ""})
    try:
        code = _code(entered)
        found = find_draft(request.ctx, code)
    except DraftNotFoundError as error:
        return render(
            request, "cases/resume.html", {"entered": entered, "error": str(error.user_message)}, status=422
        )
    name = "continue" if found.case is None else "status"
    return HttpResponseRedirect(url(name, slug=request.body_entry.slug, code=code))


@public_page
def continue_draft(request: Request, code: str) -> HttpResponse:
    """Go to the first page that is not finished, or to the review."""
    found = find_draft(request.ctx, _code(code))
    slug = request.body_entry.slug
    if found.case is not None:
        return HttpResponseRedirect(url("status", slug=slug, code=code))
    if found.is_outdated:
        return HttpResponseRedirect(url("renewal", slug=slug, code=code))
    for page in asked_pages(found.package, found.draft, request.ctx):
        if page.id not in found.draft.done:
            return HttpResponseRedirect(url("page", slug=slug, code=code, page=page.id))
    return HttpResponseRedirect(url("review", slug=slug, code=code))


@public_page
def draft_page(request: Request, code: str, page: str) -> HttpResponse:
    """Show a page of the draft, or take what was typed on it."""
    if request.method == "POST":
        return _take(request, _code(code), page)
    found = find_draft(request.ctx, _code(code))
    if found.case is not None:
        return HttpResponseRedirect(url("status", slug=request.body_entry.slug, code=code))
    wanted = found.package.form.page(page)
    if found.is_outdated or wanted is None:  # a link to a page that the new version no longer has
        return HttpResponseRedirect(url("continue", slug=request.body_entry.slug, code=code))
    shown = Shown(code, found.package, wanted, found.draft, entry=found.entry, standing=found.standing)
    return _show(request, shown)


@public_page
def redraw(request: Request, code: str, page: str) -> HttpResponse:
    """Draw the fields of a page anew while it is being filled in."""
    if request.method != "POST":
        return HttpResponseRedirect(url("page", slug=request.body_entry.slug, code=code, page=page))
    service = request.POST.get("_leistung") if _begins(request) else None
    sent = PageToSave(page, _posted(request))
    saved = preview_page(request.ctx, code=_code(code), sent=sent, service=service)
    if saved.case_filed:
        return HttpResponse(status=204)
    shown = Shown(
        code, saved.package, saved.page, saved.draft, posted=_posted(request), entry=entry_of(saved.row)
    )
    return _show(request, shown, template="cases/assistant_fields.html")


def _take(request: Request, code: str, page: str) -> HttpResponse:
    slug = request.body_entry.slug
    try:
        saved = _save(request, code, page)
    except DraftNotFoundError:
        return _show_lost(request, code, page)
    if saved.case_filed:
        return HttpResponseRedirect(url("status", slug=slug, code=code))
    shown = Shown(
        code,
        saved.package,
        saved.page,
        saved.draft,
        findings=saved.findings,
        entry=entry_of(saved.row),
        standing=standing_of_draft(request.ctx, saved.row),
    )
    if any(name in request.POST for name in ("_hinzufuegen", "_entfernen", "_hochladen")):
        return _after_button(request, shown)
    errors = [finding for finding in saved.findings if not finding.is_hint]
    target = _target(request, saved, code, is_right=not errors)
    return HttpResponseRedirect(target) if target else _show_again(request, shown, errors)


def _target(request: Request, saved: SavedPage, code: str, *, is_right: bool) -> str:
    """Return where to go next; nowhere when the page has to be looked at again."""
    slug = request.body_entry.slug
    if "_speichern" in request.POST:
        return url("saved", slug=slug, code=code)
    if "_zurueck" in request.POST:
        return _neighbour(request, saved, code, -1)
    if is_right and request.GET.get("danach") == "pruefen":
        return url("review", slug=slug, code=code)
    return _neighbour(request, saved, code, 1) if is_right else ""


def _show_again(request: Request, shown: Shown, errors: Sequence[Finding]) -> HttpResponse:
    if _only_new_questions(request, errors):
        shown.findings = []
        shown.notice = gettext("Zu Ihren Angaben sind Fragen dazugekommen. Bitte beantworten Sie auch diese.")
        return _show(request, shown, status=422)
    shown.posted = _posted(request)
    return _show(request, shown, status=422)


def _save(request: Request, code: str, page: str) -> SavedPage:
    posted: Mapping[str, Sequence[str]] = _posted(request)
    removed = request.POST.get("_entfernen", "")
    group, _, number = removed.rpartition(".")
    if group and number.isdigit():
        posted = drop_row(posted, group, int(number))
    files = {
        name: [(file.name or "", file.read()) for file in request.FILES.getlist(name)]
        for name in request.FILES
    }
    service = request.POST.get("_leistung") if _begins(request) else None
    return save_page(request.ctx, code=code, sent=PageToSave(page, posted, files, removed), service=service)


def _begins(request: Request) -> bool:
    return "_beginn" in request.POST or "_neu" in request.POST


def _posted(request: Request) -> dict[str, list[str]]:
    return {name: values for name, values in request.POST.lists() if name not in CONTROLS}


def _after_button(request: Request, shown: Shown) -> HttpResponse:
    """Show the page again after a row or a file came or went, without talking about the rest."""
    uploads = {finding.path for finding in shown.findings if finding.rule.startswith("upload_")}
    shown.findings = [finding for finding in shown.findings if finding.path in uploads]
    group = request.POST.get("_hinzufuegen", "")
    if group:
        shown.extra_rows = {group: 1}
    return _show(request, shown, status=422 if shown.findings else 200)


def _only_new_questions(request: Request, errors: Sequence[Finding]) -> bool:
    """Tell whether all that is missing are questions that were not on the page when it was sent."""
    seen = set(request.POST.get("_gezeigt", "").split())
    # A finding names the field, or a part of it.
    asked = [f.path in seen or f.path.rpartition(".")[0] in seen for f in errors]
    return bool(seen) and not any(asked) and all(f.rule.startswith("required") for f in errors)


def _show_lost(request: Request, code: str, page: str) -> HttpResponse:
    """Show a page whose draft is gone: what was typed on it can begin a new one."""
    package = _offered(request.ctx, request.POST.get("_leistung", ""))
    wanted = package.form.page(page)
    if wanted is None:
        raise Http404(page)
    notice = gettext(
        "Ihr gespeicherter Antrag wurde inzwischen gelöscht. Was auf dieser Seite steht, ist noch da. Mit „Weiter“ beginnen "
        "Sie damit einen neuen Antrag."
    )
    shown = Shown(code, package, wanted, Draft(), posted=_posted(request), notice=notice, lost=True)
    return _show(request, shown, status=410)


def asked_pages(package: Package, draft: Draft, ctx: Context) -> list[Page]:
    """Return the pages that are asked, given the answers so far."""
    walk = Walk(package.form, surroundings_of(ctx))
    found = []
    for page, asked in walk.pages():
        if asked:
            found.append(page)
            for _ in walk.fields(page, lambda item: draft.answers.get(item.id)):
                pass
    return found


def _neighbour(request: Request, saved: SavedPage, code: str, step: int) -> str:
    pages = [page.id for page in asked_pages(saved.package, saved.draft, request.ctx)]
    place = pages.index(saved.page.id) + step if saved.page.id in pages else 0
    slug = request.body_entry.slug
    if place < 0:
        return url("service", slug=slug, service=saved.package.id)
    if place >= len(pages):
        return url("review", slug=slug, code=code)
    return url("page", slug=slug, code=code, page=pages[place])


def _show(
    request: Request, shown: Shown, *, status: int = 200, template: str = "cases/assistant.html"
) -> HttpResponse:
    language = request.ctx.language
    drawing = Drawing(
        form=shown.package.form,
        draft=shown.draft,
        surroundings=surroundings_of(as_of(request.ctx, shown.entry.received_at if shown.entry else None)),
        language=language,
        posted=shown.posted,
        findings=shown.findings,
        extra_rows=shown.extra_rows,
    )
    view = page_view(shown.page, drawing)
    if view is None:
        return HttpResponseRedirect(url("continue", slug=request.body_entry.slug, code=shown.code))
    origins = tell_origins(view, shown.draft.origins) if shown.draft.origins else ""
    pages = asked_pages(shown.package, shown.draft, request.ctx)
    values = {
        "code": shown.code,
        "shown_code": show_access_code(shown.code),
        "package": shown.package,
        "view": view,
        "findings": shown.findings,
        "hints": [finding for finding in shown.findings if finding.is_hint],
        "notice": shown.notice or origins,
        "entry": shown.entry,
        "standing": shown.standing,
        "is_beginning": shown.is_beginning,
        "lost": shown.lost,
        "number": [page.id for page in pages].index(shown.page.id) + 1,
        "count": len(pages) + 1,
        "seen": " ".join(_names(field for group in view.groups for field in group.fields)),
        "after": request.GET.get("danach", ""),
    }
    return render(request, template, values, status=status)


def _offered(ctx: Context, service: str) -> Package:
    offered = installed_services(ctx.municipality).get(service)
    if offered is None:
        raise ServiceNotOfferedError(service)
    return offered.package


def _code(text: str) -> str:
    code = normalise_access_code(text)
    if code is None:
        raise DraftNotFoundError("no code")
    return code


def _names(fields: Iterable[FieldView]) -> Iterator[str]:
    """Yield the names of all fields that a page shows, those in rows instead of their group."""
    for shown in fields:
        if shown.rows:
            for row in shown.rows:
                yield from _names(row.fields)
        else:
            yield shown.name
