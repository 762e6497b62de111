"""Letters of a case (Schreiben): the data for the package's templates, and the PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from modellregion.cases.models import Case
from modellregion.cases.parties import party_rows, person_name
from modellregion.cases.representatives import letters_go_to
from modellregion.cases.surroundings import surroundings_of
from modellregion.forms.api import Line, Section, show_cents, show_date, summarise
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.files import is_rehearsing
from modellregion.kernel.pdf import letter_pdf
from modellregion.packages.api import Package, letters_folder
from modellregion.region.api import get_body


@dataclass(frozen=True, slots=True)
class LetterSubject:
    """What a letter is about: the case, its answers as they stand, and the sheet (row) it is for, if it is for one."""

    row: Case
    package: Package
    answers: Mapping[str, Any]
    names: Mapping[str, Any]
    sheet: int | None = None


def render_letter(
    ctx: Context, template: str, subject: LetterSubject, *, extra: Mapping[str, Any] | None = None
) -> bytes:
    """Return the PDF of one letter.

    :raises LetterError: when the template does not compile.
    """
    data = {**letter_data(ctx, subject), **(extra or {})}
    return letter_pdf(letters_folder(subject.package), f"{template}.typ", data, created=ctx.now())


def letter_data(ctx: Context, subject: LetterSubject) -> dict[str, Any]:
    """Return what every template of a case finds: sender, recipient, case, answers by section, fee, legal bases."""
    row, package = subject.row, subject.package
    sections = sheet_sections(ctx, subject)
    fee = package.fee(package.sheet_names(subject.names, subject.sheet), _berlin_date(row.received_at))
    return {
        "sender": sender_block(ctx, package),
        "recipient": recipient_of(ctx, subject),
        "case": {
            "number": row.number,
            "sheet": "" if subject.sheet is None else str(subject.sheet + 1),
            "service": package.title("de"),
            "form": package.service.form,
            "form_name": package.service.form_name,
            "subject": row.subject,
            "received": show_date(_berlin_date(row.received_at), "de"),
            "received_time": row.received_at.astimezone(BERLIN).strftime("%H:%M"),
            "today": show_date(ctx.today(), "de"),
        },
        "person": _sheet_person(subject),
        "sections": [
            {"title": section.title, "lines": [_letter_line(line) for line in section.lines]}
            for section in sections
        ],
        "fee": {
            "total": show_cents(fee.cents, "de"),
            "is_free": fee.cents == 0,
            "positions": [
                {
                    "text": p.text,
                    "count": p.count,
                    "amount": show_cents(p.cents * p.count, "de"),
                    "basis": p.legal_basis,
                }
                for p in fee.positions
            ],
        },
        "legal_bases": [f"{basis.norm} ({basis.title})" for basis in package.legal_bases],
        "embedded": embedded_data(subject, sections),
    }


def embedded_data(subject: LetterSubject, sections: Sequence[Section]) -> dict[str, Any]:
    """Return the same facts for machines; they travel inside the PDF."""
    return {
        "number": subject.row.number,
        "service": subject.package.service.leika,
        "form": subject.package.service.form,
        "package": {
            "id": subject.package.id,
            "version": subject.package.version,
            # Of a rehearsal nobody keeps a letter; without the hash, versions share those that are the same.
            "hash": "" if is_rehearsing() else subject.package.hash,
        },
        "received_at": subject.row.received_at.isoformat(),
        "answers": [
            {
                "field": line.path,
                "form_fields": list(line.form_fields),
                "label": line.label,
                "text": line.text,
            }
            for section in sections
            for line in section.lines
        ],
    }


def sheet_sections(ctx: Context, subject: LetterSubject) -> list[Section]:
    """Return the answers by section; for a sheet, of the repeated group only its own row."""
    sections = summarise(subject.package.form, subject.answers, surroundings_of(ctx))
    if subject.sheet is None or subject.package.sheets is None:
        return sections
    prefix = f"{subject.package.sheets.each}."
    own = f"{prefix}{subject.sheet}"
    return [section for section in sections if not section.path.startswith(prefix) or section.path == own]


def sender_block(ctx: Context, package: Package | None = None) -> dict[str, str]:
    """Return the letterhead of the municipality (Briefkopf), with what a service's package says instead."""
    own = package.letterhead if package else {}
    body = get_body(ctx.municipality)
    if body is None:
        return {"name": "", "office": "", "line": "", "contact": ""}
    address = ", ".join(filter(None, [body.street, f"{body.postcode} {body.town}".strip()]))
    return {
        "name": body.name,
        "office": own.get("office", ""),
        "line": own.get("line") or " · ".join(filter(None, [body.name, address])),
        "contact": own.get("contact") or "\n".join(filter(None, [body.phone, body.email])),
    }


def recipient_of(ctx: Context, subject: LetterSubject) -> str:
    """Return name and address of whom a letter goes to: who acts for the person (§ 14 Abs. 3 VwVfG), else the person."""
    instead = letters_go_to(ctx, subject.row.id, person=subject.sheet)
    return f"{instead.name}\n{instead.address}" if instead else recipient_block(subject)


def recipient_block(subject: LetterSubject) -> str:
    """Return name and address of whom the letter is for: the sheet's person, else the first party, else the business."""
    return party_block(subject.package, subject.answers, subject.sheet or 0) or subject.row.subject


def party_block(package: Package, answers: Mapping[str, Any], number: int = 0) -> str:
    """Return name and address of a party, the last one for a larger number; nothing where a form asks for no people."""
    rows = party_rows(package, answers)
    if not rows:
        return ""
    row = rows[min(number, len(rows) - 1)]
    address = package.form.fields[package.case.parties]
    kind = next((item.kind for item in address.items if item.id == package.case.person_address), None)
    value = row.get(package.case.person_address)
    lines = kind.show(value, "de") if kind is not None and value else ""
    return "\n".join(filter(None, [row.get("firma"), person_name(package, row), lines]))


def _sheet_person(subject: LetterSubject) -> str:
    rows = party_rows(subject.package, subject.answers)
    if not rows:
        return subject.row.subject
    if subject.sheet is not None:
        return person_name(subject.package, rows[min(subject.sheet, len(rows) - 1)])
    return ", ".join(person_name(subject.package, row) for row in rows)


def _letter_line(line: Line) -> dict[str, str]:
    return {"label": line.label, "text": line.text, "number": ", ".join(line.form_fields)}


def _berlin_date(at: datetime) -> Any:
    return at.astimezone(BERLIN).date()
