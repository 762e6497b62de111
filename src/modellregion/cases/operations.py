"""Operations that a process may call by name: what a service task does, in one transaction with its being done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from modellregion.cases.history import record
from modellregion.cases.letters import LetterSubject, render_letter, sheet_sections
from modellregion.cases.sealed import ask_for_stamp, seal_letter
from modellregion.cases.states import Action
from modellregion.cases.steps import LockedCase
from modellregion.cases.surroundings import surroundings_of
from modellregion.exchange.api import Outgoing, send_transmissions, waived_recipients
from modellregion.forms.api import Section, check_answers
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.packages.api import Package, RecipientRule
from modellregion.records.api import Direction, NewDocument, add_document


@dataclass(slots=True)
class Work:
    """What an operation works on: the locked case, its answers and what conditions know of them, the process's values."""

    case: LockedCase
    answers: dict[str, Any]
    names: Mapping[str, Any]
    values: Mapping[str, Any]

    def subject(self, sheet: int | None = None) -> LetterSubject:
        """Return what letters and transmissions are about, for one sheet or for the whole."""
        return LetterSubject(self.case.row, self.case.package, self.answers, self.names, sheet)

    def sheets(self) -> list[int | None]:
        """Return the sheets of the case: one row each, or one None for all."""
        return self.case.package.sheet_rows(self.answers, self.names)


Operation = Callable[[Context, Work], None]


def work_on(ctx: Context, case: LockedCase, values: Mapping[str, Any]) -> Work:
    """Return the work for a locked case; its answers are read as of the day it was filed."""
    received: datetime = case.row.received_at
    surroundings = replace(surroundings_of(ctx, channel="process"), today=received.astimezone(BERLIN).date())
    checked = check_answers(case.package.form, case.answers(), surroundings)
    return Work(case, checked.answers, checked.names, values)


@dataclass(frozen=True, slots=True)
class Letter:
    """A kind of letter: its template, title and file name; ``per_sheet`` makes one for each sheet of the case."""

    kind: str
    template: str
    title: str
    file_name: str
    per_sheet: bool = False

    def title_in(self, package: Package, language: str = "de") -> str:
        """Return what the letter is called: as the package calls the outcome that makes it, else as the platform does."""
        return package.outcome_text(language, OUTCOME_OF_LETTER.get(self.kind, ""), "letter") or self.title

    def sheets(self, work: Work) -> list[int | None]:
        """Return the sheets that get a letter of their own."""
        return work.sheets() if self.per_sheet else [None]


OUTCOME_OF_LETTER = {"certificate": "certify", "rejection": "refuse"}
CERTIFICATE = Letter(
    "certificate",
    "empfangsbescheinigung",
    "Empfangsbescheinigung",
    "Empfangsbescheinigung-{number}",
    per_sheet=True,
)
REJECTION = Letter("rejection", "zurueckweisung", "Zurückweisung", "{number}-zurueckweisung")
WITHDRAWAL = Letter("withdrawal", "ruecknahme", "Bestätigung der Rücknahme", "{number}-ruecknahme")
APPLICATION = Letter("application", "antrag", "", "{number}")
LETTERS = {letter.kind: letter for letter in (CERTIFICATE, REJECTION, WITHDRAWAL, APPLICATION)}


def issue_notice(ctx: Context, work: Work) -> None:
    """Make the certificate of receipt (Empfangsbescheinigung), one for each sheet."""
    if not has_notice(work):
        _issue(ctx, work, CERTIFICATE)


def issue_certificate(ctx: Context, work: Work, *, template: str, extra: Mapping[str, Any]) -> None:
    """Make a certificate whose template and facts (``extra``, beside what every letter has) another room brings."""
    if not has_notice(work):
        _issue(ctx, work, replace(CERTIFICATE, template=template), extra)


def issue_rejection(ctx: Context, work: Work) -> None:
    """Make the letter that refuses a notice, with the clerk's reason."""
    if not has_notice(work):
        _issue(ctx, work, REJECTION)


def confirm_withdrawal(ctx: Context, work: Work) -> None:
    """Make the letter that confirms a withdrawal."""
    _issue(ctx, work, WITHDRAWAL)


def has_notice(work: Work) -> bool:
    """Tell whether the decision stands in a signed notice (Bescheid), which is its letter."""
    return bool(work.values.get("notice"))


def _issue(ctx: Context, work: Work, letter: Letter, extra: Mapping[str, Any] | None = None) -> None:
    for sheet in letter.sheets(work):
        document = letter_document(work, letter, sheet)
        content = sealed(ctx, letter, document.title, letter_content(ctx, work, letter, sheet, more=extra))
        add_document(ctx, file=work.case.row.file_id, document=replace(document, content=content))
        ask_for_stamp(ctx, work.case.id, document.id)
    record(ctx, work.case.id, Action.NOTICE_ISSUED, note=letter.title_in(work.case.package))


def letter_content(
    ctx: Context,
    work: Work,
    letter: Letter,
    sheet: int | None,
    *,
    proof: Mapping[str, Any] | None = None,
    more: Mapping[str, Any] | None = None,
) -> bytes:
    """Return a letter's PDF as of the context's time; a refusal's reason is what the process keeps."""
    extra: dict[str, Any] = dict(more or {})
    if proof and letter is APPLICATION:
        extra["journal"] = proof
    if letter is REJECTION:
        extra["reason"] = str(work.values.get("reason", ""))
    return render_letter(ctx, letter.template, work.subject(sheet), extra=extra)


def sealed(ctx: Context, letter: Letter, title: str, content: bytes) -> bytes:
    """Return a letter with the authority's seal; what the applicant has filed is theirs and gets none."""
    return content if letter is APPLICATION else seal_letter(ctx, title, content)


def letter_document(work: Work, letter: Letter, sheet: int | None) -> NewDocument:
    """Return a letter as a document without its content."""
    title, number = letter.title_in(work.case.package), work.case.row.number
    own = "-".join(title.split()) + "-{number}"
    name = (letter.file_name if title == letter.title else own).format(number=number)
    return NewDocument(
        kind=letter.kind,
        title=title if sheet is None else f"{title} {sheet + 1}",
        name=f"{name}.pdf" if sheet is None else f"{name}-{sheet + 1}.pdf",
        media_type="application/pdf",
        direction=Direction.OUT,
        is_public=True,
    )


def notify_recipients(ctx: Context, work: Work) -> None:
    """Give each recipient named by law exactly its fields (§ 14 Abs. 8 GewO, § 3 GewAnzV), once a sheet."""
    waived = waived_recipients(ctx, form=work.case.package.exchange.form)
    outgoing = outgoing_of(ctx, work, waived)
    send_transmissions(ctx, case=work.case.id, outgoing=outgoing)
    record(ctx, work.case.id, Action.TRANSMITTED, note=names_of(outgoing))


def names_of(outgoing: Sequence[Outgoing]) -> str:
    """Return the recipients' names, each once."""
    return ", ".join(dict.fromkeys(item.name for item in outgoing))


def outgoing_of(ctx: Context, work: Work, waived: frozenset[str]) -> list[Outgoing]:
    """Return what goes to whom; recipients that may waive the form's data and did get nothing."""
    plan = work.case.package.exchange
    outgoing = []
    for sheet in work.sheets():
        subject = work.subject(sheet)
        sections = sheet_sections(ctx, subject)
        names = work.case.package.sheet_names(work.names, sheet)
        for rule in plan.recipients:
            if rule.id in waived and rule.can_waive:
                continue
            if rule.is_due(names, frozenset(work.case.row.marks)):
                outgoing.append(_outgoing(work, rule, sheet, sections))
    return outgoing


def _outgoing(work: Work, rule: RecipientRule, sheet: int | None, sections: list[Section]) -> Outgoing:
    row, package = work.case.row, work.case.package
    return Outgoing(
        recipient=rule.id,
        name=rule.name,
        legal_basis=rule.legal_basis,
        form=package.exchange.form,
        sheet=0 if sheet is None else sheet + 1,
        number=row.number,
        subject=row.subject,
        received_at=row.received_at,
        sections=[
            {
                "title": section.title,
                "lines": [
                    {
                        "field": ", ".join(line.form_fields),
                        "name": line.path,
                        "label": line.label,
                        "text": line.text,
                    }
                    for line in section.lines
                    if set(line.form_fields) & rule.fields
                ],
            }
            for section in sections
            if any(set(line.form_fields) & rule.fields for line in section.lines)
        ],
    )
