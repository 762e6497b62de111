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
from modellregion.kernel.searching import first_id_at, newest_answers, plan_by_values
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import NOT_OWN, is_own, reach, reach_document, reach_of_others

TEXT_READ_MAX = 60_000


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
    conditions, bounds = _limits(wanted, values, "f.opened_at")
    conditions.append(reached)
    # Files of cases are many and mostly shown as their cases, so the few that are not are found by ways of their own.
    of_no_case = [] if wanted.cases_shown is None else ["service = ''"]
    others = reach_of_others(ctx) if wanted.cases_shown is False else []
    lists = [newest_answers("records_file", "f", conditions=conditions, bounds=[*of_no_case, *bounds])]
    lists += [
        newest_answers(
            "records_file", "f", conditions=[NOT_OWN, *conditions], bounds=["service <> ''", way, *bounds]
        )
        for way in others
    ]
    statement = (
        "SELECT f.id, f.reference, f.subject, coalesce(u.name, ''), f.opened_at, f.closed_at IS NOT NULL "  # noqa: S608 - constants
        f"FROM ({' UNION '.join(lists)}) found JOIN records_file f ON f.municipality_id = %(municipality)s AND f.id = found.id "
        "LEFT JOIN region_unit u ON (u.municipality_id, u.id) = (f.municipality_id, f.unit_id) "
        "ORDER BY f.id DESC LIMIT %(limit)s"
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
    conditions, bounds = _limits(wanted, values)
    conditions += [reached, reach_document(ctx)]
    file = "JOIN records_file f ON f.municipality_id = %(municipality)s AND f.id = d.file_id"
    document = "JOIN records_document d ON d.municipality_id = %(municipality)s AND d.id = t.id"
    named = newest_answers("records_document", "d", join=file, conditions=conditions, bounds=bounds)
    said = newest_answers(
        "records_document_text", "t", join=f"{document} {file}", conditions=conditions, bounds=bounds
    )
    statement = f"""
        SELECT d.id, d.file_id, f.reference, f.subject, d.title, d.name, d.sender, d.created_at, f.unit_id, f.responsible_id,
               (SELECT r.sha256 FROM records_rendition r WHERE r.municipality_id = d.municipality_id
                AND r.document_id = d.id AND r.version = d.version AND r.role = 'text')
        FROM ({named} UNION {said}) found
        JOIN records_document d ON d.municipality_id = %(municipality)s AND d.id = found.id {file}
        ORDER BY d.id DESC LIMIT %(limit)s
    """  # noqa: S608 - constants
    with tenant(ctx), connection.cursor() as cursor:
        plan_by_values()
        cursor.execute(statement, values)
        return [_document(ctx, wanted.search, row) for row in cursor.fetchall()]


def _values(ctx: Context, wanted: RecordSearch) -> tuple[str, dict[str, Any]]:
    reached, values = reach(ctx)
    return reached, values | {"words": wanted.search.tsquery(), "limit": wanted.size}


def _limits(wanted: RecordSearch, values: dict[str, Any], at: str = "") -> tuple[list[str], list[str]]:
    """Return conditions, and bounds on the id.

    :param at: the column that says when; "" where that is when the row was made, so that its id says so, too.
    """
    conditions, bounds = [], []
    for name, value, condition in (
        ("unit", wanted.unit, "f.unit_id = %(unit)s"),
        ("since", wanted.since, f"{at} >= %(since)s" if at else ""),
        ("until", wanted.until, f"{at} < %(until)s" if at else ""),
    ):
        if value is not None and condition:
            conditions.append(condition)
            values[name] = value
    for name, key, bound in (
        ("after", wanted.after, "id < %(after)s"),
        ("first", None if at or wanted.since is None else first_id_at(wanted.since), "id >= %(first)s"),
        ("last", None if at or wanted.until is None else first_id_at(wanted.until), "id < %(last)s"),
    ):
        if key is not None:
            bounds.append(bound)
            values[name] = key
    return conditions, bounds


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
