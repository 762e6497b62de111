"""Operations that a process may call by name: what a service task does, in one transaction with its being done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from modellregion.cases.history import record
from modellregion.cases.letters import LetterSubject, render_letter, sheet_sections
from modellregion.cases.states import Action
from modellregion.cases.steps import LockedCase
from modellregion.cases.surroundings import surroundings_of
from modellregion.exchange.api import Outgoing, send_transmissions, waived_recipients
from modellregion.forms.api import Section, check_answers
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.packages.api import RecipientRule
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


def issue_notice(ctx: Context, work: Work) -> None:
    """Make the certificate of receipt (Empfangsbescheinigung), one for each sheet."""
    for sheet in work.sheets():
        content = render_letter(ctx, "empfangsbescheinigung", work.subject(sheet))
        suffix = "" if sheet is None else f"-{sheet + 1}"
        _file_letter(
            ctx, work, "certificate", f"Empfangsbescheinigung{suffix.replace('-', ' ')}", f"{suffix}", content
        )
    record(ctx, work.case.id, Action.NOTICE_ISSUED, note="Empfangsbescheinigung")


def issue_rejection(ctx: Context, work: Work) -> None:
    """Make the letter that refuses a notice, with the clerk's reason."""
    extra = {"reason": str(work.values.get("reason", ""))}
    content = render_letter(ctx, "zurueckweisung", work.subject(), extra=extra)
    _file_letter(ctx, work, "rejection", "Zurückweisung", "-zurueckweisung", content)
    record(ctx, work.case.id, Action.NOTICE_ISSUED, note="Zurückweisung")


def confirm_withdrawal(ctx: Context, work: Work) -> None:
    """Make the letter that confirms a withdrawal."""
    content = render_letter(ctx, "ruecknahme", work.subject())
    _file_letter(ctx, work, "withdrawal", "Bestätigung der Rücknahme", "-ruecknahme", content)
    record(ctx, work.case.id, Action.NOTICE_ISSUED, note="Bestätigung der Rücknahme")


def _file_letter(ctx: Context, work: Work, kind: str, title: str, suffix: str, content: bytes) -> None:
    names = {"certificate": f"Empfangsbescheinigung-{work.case.row.number}{suffix}.pdf"}
    document = NewDocument(
        kind=kind,
        title=title,
        name=names.get(kind, f"{work.case.row.number}{suffix}.pdf"),
        media_type="application/pdf",
        direction=Direction.OUT,
        is_public=True,
        content=content,
    )
    add_document(ctx, file=work.case.row.file_id, document=document)


def notify_recipients(ctx: Context, work: Work) -> None:
    """Give each recipient named by law exactly its fields (§ 14 Abs. 8 GewO, § 3 GewAnzV), once a sheet."""
    plan = work.case.package.exchange
    waived = waived_recipients(ctx, form=plan.form)
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
    send_transmissions(ctx, case=work.case.id, outgoing=outgoing)
    record(
        ctx, work.case.id, Action.TRANSMITTED, note=", ".join(dict.fromkeys(item.name for item in outgoing))
    )


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
