"""The papers of a participation, filed by themselves: request, opinion, and that nothing was said."""

from collections.abc import Sequence
from typing import Any

from modellregion.cases.consulting.content import Enquiry, Opinion, sections_as_parts
from modellregion.cases.consulting.models import AuthorityRequest
from modellregion.cases.consulting.words import Silence, Verdict
from modellregion.cases.letters import sender_block
from modellregion.cases.steps import LockedCase
from modellregion.forms.api import show_date
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.names import safe_name
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.records.api import Direction, NewDocument, add_document

# What is filed is German, whatever the language of the page on which it was made.
SILENCE_DE = {
    Silence.NOTHING: "Schweigen hat keine Rechtsfolge.",
    Silence.NO_OBJECTION: "Äußert sich die Stelle nicht, gilt das als: keine Bedenken.",
    Silence.CONSENT: "Äußert sich die Stelle nicht, gilt das als Zustimmung.",
}
VERDICT_DE = {
    Verdict.NO_OBJECTION: "Keine Bedenken",
    Verdict.CONDITIONS: "Keine Bedenken unter Auflagen",
    Verdict.OBJECTION: "Bedenken",
}
REQUEST_KIND, OPINION_KIND, NOTE_KIND = "authority_request", "authority_opinion", "authority_note"


def file_request(ctx: Context, locked: LockedCase, enquiry: Enquiry, due: str) -> None:
    """File what was asked."""
    details = [
        ["An", enquiry.name],
        ["Vorgang", f"{enquiry.number}, {enquiry.subject}"],
        ["Rechtsgrundlage", enquiry.legal_basis or "ohne besondere Rechtsgrundlage"],
        ["Antwort bis", due],
        ["Schweigen", f"{SILENCE_DE[Silence(enquiry.silence)]} {enquiry.silence_basis}".strip()],
    ]
    parts: list[dict[str, Any]] = [{"title": "Frage", "text": enquiry.question}]
    parts += sections_as_parts(enquiry.sections)
    if enquiry.files:
        parts.append({"title": "Mitgegebene Unterlagen", "text": _titles(enquiry.files)})
    _file(
        ctx,
        locked,
        REQUEST_KIND,
        f"Beteiligung: {enquiry.name}",
        _paper(ctx, locked, "Bitte um Stellungnahme", details, parts),
        Direction.OUT,
    )


def file_opinion(ctx: Context, locked: LockedCase, row: AuthorityRequest, opinion: Opinion, due: str) -> None:
    """File what a body said, with its files."""
    at = row.answered_at or ctx.now()
    details = [
        ["Von", f"{row.name}, {opinion.author}".rstrip(", ")],
        ["Eingegangen", at.astimezone(BERLIN).strftime("%d.%m.%Y, %H:%M Uhr")],
        ["Frist", f"{due}{', verspätet' if row.is_late else ''}"],
        ["Ergebnis", VERDICT_DE[Verdict(opinion.verdict)]],
    ]
    parts: list[dict[str, Any]] = [{"text": opinion.text or "Ohne weiteren Text."}]
    if opinion.files:
        parts.append({"title": "Anlagen", "text": _titles(opinion.files)})
    title = f"Stellungnahme: {row.name}{' (verspätet)' if row.is_late else ''}"
    paper = _paper(ctx, locked, "Stellungnahme", details, parts)
    _file(ctx, locked, OPINION_KIND, title, paper, Direction.IN)
    for file in opinion.files:
        document = NewDocument(
            kind=OPINION_KIND,
            title=f"Anlage zur Stellungnahme: {row.name}",
            name=file.name,
            media_type=file.media_type,
            direction=Direction.IN,
            sha256=file.sha256,
            bytes=file.bytes,
        )
        add_document(ctx, file=locked.row.file_id, document=document)


def file_silence(ctx: Context, locked: LockedCase, row: AuthorityRequest, due: str) -> None:
    """File that a body said nothing, and what that means."""
    details = [["Stelle", row.name], ["Frist", due]]
    meaning = f"{SILENCE_DE[Silence(row.silence)]} {row.silence_basis}".strip()
    text = f"Bis zum Ablauf der Frist ist keine Stellungnahme eingegangen. {meaning}"
    paper = _paper(ctx, locked, "Vermerk: keine Stellungnahme", details, [{"text": text}])
    _file(ctx, locked, NOTE_KIND, f"Keine Stellungnahme: {row.name}", paper, Direction.INTERNAL)


def _titles(files: Sequence[Any]) -> str:
    return "\n".join(f"{file.title} ({file.name})" for file in files)


def _paper(
    ctx: Context, locked: LockedCase, title: str, details: list[list[str]], parts: list[dict[str, Any]]
) -> bytes:
    data = {
        "sender": sender_block(ctx, locked.package),
        "title": title,
        "details": [
            ["Aktenzeichen", locked.row.number],
            ["Datum", show_date(ctx.today(), "de")],
            *details,
        ],
        "parts": parts,
    }
    return letter_pdf(house_folder(), "plain.typ", data, created=ctx.now())


def _file(
    ctx: Context, locked: LockedCase, kind: str, title: str, content: bytes, direction: Direction
) -> None:
    document = NewDocument(
        kind=kind,
        title=title,
        name=safe_name(title.replace(":", "") + ".pdf"),
        media_type="application/pdf",
        direction=direction,
        content=content,
    )
    add_document(ctx, file=locked.row.file_id, document=document)
