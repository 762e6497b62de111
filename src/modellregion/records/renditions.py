"""Makes and keeps the renditions of documents: PDF/A for keeping, text for reading by machines; the original stays."""

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from modellregion.forms.api import search_key
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.files import get_file, put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.pdf import LetterError, house_folder, letter_pdf
from modellregion.kernel.scanning import Verdict, scan
from modellregion.kernel.tenancy import tenant
from modellregion.records.arrival import MAIL, PDF, TEXT
from modellregion.records.mail import MailUnreadableError, read_mail
from modellregion.records.models import Document, Rendition
from modellregion.records.rendering import Rendered, render
from modellregion.region.api import get_body

BATCH = 100
SEARCHED_LENGTH_MAX = 200_000
SHOWN_LENGTH_MAX = 200_000
_PICTURES = frozenset({"image/png", "image/jpeg", "image/tiff"})
_TEXTS = frozenset({TEXT, "text/csv", "application/xml"})


def render_document(ctx: Context, document: UUID) -> bool:
    """Make the renditions of a final document once; return whether there was anything to do."""
    with tenant(ctx):
        row = _unrendered(ctx).filter(id=document).first()
    if row is None:
        return False
    content = get_file(ctx.municipality, row.sha256)
    made = _made(ctx, row, content)
    made_text = made.text.encode("utf-8", "replace")
    kept: list[tuple[str, str, bytes]] = []
    if made.pdfa:
        kept.append(("pdfa", PDF, made.pdfa))
    if made_text:
        kept.append(("text", TEXT, made_text))
    hashes = {role: put_file(ctx.municipality, data) for role, _, data in kept}
    with tenant(ctx):
        # Locked, so that a second run of the job finds it done.
        if not _unrendered(ctx).select_for_update().filter(id=document).exists():
            return False
        for role, media_type, data in kept:
            Rendition.objects.create(
                municipality_id=ctx.municipality,
                id=new_id(),
                file_id=row.file_id,
                document_id=row.id,
                version=row.version,
                role=role,
                media_type=media_type,
                bytes=len(data),
                sha256=hashes[role],
                made_with=made.made_with if role == "pdfa" else "text",
                created_at=ctx.now(),
            )
        _note_text(ctx, row, made.text)
        Document.objects.filter(municipality_id=ctx.municipality, id=document).update(
            rendered_at=ctx.now(), rendition_note=made.note
        )
    return True


def render_missing(ctx: Context) -> int:
    """Make the renditions of the next documents that have none, the oldest first; return how many."""
    with tenant(ctx):
        found = list(_unrendered(ctx).order_by("id").values_list("id", flat=True)[:BATCH])
    return sum(render_document(ctx, document) for document in found)


def scan_waiting(ctx: Context) -> int:
    """Ask the scanner about contents that wait for it; return how many it answered."""
    with tenant(ctx):
        waiting = Document.objects.filter(municipality_id=ctx.municipality, scan=Verdict.WAITING.value)
        found = list(waiting.order_by("id").values_list("id", "sha256")[:BATCH])
    answered = 0
    for document, sha256 in found:
        verdict = scan(get_file(ctx.municipality, sha256))
        if verdict is Verdict.WAITING:
            break  # it is down; the next round tries again
        with tenant(ctx):
            Document.objects.filter(municipality_id=ctx.municipality, id=document).update(scan=verdict.value)
        answered += 1
    return answered


def _unrendered(ctx: Context) -> QuerySet[Document]:
    rows = Document.objects.filter(municipality_id=ctx.municipality, rendered_at=None, state="final")
    return rows.exclude(sha256="").exclude(scan__in=[Verdict.WAITING.value, Verdict.INFECTED.value])


def _made(ctx: Context, row: Document, content: bytes) -> Rendered:
    if row.media_type == PDF or row.media_type in _PICTURES:
        return render(content, row.media_type)
    if row.media_type == MAIL:
        try:
            mail = read_mail(content)
        except MailUnreadableError:
            return Rendered(note="damaged")
        sent = (
            mail.sent_at.astimezone(BERLIN).strftime("%d.%m.%Y, %H:%M Uhr") if mail.sent_at else "ohne Datum"
        )
        details = [
            ["Von", f"{mail.sender_name} <{mail.sender}>".strip()],
            ["An", ", ".join(mail.recipients[:10]) or "–"],
            ["Gesendet", sent],
            ["Anlagen", ", ".join(part.name for part in mail.attachments[:40]) or "keine"],
        ]
        return _paper(ctx, row, mail.text, details, title=mail.subject or row.title)
    if row.media_type in _TEXTS:
        return _paper(ctx, row, _decoded(content), [["Datei", row.name]], title=row.title)
    return Rendered(note="unsupported")


def _paper(ctx: Context, row: Document, text: str, details: list[list[str]], *, title: str) -> Rendered:
    body = get_body(ctx.municipality)
    data = {
        "sender": {"name": body.name if body else ""},
        "title": title,
        "details": details,
        "parts": [{"text": text[:SHOWN_LENGTH_MAX]}],
    }
    try:
        pdfa = letter_pdf(house_folder(), "plain.typ", data, created=row.created_at)
    except LetterError:
        return Rendered(text, note="damaged")
    note = "too_long" if len(text) > SHOWN_LENGTH_MAX else ""
    return Rendered(text, pdfa, "Typst, PDF/A-3a", note)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace").replace("\x00", "")


def _note_text(ctx: Context, row: Document, text: str) -> None:
    keys = search_key(f"{row.title} {row.name} {row.sender} {text[:SEARCHED_LENGTH_MAX]}").split()
    words = " ".join(dict.fromkeys(keys))  # each word once: how often it is said does not matter
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_document_text (municipality_id, id, file_id, search) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (municipality_id, id) DO UPDATE SET search = excluded.search",
            [ctx.municipality, row.id, row.file_id, words],
        )
