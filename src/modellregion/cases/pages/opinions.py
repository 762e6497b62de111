"""Requests of other bodies (Beteiligungen): the list at the asked body's desk, one of them, its documents, the answer."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy

from modellregion.cases.consulting.answering import (
    ATTACHMENTS,
    Said,
    answer_by_code,
    answer_received,
)
from modellregion.cases.consulting.queries import (
    EnquiryView,
    ReceivedLine,
    ReceivedQuery,
    RequestOverError,
    ShownRequests,
    list_received,
    read_received,
    shared_file,
    view_by_code,
)
from modellregion.cases.consulting.words import VERDICT_NAMES
from modellregion.forms.api import Problem, sentence
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.documents import content_response, table_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.ids import normalise_access_code
from modellregion.kernel.ui.environment import url
from modellregion.region.frames import Request, parameters_of, public_page, staff_action, staff_page
from modellregion.region.kept_views import List, views_on

SHOWN_NAMES = {
    ShownRequests.OPEN: gettext_lazy("Offen"),
    ShownRequests.ANSWERED: gettext_lazy("Beantwortet"),
    ShownRequests.ALL: gettext_lazy("Alle"),
}


COLUMNS = (
    gettext_lazy("Vorgang"),
    gettext_lazy("Worum es geht"),
    gettext_lazy("Absender"),
    gettext_lazy("Eingegangen"),
    gettext_lazy("Antwort bis"),
    gettext_lazy("Stand"),
)
EXPORT_MAX = 10_000


def _query(request: Request) -> ReceivedQuery:
    get = request.GET
    shown = get.get("zeige", "")
    return ReceivedQuery(
        shown=ShownRequests(shown) if shown in set(ShownRequests) else ShownRequests.OPEN,
        search=get.get("suche", "")[:200],
        after=get.get("ab", "")[:60],
    )


@staff_page
def opinions_table(request: Request, form: str) -> HttpResponse:
    """Send the list as a table."""
    page = list_received(request.ctx, replace(_query(request), after="", size=EXPORT_MAX))
    rows = [
        [row.number, row.subject, row.sender, row.arrived_at, row.due_on, _state(row)] for row in page.rows
    ]
    return table_response(form, "beteiligungen", gettext("Beteiligungen"), COLUMNS, rows)


def _state(row: ReceivedLine) -> str:
    if row.withdrawn_at:
        return gettext("Zurückgenommen")
    if row.answered_at:
        return str(row.verdict_name)
    if row.reminded_at:
        return gettext("Erinnert")
    return gettext("Gelesen") if row.read_at else gettext("Neu")


@staff_page
def opinions(request: Request) -> HttpResponse:
    """Show the list."""
    query = _query(request)
    page = list_received(request.ctx, query)
    parameters = parameters_of(request)
    values = {
        "page": page,
        "query": query,
        "shown_names": SHOWN_NAMES,
        "export": "?" + urlencode(parameters) if parameters else "",
        **views_on(request, List.OPINIONS),
        "first": "?" + urlencode(parameters) if query.after else "",
        "next": "?" + urlencode({**parameters, "ab": page.next}) if page.next else "",
    }
    return render(request, "cases/opinions.html", values)


def _received_again(request: Request, request_id: UUID, error: ProductError) -> HttpResponse:
    if request.method != "POST":
        raise error
    return _show_received(request, request_id, error=str(error.user_message))


@staff_action(_received_again)
def received_request(request: Request, request_id: UUID) -> HttpResponse:
    """Show one request; take the answer. What is wrong is said on the page, with all that was typed."""
    if request.method != "POST":
        return _show_received(request, request_id)
    problems = answer_received(request.ctx, request=request_id, said=_said(request))
    if problems:
        return _show_received(request, request_id, error=_sentences(request, problems))
    return HttpResponseRedirect(url("received_request", slug=request.body_entry.slug, request_id=request_id))


def _show_received(request: Request, identifier: UUID, *, error: str = "") -> HttpResponse:
    view = read_received(request.ctx, request=identifier)
    return render(request, "cases/opinion.html", _values(request, view, error), status=422 if error else 200)


@staff_page
def received_file(request: Request, request_id: UUID, number: int) -> HttpResponse:
    """Send a document that was shared."""
    return _file(request, read_received(request.ctx, request=request_id), number)


@public_page
def opinion(request: Request, code: str) -> HttpResponse:
    """Show the request that a code opens, without an account; take the answer."""
    known = _code(code)
    if request.method != "POST":
        return _show_by_code(request, known)
    try:
        problems = answer_by_code(request.ctx, code=known, said=_said(request))
    except NotFoundError:
        raise
    except ProductError as error:
        return _show_by_code(request, known, error=str(error.user_message))
    if problems:
        return _show_by_code(request, known, error=_sentences(request, problems))
    return HttpResponseRedirect(url("opinion", slug=request.body_entry.slug, code=known))


def _show_by_code(request: Request, code: str, *, error: str = "") -> HttpResponse:
    view = view_by_code(request.ctx, code)
    values = {**_values(request, view, error), "code": code}
    return render(request, "cases/opinion_by_code.html", values, status=422 if error else 200)


@public_page
def opinion_file(request: Request, code: str, number: int) -> HttpResponse:
    """Send a document that was shared with whoever holds the code."""
    return _file(request, view_by_code(request.ctx, _code(code)), number)


@public_page
def opinion_entry(request: Request) -> HttpResponse:
    """Ask for the code of a request."""
    entered = request.POST.get("code", "")
    error = ""
    if request.method == "POST":
        try:
            code = _code(entered)
            view_by_code(request.ctx, code)
            return HttpResponseRedirect(url("opinion", slug=request.body_entry.slug, code=code))
        except RequestOverError as refused:
            error = str(refused.user_message)
    values = {"entered": entered, "error": error}
    return render(request, "cases/opinion_entry.html", values, status=422 if error else 200)


def _values(request: Request, view: EnquiryView, error: str) -> dict[str, object]:
    return {
        "view": view,
        "enquiry": view.enquiry,
        "verdict_names": VERDICT_NAMES,
        "error": error,
        "entered": request.POST if error else {},
        "files_max": ATTACHMENTS.max_files,
        "bytes_max": ATTACHMENTS.max_bytes,
        "is_open": view.answered_at is None and not view.is_withdrawn,
    }


def _said(request: Request) -> Said:
    posted = request.POST
    return Said(
        verdict=posted.get("ergebnis", ""),
        text=posted.get("text", ""),
        author=posted.get("name", ""),
        files=[(file.name or "", file.read()) for file in request.FILES.getlist("dateien")],
    )


def _sentences(request: Request, problems: list[Problem]) -> str:
    language = request.ctx.language
    return " ".join(sentence(one, label=gettext("Dateien"), language=language) for one in problems)


def _file(request: Request, view: EnquiryView, number: int) -> HttpResponse:
    file, content = shared_file(request.ctx, view, number)
    return content_response(
        content, media_type=file.media_type, name=file.name, inline="ansehen" in request.GET
    )


def _code(text: str) -> str:
    code = normalise_access_code(text)
    if code is None:
        raise RequestOverError("no code")
    return code
