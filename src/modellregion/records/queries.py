"""Read models of files: lists, one file with its contents, one document. All through ``reach``, whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from modellregion.forms.api import read_search
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import open_plain
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.searching import ANSWERS, first_that_fill, plan_by_values
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import Right, is_own, reach, reach_document
from modellregion.records.models import RecordEvent
from modellregion.records.policy import Records

PAGE_SIZE = 50


class Shown(StrEnum):
    """Which files a list shows."""

    OPEN = "offen"
    CLOSED = "geschlossen"
    ALL = "alle"


class Order(StrEnum):
    """How a list of files is sorted."""

    NEWEST = "neueste"
    OLDEST = "aelteste"
    REFERENCE = "zeichen"


@dataclass(frozen=True, slots=True)
class FileQuery:
    """What is to be listed. ``node`` includes all below it; ``text`` also searches what documents say."""

    shown: Shown = Shown.OPEN
    node: UUID | None = None
    search: str = ""
    in_texts: bool = False
    order: Order = Order.NEWEST
    after: str = ""
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file in a list."""

    id: UUID
    reference: str
    subject: str
    plan_code: str
    unit: str
    medium: str
    opened_at: datetime
    closed_at: datetime | None
    retain_until: date | None


@dataclass(frozen=True, slots=True)
class FilePage:
    """A page of a list, and the key with which the next one continues."""

    rows: Sequence[FileRow]
    next: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A sub-file or a transaction of a file."""

    id: UUID
    parent: UUID | None
    kind: str
    reference: str
    subject: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as lists and its own page show it."""

    id: UUID
    file: UUID
    part: UUID | None
    parent: UUID | None
    kind: str
    title: str
    direction: str
    state: str
    version: int
    name: str
    media_type: str
    bytes: int
    sha256: str
    confidentiality: int
    written_on: date | None
    sender: str
    thread: str
    scan: str
    created_at: datetime
    created_by: str
    finalised_at: datetime | None
    finalised_by: str
    rendition_note: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A file that another one refers to, or that refers to it."""

    file: UUID
    reference: str
    subject: str
    reason: str
    is_outgoing: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a file's history."""

    at: datetime
    action: str
    actor: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file with all that the reader may see in it."""

    id: UUID
    reference: str
    subject: str
    node: UUID | None
    unit: UUID | None
    unit_name: str
    responsible: UUID | None
    service: str
    medium: str
    paper_location: str
    confidentiality: int
    opened_at: datetime
    closed_at: datetime | None
    result: str
    retention_years: int | None
    retain_until: date | None
    disposal: str
    is_own: bool
    may_work: bool
    parts: Sequence[PartRow] = field(default_factory=list)
    documents: Sequence[DocumentRow] = field(default_factory=list)
    links: Sequence[LinkRow] = field(default_factory=list)


_ORDERS = {
    Order.NEWEST: ("f.id", "<", "DESC"),
    Order.OLDEST: ("f.id", ">", "ASC"),
    Order.REFERENCE: ("f.reference", ">", "ASC"),
}
_SHOWN = {Shown.OPEN: "f.closed_at IS NULL", Shown.CLOSED: "f.closed_at IS NOT NULL", Shown.ALL: "true"}
_NAMED = f"f.{ANSWERS}"
_SAID = (
    "FROM records_document_text t JOIN records_document d ON d.municipality_id = t.municipality_id AND d.id = t.id "
    f"WHERE t.municipality_id = %(municipality)s AND t.{ANSWERS} AND {{reach}}"
)
_LOOKED_AT = 2_000
"""How many files at the list's top are asked for what their documents say, before the index is asked for all that say it."""
_DOCUMENT = (
    "d.id, d.file_id, d.part_id, d.parent_id, d.kind, d.title, d.direction, d.state, d.version, d.name, d.media_type, "
    "d.bytes, d.sha256, d.confidentiality, d.written_on, d.sender, d.thread, d.scan, d.created_at, d.created_by, "
    "d.finalised_at, d.finalised_by, d.rendition_note"
)


def list_files(ctx: Context, query: FileQuery) -> FilePage:
    """Return the files the reader reaches, page by page."""
    reached, values = reach(ctx)
    conditions = [reached, _SHOWN[query.shown]]
    if query.node is not None:
        conditions.append(
            "f.node_id IN (SELECT n.id FROM records_plan_node n "
            "WHERE n.municipality_id = %(municipality)s AND %(node)s = ANY(n.path))"
        )
        values["node"] = query.node
    column, compared, direction = _ORDERS[query.order]
    if query.after:
        conditions.append(f"{column} {compared} %(after)s")
        values["after"] = query.after if query.order is Order.REFERENCE else _key(query.after)
    last = f"ORDER BY {column} {direction} LIMIT %(limit)s"
    search = read_search(query.search)
    named = [*conditions, _NAMED] if search else conditions
    lists = [f"(SELECT f.id FROM records_file f WHERE {' AND '.join(named)} {last})"]
    if search:
        values["words"] = search.tsquery()
        if query.in_texts:
            # A list of its own and not a condition with OR, so that each goes the way that is short for it.
            lists.append(_saying(reached, conditions[1:], reach_document(ctx), last))
    statement = (
        "SELECT f.id, f.reference, f.subject, coalesce(n.code, ''), coalesce(u.name, ''), f.medium, f.opened_at, "
        f"f.closed_at, f.retain_until FROM ({' UNION '.join(lists)}) found "
        "JOIN records_file f ON f.municipality_id = %(municipality)s AND f.id = found.id "
        "LEFT JOIN records_plan_node n ON (n.municipality_id, n.id) = (f.municipality_id, f.node_id) "
        f"LEFT JOIN region_unit u ON (u.municipality_id, u.id) = (f.municipality_id, f.unit_id) {last}"
    )
    with tenant(ctx), connection.cursor() as cursor:
        if "words" in values:
            plan_by_values()
        cursor.execute(statement, {**values, "limit": query.size + 1})
        rows = [FileRow(*row) for row in cursor.fetchall()]
    end = rows[query.size - 1] if len(rows) > query.size else None
    key = "" if end is None else end.reference if query.order is Order.REFERENCE else str(end.id)
    return FilePage(rows[: query.size], key)


def _saying(reached: str, conditions: Sequence[str], readable: str, last: str) -> str:
    """Return a SELECT, in brackets, of the first files in a list's order with a document that answers the words.

    A frequent word has filled the page after a few files; a rare one is met by its index (docs/decisions/0174).
    """
    said = _SAID.replace("{reach}", readable)
    within = " AND ".join(["f.municipality_id = %(municipality)s", *conditions])
    order = last.replace("%(limit)s", "")

    def first(window: int) -> str:
        return (
            f"SELECT f.id FROM (SELECT * FROM records_file f WHERE {within} {order} {window}) f "
            f"WHERE {reached} AND EXISTS (SELECT 1 {said} AND t.file_id = f.id)"
        )

    everything = (
        f"SELECT f.id FROM (SELECT DISTINCT t.file_id {said} OFFSET 0) hit "
        f"CROSS JOIN LATERAL (SELECT * FROM records_file f WHERE {within} AND f.id = hit.file_id OFFSET 0) f "
        f"WHERE {reached}"
    )
    return first_that_fill(first, _LOOKED_AT, everything, last)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def find_file(ctx: Context, file: UUID) -> FileView:
    """Return a file without its contents.

    :raises NotFoundError: when it is no file the reader may know of.
    """
    reached, values = reach(ctx)
    works, more = reach(ctx, Right.WORK) if ctx.may(Records.WORK) else ("false", values)
    works = works.replace("%(rights)s", "%(work_rights)s")
    statement = (
        "SELECT f.id, f.reference, f.subject, f.node_id, f.unit_id, coalesce(u.name, ''), f.responsible_id, f.service, "
        "f.medium, f.paper_location, f.confidentiality, f.opened_at, f.closed_at, f.result, f.retention_years, "
        f"f.retain_until, f.disposal, coalesce(({works}), false) FROM records_file f "
        "LEFT JOIN region_unit u ON (u.municipality_id, u.id) = (f.municipality_id, f.unit_id) "
        f"WHERE f.id = %(file)s AND {reached}"
    )
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, {**values, "work_rights": more["rights"], "file": file})
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError(f"file {file} is out of reach of {ctx.actor.id}")
    own = is_own(ctx, unit=row[4], responsible=row[6])
    return FileView(*[*row[:17], own, row[17]])


def file_contents(ctx: Context, file: UUID) -> tuple[list[PartRow], list[DocumentRow], list[LinkRow]]:
    """Return parts, documents and links of a file that ``find_file`` handed out."""
    reached, values = reach(ctx)
    values["file"] = file
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, parent_id, kind, reference, subject, closed_at FROM records_part "
            "WHERE municipality_id = %(municipality)s AND file_id = %(file)s ORDER BY number",
            values,
        )
        parts = [PartRow(*row) for row in cursor.fetchall()]
        cursor.execute(
            f"SELECT {_DOCUMENT} FROM records_document d WHERE d.municipality_id = %(municipality)s "
            f"AND d.file_id = %(file)s AND {reach_document(ctx)} ORDER BY d.created_at, d.id",
            values,
        )
        documents = [DocumentRow(*row) for row in cursor.fetchall()]
        cursor.execute(
            "SELECT f.id, f.reference, f.subject, l.reason, l.file_id = %(file)s FROM records_link l JOIN records_file f "
            "ON f.municipality_id = l.municipality_id AND f.id = CASE WHEN l.file_id = %(file)s THEN l.other_id "
            "ELSE l.file_id END WHERE l.municipality_id = %(municipality)s AND %(file)s IN (l.file_id, l.other_id) "
            f"AND {reached} ORDER BY f.reference",
            values,
        )
        links = [LinkRow(*row) for row in cursor.fetchall()]
    return parts, documents, links


def find_document_row(ctx: Context, *, file: UUID, document: UUID) -> DocumentRow:
    """Return a document of a file the reader reaches.

    :raises NotFoundError: when it is none the reader may know of.
    """
    reached, values = reach(ctx)
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_DOCUMENT} FROM records_document d JOIN records_file f ON (f.municipality_id, f.id) = "
            f"(d.municipality_id, d.file_id) WHERE {reached} AND f.id = %(file)s AND d.id = %(document)s "
            f"AND {reach_document(ctx)}",
            {**values, "file": file, "document": document},
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError(f"document {document} in file {file} is out of reach of {ctx.actor.id}")
    return DocumentRow(*row)


def history_of(ctx: Context, file: UUID) -> list[HistoryLine]:
    """Return the history of a file that ``find_file`` handed out, the newest first."""
    with tenant(ctx):
        rows = RecordEvent.objects.filter(municipality_id=ctx.municipality, file_id=file).order_by("-id")
        return [
            HistoryLine(row.at, row.action, row.actor_name, msgspec.json.decode(open_plain(row.data)))
            for row in rows
        ]


def access_log(ctx: Context, file: UUID, *, limit: int = 200) -> list[tuple[datetime, str, str, str]]:
    """Return who looked into a file, the newest first: when, who, what for, which document."""
    ctx.authorise(Records.SEE_LOG)
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.at, a.actor_name, a.purpose, coalesce(d.title, '') FROM records_access a "
            "LEFT JOIN records_document d ON (d.municipality_id, d.id) = (a.municipality_id, a.document_id) "
            "WHERE a.municipality_id = %s AND a.file_id = %s ORDER BY a.id DESC LIMIT %s",
            [ctx.municipality, file, limit],
        )
        return [(row[0], row[1], row[2], row[3]) for row in cursor.fetchall()]
