"""Search over files and documents, their texts included: the newest that the reader reaches first, page by page.

The right is the one condition of ``access.py``, in every branch. Ids are ordered by time, so they are the key of pages,
for files, documents and cases alike (docs/decisions/0135).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.forms.api import Piece, Search
from modellregion.kernel.context import Context
from modellregion.kernel.files import get_file
from modellregion.kernel.searching import plan_by_values
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import is_own, reach, reach_document

TEXT_READ_MAX = 60_000
_MATCH = "@@ to_tsquery('simple', %(words)s)"


@dataclass(frozen=True, slots=True)
class RecordSearch:
    """What is looked for; ``until`` is the first instant that no longer counts, ``after`` the last id of the page before.

    ``cases_shown``: whoever asks also lists cases with the same words, all of the municipality or (False) those of the
    actor's units; a file that is shown there as its case is left out here. None: only files are listed.
    """

    search: Search
    size: int
    unit: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: UUID | None = None
    cases_shown: bool | None = None


@dataclass(frozen=True, slots=True)
class FileHit:
    """A file that was found."""

    id: UUID
    reference: str
    subject: str
    unit: str
    opened_at: datetime
    is_closed: bool


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A document that was found. ``passage``: where its text says so, for files that are the reader's own work."""

    id: UUID
    file: UUID
    reference: str
    subject: str
    title: str
    name: str
    sender: str
    created_at: datetime
    passage: Sequence[Piece]


def search_files(ctx: Context, wanted: RecordSearch) -> list[FileHit]:
    """Return the newest files the reader reaches whose reference or subject answers every word.

    :raises NotAllowedError: when the actor may see no files at all.
    """
    reached, values = _values(ctx, wanted)
    conditions = [
        reached,
        f"f.lexemes {_MATCH}",
        *_limits(wanted, values, "f.opened_at", "f.id"),
    ]
    if wanted.cases_shown:
        conditions.append("f.service = ''")
    elif wanted.cases_shown is not None:
        conditions.append(
            "(f.service = '' OR NOT coalesce(f.unit_id = ANY(%(units)s) OR f.responsible_id = %(actor)s, false))"
        )
    statement = (
        "SELECT f.id, f.reference, f.subject, coalesce(u.name, ''), f.opened_at, f.closed_at IS NOT NULL "  # noqa: S608 - constants
        "FROM records_file f LEFT JOIN region_unit u ON (u.municipality_id, u.id) = (f.municipality_id, f.unit_id) "
        f"WHERE {' AND '.join(conditions)} ORDER BY f.id DESC LIMIT %(limit)s"
    )
    with tenant(ctx), connection.cursor() as cursor:
        plan_by_values()
        cursor.execute(statement, values)
        return [FileHit(*row) for row in cursor.fetchall()]


def search_documents(ctx: Context, wanted: RecordSearch) -> list[DocumentHit]:
    """Return the newest documents the reader reaches whose title, name, sender or text answers every word.

    :raises NotAllowedError: when the actor may see no files at all.
    """
    reached, values = _values(ctx, wanted)
    shared = [reached, reach_document(ctx), *_limits(wanted, values, "d.created_at", "d.id")]
    conditions = " AND ".join(["d.municipality_id = %(municipality)s", *shared])
    joined = (
        "records_document d JOIN records_file f ON (f.municipality_id, f.id) = (d.municipality_id, d.file_id)"
    )
    statement = f"""
        SELECT d.id, d.file_id, f.reference, f.subject, d.title, d.name, d.sender, d.created_at, f.unit_id, f.responsible_id,
               (SELECT r.sha256 FROM records_rendition r WHERE r.municipality_id = d.municipality_id
                AND r.document_id = d.id AND r.version = d.version AND r.role = 'text')
        FROM (
            (SELECT d.id FROM {joined} WHERE {conditions} AND d.lexemes {_MATCH}
             ORDER BY d.id DESC LIMIT %(limit)s)
            UNION
            (SELECT d.id FROM (
                SELECT t.id FROM records_document_text t WHERE t.municipality_id = %(municipality)s
                AND t.lexemes {_MATCH} ORDER BY t.id DESC OFFSET 0
             ) t JOIN records_document d ON d.municipality_id = %(municipality)s AND d.id = t.id
             JOIN records_file f ON f.municipality_id = %(municipality)s AND f.id = d.file_id
             WHERE {conditions} ORDER BY t.id DESC LIMIT %(limit)s)
        ) found JOIN {joined} ON d.municipality_id = %(municipality)s AND d.id = found.id
        ORDER BY d.id DESC LIMIT %(limit)s
    """  # noqa: S608 - constants
    with tenant(ctx), connection.cursor() as cursor:
        plan_by_values()
        cursor.execute(statement, values)
        return [_document(ctx, wanted.search, row) for row in cursor.fetchall()]


def _values(ctx: Context, wanted: RecordSearch) -> tuple[str, dict[str, Any]]:
    reached, values = reach(ctx)
    return reached, values | {"words": wanted.search.tsquery(), "limit": wanted.size}


def _limits(wanted: RecordSearch, values: dict[str, Any], at: str, identifier: str) -> list[str]:
    found = []
    for name, value, condition in (
        ("unit", wanted.unit, "f.unit_id = %(unit)s"),
        ("since", wanted.since, f"{at} >= %(since)s"),
        ("until", wanted.until, f"{at} < %(until)s"),
        ("after", wanted.after, f"{identifier} < %(after)s"),
    ):
        if value is not None:
            found.append(condition)
            values[name] = value
    return found


def _document(ctx: Context, search: Search, row: Sequence[Any]) -> DocumentHit:
    *shown, unit, responsible, text = row
    passage: Sequence[Piece] = ()
    # What a document says is read only where looking into it needs no purpose (docs/decisions/0098).
    if text and is_own(ctx, unit=unit, responsible=responsible):
        said_above = search.is_answered_by(f"{shown[4]} {shown[5]} {shown[6]}")
        if not said_above:
            content = get_file(ctx.municipality, text)[: TEXT_READ_MAX * 2].decode("utf-8", "ignore")
            passage = search.excerpt(content[:TEXT_READ_MAX])
    return DocumentHit(*[*shown, passage])
