"""What the applicant sees after filing: receipt, status line, questions and answers, documents, withdrawal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, gettext, gettext_lazy

from modellregion.cases.commands.ask_applicant import ATTACHMENT_TITLE, answer_question
from modellregion.cases.commands.close_case import withdraw_application
from modellregion.cases.errors import NotYourTurnError, ReasonMissingError
from modellregion.cases.notices.reading import StatusNotice, consent_email, status_notices
from modellregion.cases.operations import OUTCOME_OF_LETTER
from modellregion.cases.pages.documents import document_response
from modellregion.cases.proof import receipt_of
from modellregion.cases.queries import CaseView, find_case_by_code, status_view
from modellregion.cases.states import Action, CaseState
from modellregion.cases.surroundings import surroundings_of
from modellregion.cases.unfinished import complete_documents
from modellregion.forms.api import sentence, summarise
from modellregion.kernel.context import SYSTEM
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.http.pages import render
from modellregion.kernel.http.programs import for_programs
from modellregion.kernel.ids import normalise_access_code, show_access_code
from modellregion.kernel.mail import can_send
from modellregion.kernel.tenancy import tenant
from modellregion.kernel.ui.environment import show_day, url
from modellregion.packages.api import Package
from modellregion.payments.api import to_pay
from modellregion.records.api import DocumentEntry, find_document
from modellregion.region.frames import Request, public_page

LETTER_NAMES = {
    "certificate": gettext_lazy("Empfangsbescheinigung"),
    "rejection": gettext_lazy("Zurückweisung"),
    "withdrawal": gettext_lazy("Bestätigung der Rücknahme"),
    "payment_receipt": gettext_lazy("Quittung"),
    "effect_certificate": gettext_lazy("Bescheinigung der Rechtsfolge"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the status line; ``state`` is done, current or open."""

    title: str
    state: str
    at: datetime | None = None
    note: str = ""


@public_page
def receipt(request: Request, code: str) -> HttpResponse:
    """Show that the application arrived: number, what happens next, the PDF, the link to the status."""
    return _show(request, _code(code), "cases/receipt.html")


@public_page
def status(request: Request, code: str) -> HttpResponse:
    """Show where the case stands; take the answer to a question."""
    code = _code(code)
    if request.method != "POST":
        return _show(request, code, "cases/status.html")
    files = [(file.name or "", file.read()) for file in request.FILES.getlist("dateien")]
    text = request.POST.get("antwort", "")
    try:
        problems = answer_question(request.ctx, code=code, text=text, files=files)
    except (ReasonMissingError, NotYourTurnError) as error:
        message = str(error.user_message)
        if isinstance(error, ReasonMissingError):
            message = gettext("Bitte schreiben Sie eine Antwort oder wählen Sie eine Datei.")
        return _show(request, code, "cases/status.html", error=message, entered=text, status=422)
    if problems:
        language = request.ctx.language
        sentences = " ".join(sentence(p, label=gettext("Dateien"), language=language) for p in problems)
        return _show(request, code, "cases/status.html", error=sentences, entered=text, status=422)
    return HttpResponseRedirect(url("status", slug=request.body_entry.slug, code=code) + "#nachrichten")


@public_page
def withdraw(request: Request, code: str) -> HttpResponse:
    """Ask, then withdraw the application."""
    code = _code(code)
    if request.method == "POST":
        withdraw_application(request.ctx, code=code)
        return HttpResponseRedirect(url("status", slug=request.body_entry.slug, code=code))
    return _show(request, code, "cases/withdraw.html")


@public_page
def status_document(request: Request, code: str, document: UUID) -> HttpResponse:
    """Send a public document of the case; a letter that is not there yet is made now."""
    ctx = request.ctx
    with tenant(ctx):
        row = find_case_by_code(ctx, _code(code))
        entry = find_document(ctx, file=row.file_id, document=document)
    if not entry.is_public:
        raise NotFoundError(f"document {document} is not public")
    if not entry.sha256:
        complete_documents(replace(ctx, actor=SYSTEM), row.id)
        with tenant(ctx):
            entry = find_document(ctx, file=row.file_id, document=document)
    return document_response(ctx, entry)


@for_programs("GET")
@public_page
def receipt_file(request: Request, code: str) -> HttpResponse:
    """Send the receipt of the filing as JSON, to be kept and checked anywhere."""
    row = find_case_by_code(request.ctx, _code(code))
    content = receipt_of(request.ctx, row.id).to_json()
    name = f"{row.number}-beleg.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json", headers=headers)


def _show(
    request: Request, code: str, template: str, *, error: str = "", entered: str = "", status: int = 200
) -> HttpResponse:
    view = status_view(request.ctx, code)
    language = request.ctx.language
    notices = status_notices(request.ctx, view.id)
    values = {
        "code": code,
        "shown_code": show_access_code(code),
        "case": view,
        "package": view.package,
        "steps": status_steps(view, notices),
        "notices": notices,
        "can_retrieve": can_send() and view.closed_at is None,
        "retrieves": consent_email(request.ctx, view.id),
        "title_of": lambda document: shown_title(view.package, document, language),
        "sections": summarise(
            view.package.form, view.answers, surroundings_of(request.ctx), language=language
        ),
        "error": error,
        "entered": entered,
        "to_pay": to_pay(request.ctx, code=code),
        "can_withdraw": not view.state.is_decided,
    }
    return render(request, template, values, status=status)


def shown_title(package: Package, document: DocumentEntry, language: str) -> str:
    """Return what a document is called in the language of the page; in the file it keeps its German title."""
    if language == "de":
        return document.title
    if document.kind == "application":
        return package.title(language)
    outcome = OUTCOME_OF_LETTER.get(document.kind, "")
    if name := package.outcome_text(language, outcome, "letter") or LETTER_NAMES.get(document.kind):
        sheet = document.title.rpartition(" ")[2]
        return f"{name} {sheet}" if sheet.isdigit() else str(name)
    labels = {field.label("de"): field.label(language) for field in package.form.fields.values()}
    return {**labels, ATTACHMENT_TITLE: gettext("Anlage zur Antwort")}.get(document.title, document.title)


def status_steps(view: CaseView, notices: Sequence[StatusNotice] = ()) -> list[Step]:
    """Return the status line: what has happened with its date, what runs now, what comes.

    What a notice decided is told with the notice itself (§ 43 Abs. 1 VwVfG): until then it only says that it is on its way.
    """
    steps = [Step(gettext("Eingegangen"), "done", view.received_at)]
    for line in view.history:
        if line.action is Action.QUESTION_ASKED:
            steps.append(Step(gettext("Rückfrage des Amtes"), "done", line.at))
        elif line.action is Action.QUESTION_ANSWERED:
            steps.append(Step(gettext("Ihre Antwort"), "done", line.at))
    waits = view.state is CaseState.WAITING
    if waits:
        steps[-1] = Step(steps[-1].title, "current", steps[-1].at, gettext("Wir warten auf Ihre Antwort."))
    language = (get_language() or "de")[:2]
    granted = view.package.outcome_text(language, "certify", "state")
    endings = {
        CaseState.CERTIFIED: granted or gettext("Empfang bescheinigt"),
        CaseState.REFUSED: view.package.outcome_text(language, "refuse", "state")
        or gettext("Zurückgewiesen"),
        CaseState.WITHDRAWN: gettext("Zurückgenommen"),
        CaseState.DISCONTINUED: gettext("Eingestellt"),
        CaseState.DEEMED_GRANTED: gettext("Gilt als genehmigt"),
        CaseState.DEEMED_WITHDRAWN: gettext("Gilt als zurückgenommen"),
    }
    on_their_way = [one for one in notices if not one.is_notified]
    if view.state in endings and on_their_way:
        note = gettext("Der Bescheid kommt mit der Post.")
        if any(one.can_retrieve for one in on_their_way):
            note = gettext("Der Bescheid liegt unten zum Abruf bereit.")
        return [
            *steps,
            Step(gettext("Geprüft"), "done", view.decided_at),
            Step(gettext("Bescheid"), "current", None, note),
        ]
    if view.state in endings:
        if view.state in {CaseState.CERTIFIED, CaseState.REFUSED}:
            steps.append(Step(gettext("Geprüft"), "done", view.decided_at))
        return [*steps, Step(endings[view.state], "done", view.decided_at)]
    due = next((clock for clock in view.clocks if clock.stopped_on is None and clock.due_on), None)
    note = ""
    if due is not None and due.due_on is not None and not waits:
        note = gettext("bis spätestens %(day)s") % {"day": show_day(due.due_on)}
    steps.append(Step(gettext("Wird geprüft"), "open" if waits else "current", None, note))
    last = gettext("Entscheidung") if granted else gettext("Bescheinigung des Empfangs")
    return [*steps, Step(last, "open")]


def _code(text: str) -> str:
    code = normalise_access_code(text)
    if code is None:
        raise NotFoundError("no code")
    return code
