"""The text editor: the texts of a service as a table, with the package's words beside one's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from modellregion.forms.api import Draft, Drawing, PageView, Surroundings, page_view
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.region.frames import Request, staff_page_of_commands
from modellregion.transfer.adoptions import Running
from modellregion.transfer.commands.adapt_package import adapt_package, try_changes
from modellregion.transfer.history import planned_version
from modellregion.transfer.pages.going_live import day_of
from modellregion.transfer.pages.steps import sentences_of
from modellregion.transfer.policy import Transfer
from modellregion.transfer.queries import running_title, running_view
from modellregion.transfer.texts import GERMAN, TextSection, languages_of, text_changes, text_sections
from modellregion.transfer.versions import Prepared

_REASON_MAX = 500


@dataclass(frozen=True, slots=True)
class _Edited:
    """What is being edited: the service as it runs, the language, the section, all sections."""

    running: Running
    language: str
    section: TextSection
    sections: list[TextSection]


@staff_page_of_commands
def texts(request: Request, service: str) -> HttpResponse:
    """Show and take the texts of one section in one language; preview what was typed."""
    request.ctx.authorise(Transfer.ADAPT)
    edited = _edited(request, service)
    sentences: list[str] = []
    prepared: Prepared | None = None
    if request.method == "POST":
        try:
            prepared = _take(request, service, edited)
        except ProductError as error:
            sentences = sentences_of(error)
        if not sentences and prepared is None:
            query = urlencode({"sprache": edited.language, "teil": edited.section.id, "gespeichert": "1"})
            return HttpResponseRedirect(f"{request.path}?{query}")
    values = {
        "service": service,
        "title": running_title(request.ctx, service),
        "edited": edited,
        "languages": languages_of(edited.running),
        "planned": planned_version(request.ctx, service),
        "is_saved": "gespeichert" in request.GET and request.method == "GET",
        "sentences": sentences,
        "prepared": prepared,
        "drawn": _drawn(request, prepared, edited) if prepared is not None else None,
        "entered": request.POST,
        "reset": request.POST.getlist("zurueck"),
        "address": f"{url('service_texts', slug=request.body_entry.slug, service=service)}",
    }
    return render(request, "transfer/texts.html", values, status=422 if sentences else 200)


def _edited(request: Request, service: str) -> _Edited:
    running = running_view(request.ctx, service)
    language = request.GET.get("sprache", GERMAN)
    if language not in languages_of(running):
        raise NotFoundError(f"no language {language[:20]}")
    sections = text_sections(running, language)
    wanted = request.GET.get("teil", sections[0].id)
    section = next((one for one in sections if one.id == wanted), None)
    if section is None:
        raise NotFoundError(f"no section {wanted[:80]}")
    return _Edited(running, language, section, sections)


def _take(request: Request, service: str, edited: _Edited) -> Prepared | None:
    """Take what was typed; for a preview return what would come of it."""
    posted: Mapping[str, str] = {name: str(text) for name, text in request.POST.items()}
    changes = text_changes(edited.running, edited.section.rows, posted, request.POST.getlist("zurueck"))
    if not changes:
        raise ProductError("nothing changed", user_message=_("Sie haben keinen Text geändert."))
    if "vorschau" in posted:
        return try_changes(request.ctx, package=service, changes=changes)
    reason = posted.get("grund", "")[:_REASON_MAX]
    adapt_package(request.ctx, package=service, changes=changes, reason=reason, starts_on=day_of(request))
    return None


def _drawn(request: Request, prepared: Prepared, edited: _Edited) -> PageView | None:
    """Return the page of the form as it would look at its beginning, when a page is being edited."""
    package = prepared.package
    page = package.form.page(edited.section.id.removeprefix("seite-")) if package else None
    if package is None or page is None:
        return None
    surroundings = Surroundings(request.ctx.today(), request.body_entry.short_name, "portal")
    language = edited.language if edited.language in package.texts else GERMAN
    return page_view(page, Drawing(package.form, Draft(), surroundings, language))
