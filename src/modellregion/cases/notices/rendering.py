"""Makes the letter of a notice: what its template finds, what is still missing, pictures for the preview, the PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from modellregion.cases.letters import letter_data
from modellregion.cases.notices.content import ADDRESS_LINES_MAX, Content, opened
from modellregion.cases.notices.errors import TemplateBrokenError
from modellregion.cases.notices.kinds import SENTENCES, find_kind, folder_of, part_name
from modellregion.cases.notices.models import Notice
from modellregion.cases.notices.remedy import remedy_text
from modellregion.cases.notices.states import Relation
from modellregion.cases.operations import Work
from modellregion.forms.api import show_date
from modellregion.kernel.context import Context
from modellregion.kernel.names import safe_name
from modellregion.kernel.pdf import LetterError, letter_pdf, letter_pictures
from modellregion.packages.api import FIELD, NoticeKind, Package, fill_placeholders, placeholders_in
from modellregion.records.api import OwnedDraft
from modellregion.region.api import get_body


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notice is made of: its row, the case's data, and the earlier notice it is about."""

    row: Notice
    work: Work
    about: Notice | None = None

    @property
    def package(self) -> Package:
        """The package of the case."""
        return self.work.case.package

    @property
    def kind(self) -> NoticeKind:
        """The kind of notice."""
        return find_kind(self.package, self.row.kind)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signs, and on which day: what makes a fair copy of a draft."""

    name: str
    on: date


def notice_pdf(ctx: Context, subject: Subject, content: Content, *, signed: Signed | None = None) -> bytes:
    """Return the PDF: the draft with its mark, or the fair copy.

    :raises TemplateBrokenError: when the template does not compile.
    """
    kind = subject.kind
    data = notice_data(ctx, subject, content, signed=signed)
    try:
        return letter_pdf(folder_of(subject.package, kind), f"{kind.template}.typ", data, created=ctx.now())
    except LetterError as error:
        raise TemplateBrokenError(str(error)) from error


def notice_pictures(ctx: Context, subject: Subject, content: Content) -> list[bytes]:
    """Return the pages of the draft as PNG.

    :raises TemplateBrokenError: when the template does not compile.
    """
    kind = subject.kind
    data = notice_data(ctx, subject, content)
    try:
        return letter_pictures(folder_of(subject.package, kind), f"{kind.template}.typ", data)
    except LetterError as error:
        raise TemplateBrokenError(str(error)) from error


def notice_data(
    ctx: Context, subject: Subject, content: Content, *, signed: Signed | None = None
) -> dict[str, Any]:
    """Return what the template finds: all that letters find, and the notice."""
    kind, package = subject.kind, subject.package
    data = letter_data(ctx, subject.work.subject())
    titles = {basis.norm: basis.title for basis in package.legal_bases}
    remedy = remedy_text(ctx, kind) or ""
    about = None
    if subject.about is not None and subject.row.relation:
        date_text = show_date(subject.about.signed_on, "de")
        sentence = SENTENCES[Relation(subject.row.relation)]
        about = {
            "title": subject.about.title,
            "date": date_text,
            "sentence": sentence.format(title=subject.about.title, date=date_text),
        }
    parts = {
        part.id: {"label": part.label, "text": content.text(part.id), "is_required": part.is_required}
        for part in kind.parts
    }
    bases = [f"{norm} ({titles[norm]})" if titles.get(norm) else norm for norm in kind.legal_bases]
    data["recipient"] = content.addressee
    data["notice"] = {
        "title": subject.row.title,
        "date": show_date(signed.on, "de") if signed else "",
        "is_draft": signed is None,
        "parts": parts,
        "legal_bases": bases,
        "with_fee": kind.with_fee,
        "remedy": remedy,
        "signer": signed.name if signed else "",
        "about": about,
    }
    # Not the answers: a notice may go to somebody who is not the applicant.
    data["embedded"] = {
        **{name: value for name, value in data["embedded"].items() if name != "answers"},
        "notice": {
            "id": str(subject.row.id),
            "kind": kind.id,
            "title": subject.row.title,
            "result": kind.result,
            "about": str(subject.row.about_id) if subject.row.about_id else None,
            "relation": subject.row.relation,
            "remedy": remedy,
            "legal_bases": list(kind.legal_bases),
            "parts": {name: part["text"] for name, part in parts.items()},
            "signed_by": signed.name if signed else None,
            "signed_on": signed.on.isoformat() if signed else None,
        },
    }
    return data


def owned_draft(subject: Subject, content: bytes) -> OwnedDraft:
    """Return the notice as the file keeps it."""
    row = subject.work.case.row
    name = safe_name(f"{row.number}-{subject.row.kind}.pdf")
    return OwnedDraft(title=subject.row.title, name=name, content=content)


def missing_of(ctx: Context, subject: Subject, content: Content) -> list[str]:
    """Return what stands in the way of a signature, a sentence each."""
    kind, package = subject.kind, subject.package
    missing = []
    lines = content.addressee.splitlines()
    if not lines:
        missing.append(gettext("Es fehlt, an wen der Bescheid geht. Tragen Sie die Anschrift ein."))
    elif len(lines) > ADDRESS_LINES_MAX:
        missing.append(gettext("Die Anschrift hat mehr als sechs Zeilen. Sie passt so nicht in das Fenster des Umschlags."))  # fmt: skip
    for part in kind.parts:
        label, text = part_name(package, kind, part, ctx.language), content.text(part.id)
        if part.is_required and not text:
            missing.append(gettext("Es fehlt der Abschnitt »%(part)s«.") % {"part": label})
        missing += [_unfilled(label, name) for name in placeholders_in(text)]
    if remedy_text(ctx, kind) is None:
        missing.append(gettext("Für die Rechtsbehelfsbelehrung fehlt das zuständige Gericht oder die Behörde dieser Kommune. Bitte melden Sie das der Administration."))  # fmt: skip
    return missing


def _unfilled(part: str, name: str) -> str:
    sentence = gettext("Im Abschnitt »%(part)s« steht noch {%(name)s}. Der Vorgang hat dafür keinen Wert. Schreiben Sie ihn hin.")  # fmt: skip
    return sentence % {"part": part, "name": name}


def module_values(ctx: Context, subject: Subject) -> dict[str, str]:
    """Return what text modules are filled with; a name without a value is absent."""
    data = letter_data(ctx, subject.work.subject())
    body = get_body(ctx.municipality)
    values: dict[str, str] = {
        "nummer": data["case"]["number"],
        "betreff": data["case"]["subject"],
        "eingegangen": data["case"]["received"],
        "heute": data["case"]["today"],
        "person": data["person"],
        "leistung": data["case"]["service"],
        "gebuehr": data["fee"]["total"],
        "behoerde": body.name if body else "",
    }
    for line in data["embedded"]["answers"]:
        values[f"{FIELD}{line['field']}"] = line["text"]
        group, row, item = _parts(line["field"])
        if row == "0":
            values[f"{FIELD}{group}.{item}"] = line["text"]
    return {name: value for name, value in values.items() if value}


def _parts(path: str) -> tuple[str, str, str]:
    group, _, rest = path.partition(".")
    row, _, item = rest.partition(".")
    return group, row, item


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text module with the case's values."""
    return fill_placeholders(text, values)


def content_of(row: Notice) -> Content:
    """Return what people wrote of a notice."""
    return opened(row)
