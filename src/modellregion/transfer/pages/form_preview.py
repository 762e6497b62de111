"""Click through a form with nothing stored: every answer travels with the page, and is gone when it is left.

Each page is read again from the first one on, so that the pages and questions that follow are the real ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from modellregion.forms.api import (
    Draft,
    Drawing,
    Finding,
    Page,
    Surroundings,
    Walk,
    check_draft,
    drop_row,
    page_view,
    read_page,
    summarise,
)
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import ChangeError, Fee, FeeError, Package, PackageError
from modellregion.region.frames import Request, staff_page_of_commands
from modellregion.transfer.history import package_of
from modellregion.transfer.pages.steps import sentences_of
from modellregion.transfer.preparations import effective_package, find_preparation, publisher_question

REVIEW = "pruefen"
Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Tried:
    """A package whose form is tried, what the page around it says, and where it leads back to."""

    package: Package
    words: str
    back: str


@staff_page_of_commands
def preparation_preview(request: Request, preparation: UUID) -> HttpResponse:
    """Click through the form of what is being prepared."""
    found = find_preparation(request.ctx, preparation)
    if (question := publisher_question(request.ctx, found)) is not None:
        raise question
    parts = {"slug": request.body_entry.slug, "preparation": preparation}
    try:
        package = effective_package(request.ctx, found)
    except (PackageError, ChangeError) as error:
        said = sentences_of(error)[0] if isinstance(error, PackageError) else str(error)
        raise ProductError(str(error), user_message=said) from error
    words = _("Version {version}, noch nicht in Betrieb").format(version=package.version)
    return _answer(request, Tried(package, words, url("preparation_trial", **parts)))


@staff_page_of_commands
def service_form(request: Request, service: str, version: str) -> HttpResponse:
    """Click through the form of a version that is or was live here, or of the package as its publisher made it."""
    package, words = package_of(request.ctx, service, version)
    back = url("service_history", slug=request.body_entry.slug, service=service)
    return _answer(request, Tried(package, words, back))


def _answer(request: Request, tried: Tried) -> HttpResponse:
    surroundings = Surroundings(request.ctx.today(), request.body_entry.short_name, "portal")
    trial = _Trial(tried.package, surroundings, request.ctx.language, _posted(request))
    wanted = request.POST.get("_seite", "") or tried.package.form.pages[0].id
    findings: Sequence[Finding] = ()
    extra_rows: dict[str, int] = {}
    shown = wanted
    posted: Posted | None = None
    if request.method == "POST" and wanted != REVIEW:
        page = _page(tried.package, wanted)
        trial.drop(request.POST.get("_entfernen", ""))
        findings = trial.read(page)
        errors = [finding for finding in findings if not finding.is_hint]
        posted = trial.posted
        if "felder" in request.GET:
            findings = ()
        elif "_hinzufuegen" in request.POST or "_entfernen" in request.POST:
            findings = ()
            extra_rows = {request.POST["_hinzufuegen"]: 1} if "_hinzufuegen" in request.POST else {}
        elif "_zurueck" in request.POST:
            shown, findings, posted = trial.neighbour(page, -1), (), None
        elif not errors or "_trotzdem" in request.POST:
            shown, findings, posted = trial.neighbour(page, 1), (), None
    elif "_zurueck" in request.POST:
        trial.read_all()
        shown = trial.asked()[-1].id
    else:
        trial.read_all()
    values = {"tried": tried, "package": tried.package, "findings": findings, "trial": trial}
    if shown == REVIEW:
        return _review(request, tried, trial)
    page = _page(tried.package, shown)
    drawing = Drawing(
        form=tried.package.form, draft=trial.draft, surroundings=surroundings, language=request.ctx.language,
        posted=posted, findings=findings, extra_rows=extra_rows,
    )  # fmt: skip
    view = page_view(page, drawing)
    if view is None:
        raise NotFoundError(f"the page {shown} is not asked")
    asked = trial.asked()
    values |= {
        "view": view,
        "carried": trial.carried(page),
        "number": [one.id for one in asked].index(page.id) + 1,
        "count": len(asked) + 1,
        "errors": [finding for finding in findings if not finding.is_hint],
        "hints": [finding for finding in findings if finding.is_hint],
    }
    template = (
        "form_preview_fields" if "felder" in request.GET and request.method == "POST" else "form_preview"
    )
    status = 422 if values["errors"] else 200
    return render(request, f"transfer/{template}.html", values, status=status)


def _review(request: Request, tried: Tried, trial: "_Trial") -> HttpResponse:
    language, form = request.ctx.language, tried.package.form
    checked = check_draft(form, trial.draft, trial.surroundings, language=language)
    try:
        fee = tried.package.fee(checked.names, request.ctx.today())
    except FeeError:
        fee = Fee()  # the answers do not yet say enough
    values = {
        "tried": tried,
        "package": tried.package,
        "sections": summarise(form, checked.answers, trial.surroundings, language=language),
        "fee": fee,
        "ready": checked.is_acceptable,
        "errors": [finding for finding in checked.findings if not finding.is_hint],
        "carried": trial.carried(None),
        "letters": sorted(tried.package.templates),
        "tasks": [node.name or node.id for node in tried.package.process.nodes.values() if node.work],
    }
    return render(request, "transfer/form_preview_review.html", values)


def _page(package: Package, name: str) -> Page:
    page = package.form.page(name)
    if page is None:
        raise NotFoundError(f"no page {name}")
    return page


def _posted(request: Request) -> dict[str, list[str]]:
    return {
        name: [str(text) for text in texts]
        for name, texts in request.POST.lists()
        if not name.startswith("_") and name != "csrfmiddlewaretoken"
    }


class _Trial:
    """All answers so far, read from the first page on."""

    def __init__(self, package: Package, surroundings: Surroundings, language: str, posted: Posted) -> None:
        self.package, self.surroundings, self.language = package, surroundings, language
        self.posted: Posted = posted
        self.draft = Draft()

    def drop(self, row: str) -> None:
        """Take a row of a repeated group out."""
        group, _dot, number = row.rpartition(".")
        if group and number.isdigit():
            self.posted = drop_row(self.posted, group, int(number))

    def read(self, until: Page) -> list[Finding]:
        """Read the asked pages up to one; return what is wrong on that one."""
        self.draft = Draft()
        for page in self.package.form.pages:
            if page is not until and not any(page is one for one in self.asked()):
                continue
            read = read_page(
                self.package.form, page, self.draft, self.posted, self.surroundings, language=self.language
            )
            self.draft = read.draft
            if page is until:
                return read.findings
        return []

    def read_all(self) -> None:
        """Read all pages that are asked."""
        self.read(self.package.form.pages[-1])

    def asked(self) -> list[Page]:
        """Return the pages that are asked, given the answers so far."""
        walk = Walk(self.package.form, self.surroundings)
        found = []
        for page, is_asked in walk.pages():
            if is_asked:
                found.append(page)
                for _field in walk.fields(page, lambda item: self.draft.answers.get(item.id)):
                    pass
        return found

    def neighbour(self, page: Page, step: int) -> str:
        """Return the page before or behind, or the review."""
        names = [one.id for one in self.asked()]
        place = max(0, names.index(page.id) + step) if page.id in names else 0
        return names[place] if place < len(names) else REVIEW

    def carried(self, page: Page | None) -> list[tuple[str, str]]:
        """Return what travels with the page: all that was typed elsewhere."""
        own = {item.id for item in page.fields()} if page else set()
        return [
            (name, text)
            for name, texts in self.posted.items()
            if name.partition(".")[0] not in own
            for text in texts
        ]
