"""E-mails on their way into a file: taken in with a proposal where they belong, filed with one more click."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import get_file, put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.jobs import defer
from modellregion.kernel.names import safe_name
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import Right, authorise_file, reach
from modellregion.records.arrival import MAIL, look_at_attachment
from modellregion.records.commands.open_file import open_row
from modellregion.records.errors import EntryIncompleteError, MailRefusedError
from modellregion.records.filing import Direction, document_key
from modellregion.records.history import Action, record
from modellregion.records.mail import Mail, MailUnreadableError, read_mail
from modellregion.records.models import Document, Intake
from modellregion.records.policy import Records

BYTES_MAX = 60 * 1024 * 1024
PROPOSALS_MAX = 8
TOKENS_MAX = 400
# What may be a reference number: letters, digits and the signs between them, at least one digit.
_TOKEN = re.compile(r"(?=[^\s]*\d)[A-Za-zÄÖÜäöü0-9][A-Za-zÄÖÜäöü0-9./_-]{2,60}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file that an e-mail may belong to, and why: ``reference``, ``thread`` or ``sender``."""

    file: UUID
    reference: str
    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same e-mail, here already: in a file the reader reaches, or (without) somewhere else in the house."""

    file: UUID | None
    reference: str


@dataclass(frozen=True, slots=True)
class Taken:
    """An e-mail that was taken in, or was here already."""

    intake: UUID
    was_here: bool


def take_mail(ctx: Context, *, unit: UUID, name: str, content: bytes, bytes_only: bool = False) -> Taken:
    """Take an e-mail in, for a unit; the same one again is not taken twice.

    :param bytes_only: only the same bytes are the same e-mail. Who saves one from a mail program saves other bytes under
        the same Message-ID; what comes from outside may bear any Message-ID, and must not get lost by that.

    :raises MailRefusedError: when it is no e-mail, larger than 60 MB, or a scanner found it infected.
    :raises NotFoundError: when the actor is not of this unit.
    """
    ctx.authorise(Records.WORK)
    if unit not in ctx.actor.units and not ctx.may(Records.WORK_ALL):
        raise NotFoundError(f"unit {unit} is none of {ctx.actor.id}")
    if len(content) > BYTES_MAX:
        raise MailRefusedError("too large")
    mail = _read(content)
    arrived = look_at_attachment(name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    with tenant(ctx):
        waiting = Intake.objects.filter(municipality_id=ctx.municipality, unit_id=unit, filed_at=None)
        same = waiting.filter(sha256=sha256).first()
        if same is None and mail.message_id and not bytes_only:
            same = waiting.filter(message_id=mail.message_id).first()
        if same is not None:
            return Taken(same.id, was_here=True)
        identifier = new_id()
        Intake.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            unit_id=unit,
            sha256=put_file(ctx.municipality, content),
            name=safe_name(name),
            bytes=len(content),
            subject=mail.subject,
            sender=mail.sender,
            sent_at=mail.sent_at,
            message_id=mail.message_id,
            thread=mail.thread,
            attachments=len(mail.attachments),
            received_at=ctx.now(),
            received_by=ctx.actor.name,
            scan=arrived.verdict.value,
        )
    return Taken(identifier, was_here=False)


def file_mail(ctx: Context, *, intake: UUID, file: UUID, part: UUID | None = None) -> UUID:
    """File an e-mail with all its attachments in an open file; return the e-mail's document. Twice is once.

    :raises FileClosedError: when the file is closed.
    :raises NotFoundError: when the e-mail or the file is not there for the actor.
    """
    with tenant(ctx):
        authorise_file(ctx, file)
        open_row(ctx, file)
        row = locked_intake(ctx, intake)
        if row.document_id is not None:
            return row.document_id
        content = get_file(ctx.municipality, row.sha256)
        mail = _read(content)
        document = _file(ctx, row, file, part, mail)
        Intake.objects.filter(municipality_id=ctx.municipality, id=intake).update(
            filed_at=ctx.now(), filed_by=ctx.actor.name, document_id=document
        )
        record(
            ctx, Action.MAIL_FILED, file=file, document=document, data={"attachments": len(mail.attachments)}
        )
        defer("records.catch_up_here", ctx.municipality)
    return document


def discard_mail(ctx: Context, *, intake: UUID, reason: str) -> None:
    """Put an e-mail aside that belongs in no file (advertising, a duplicate); its content is deleted later.

    :raises EntryIncompleteError: without a reason.
    """
    if not reason.strip():
        raise EntryIncompleteError("reason")
    with tenant(ctx):
        row = locked_intake(ctx, intake)
        if row.filed_at is None:
            Intake.objects.filter(municipality_id=ctx.municipality, id=intake).update(
                filed_at=ctx.now(), filed_by=f"{ctx.actor.name}: {reason.strip()[:200]}"
            )
            record(ctx, Action.MAIL_SET_ASIDE, data={"intake": str(intake), "reason": reason.strip()[:200]})


def propose_files(ctx: Context, *, mail: Mail) -> list[Proposal]:
    """Return open files that an e-mail may belong to, the surest first: by reference, conversation, sender."""
    reached, values = reach(ctx, Right.WORK)
    values |= {
        "tokens": reference_tokens(f"{mail.subject}\n{mail.text[:20_000]}"),
        "thread": mail.thread,
        "sender": mail.sender,
        "limit": PROPOSALS_MAX,
    }
    statement = f"""
        SELECT f.id, f.reference, f.subject, min(why.rank) AS rank FROM records_file f JOIN (
            SELECT r.id AS file_id, 1 AS rank FROM records_file r
            WHERE r.municipality_id = %(municipality)s AND r.reference = ANY(%(tokens)s)
            UNION SELECT p.file_id, 1 FROM records_part p
            WHERE p.municipality_id = %(municipality)s AND p.reference = ANY(%(tokens)s)
            UNION SELECT d.file_id, 2 FROM records_document d
            WHERE d.municipality_id = %(municipality)s AND %(thread)s <> '' AND d.thread <> '' AND d.thread = %(thread)s
            UNION SELECT d.file_id, 3 FROM records_document d
            WHERE d.municipality_id = %(municipality)s AND %(sender)s <> '' AND d.sender <> '' AND d.sender = %(sender)s
        ) why ON why.file_id = f.id
        WHERE {reached} AND f.closed_at IS NULL
        GROUP BY f.id, f.reference, f.subject ORDER BY rank, f.id DESC LIMIT %(limit)s
    """  # noqa: S608 - constants
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, values)
        words = {1: "reference", 2: "thread", 3: "sender"}
        return [Proposal(row[0], row[1], row[2], words[row[3]]) for row in cursor.fetchall()]


def reference_tokens(text: str) -> list[str]:
    """Return what may be a reference number in a text."""
    return sorted({token.rstrip("./_-") for token in _TOKEN.findall(text)})[:TOKENS_MAX]


def duplicates_of(ctx: Context, *, sha256: str, message_id: str) -> list[Duplicate]:
    """Return where the same e-mail lies already; a file out of the reader's reach stays unnamed."""
    reached, values = reach(ctx)
    statement = f"""
        SELECT DISTINCT f.id, f.reference, ({reached}) FROM records_document d
        JOIN records_file f ON (f.municipality_id, f.id) = (d.municipality_id, d.file_id)
        WHERE d.municipality_id = %(municipality)s
          AND (d.sha256 = %(sha256)s OR (%(message_id)s <> '' AND d.message_id <> '' AND d.message_id = %(message_id)s))
        ORDER BY f.reference
    """  # noqa: S608 - constants
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, {**values, "sha256": sha256, "message_id": message_id})
        return [Duplicate(row[0], row[1]) if row[2] else Duplicate(None, "") for row in cursor.fetchall()]


def locked_intake(ctx: Context, intake: UUID) -> Intake:
    """Return an e-mail of one of the actor's units, locked.

    :raises NotFoundError: when there is none.
    """
    ctx.authorise(Records.WORK)
    row = Intake.objects.select_for_update().filter(municipality_id=ctx.municipality, id=intake).first()
    if row is None or (row.unit_id not in ctx.actor.units and not ctx.may(Records.WORK_ALL)):
        raise NotFoundError(f"e-mail {intake}")
    return row


def _read(content: bytes) -> Mail:
    try:
        return read_mail(content)
    except MailUnreadableError as error:
        raise MailRefusedError(str(error)) from error


def _file(ctx: Context, row: Intake, file: UUID, part: UUID | None, mail: Mail) -> UUID:
    sent = (row.sent_at or row.received_at).astimezone(BERLIN).date()
    written = sent if row.sent_at else None
    found = _document(
        ctx, file, part, kind="email", title=mail.subject or row.name, name=row.name, sender=mail.sender
    )
    found.media_type, found.bytes, found.sha256, found.scan = MAIL, row.bytes, row.sha256, row.scan
    found.message_id, found.thread, found.written_on = row.message_id, row.thread, written
    documents = [found]
    seen: set[str] = set()
    for attachment in mail.attachments:
        arrived = look_at_attachment(attachment.name, attachment.content)
        sha256 = put_file(ctx.municipality, attachment.content)
        if sha256 in seen or not attachment.content:
            continue  # the same logo in every signature
        seen.add(sha256)
        name = safe_name(attachment.name)
        one = _document(ctx, file, part, kind="email_attachment", title=name, name=name, sender=mail.sender)
        one.media_type, one.bytes, one.sha256 = arrived.media_type, len(attachment.content), sha256
        one.parent_id, one.scan, one.written_on = found.id, arrived.verdict.value, written
        documents.append(one)
    Document.objects.bulk_create(documents)
    return found.id


def _document(
    ctx: Context, file: UUID, part: UUID | None, *, kind: str, title: str, name: str, sender: str
) -> Document:
    return Document(
        municipality_id=ctx.municipality,
        id=new_id(),
        file_id=file,
        part_id=part,
        kind=kind,
        title=title,
        search=document_key(title, name, sender),
        direction=Direction.IN.value,
        name=name,
        sender=sender,
        created_at=ctx.now(),
        created_by=ctx.actor.name,
        finalised_at=ctx.now(),
        finalised_by=ctx.actor.name,
    )


def mails_of(ctx: Context) -> Sequence[Intake]:
    """Return the e-mails of the actor's units that wait to be filed, the oldest first."""
    ctx.authorise(Records.WORK)
    with tenant(ctx):
        rows = Intake.objects.filter(municipality_id=ctx.municipality, filed_at=None).order_by("id")
        return list(rows if ctx.may(Records.WORK_ALL) else rows.filter(unit_id__in=ctx.actor.units))
