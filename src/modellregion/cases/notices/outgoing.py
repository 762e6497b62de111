"""The outgoing post (Postausgang): which letters wait, went, came back; which hints do not go; print of many as one."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import pikepdf
from django.db import connection

from modellregion.cases.letters import sender_block
from modellregion.cases.notices.models import Delivery
from modellregion.cases.notices.states import DeliveryState, Way
from modellregion.cases.policy import Cases
from modellregion.forms.api import read_search, show_date
from modellregion.kernel.context import ActorKind, Context
from modellregion.kernel.data_keys import load
from modellregion.kernel.envelope import unseal
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.kernel.sealed_fields import place_in
from modellregion.kernel.searching import ANSWERS
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import document_content, find_document

PAGE_SIZE = 50
PRINT_MAX = 200


class Shown(StrEnum):
    """Which deliveries the list shows."""

    TO_POST = "zu-versenden"
    POSTED = "versandt"
    RETURNED = "ruecklauf"
    ELECTRONIC = "abruf"


_SHOWN = {
    Shown.TO_POST: ("post", [DeliveryState.WAITING]),
    Shown.POSTED: ("post", [DeliveryState.POSTED]),
    Shown.RETURNED: ("post", [DeliveryState.RETURNED]),
    Shown.ELECTRONIC: (
        "retrieval",
        [DeliveryState.WAITING, DeliveryState.PROVIDED, DeliveryState.RETRIEVED, DeliveryState.EXPIRED],
    ),
}


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """A delivery in the list, with its case and notice."""

    id: UUID
    case: UUID
    number: str
    subject: str
    notice: UUID
    title: str
    way: Way
    state: DeliveryState
    addressee: str
    signed_on: date
    sent_on: date | None
    ends_on: date | None
    over_on: date | None
    hint_trouble: str
    file: UUID
    document: UUID | None


@dataclass(frozen=True, slots=True)
class OutgoingPage:
    """A page of the list, and the key with which the next one continues."""

    rows: Sequence[OutgoingRow]
    next: str


_SELECT = """
    SELECT d.id, c.id, c.number, c.subject, n.id, n.title, d.way, d.state, d.addressee,
           (n.signed_at AT TIME ZONE 'Europe/Berlin')::date, d.sent_on, d.ends_on, d.over_on, d.hint_trouble, c.file_id, n.document_id
    FROM cases_delivery d
    JOIN cases_notice n ON (n.municipality_id, n.id) = (d.municipality_id, d.notice_id)
    JOIN cases_case c ON (c.municipality_id, c.id) = (d.municipality_id, d.case_id)
    WHERE d.municipality_id = %(municipality)s AND {conditions}
    ORDER BY d.id {direction} LIMIT %(limit)s
"""
_MINE = "(%(all)s OR c.unit_id = ANY(%(units)s) OR c.assignee_id = %(actor)s)"


def list_outgoing(
    ctx: Context,
    shown: Shown,
    *,
    search: str = "",
    after: str = "",
    newest_first: bool = False,
    size: int = PAGE_SIZE,
) -> OutgoingPage:
    """Return deliveries of the actor's cases, the oldest first; found by number, subject or name of the case.

    :raises NotAllowedError: without the right to post letters.
    """
    ctx.authorise(Cases.POST_LETTERS)
    way, states = _SHOWN[shown]
    conditions = [_MINE, "d.way = %(way)s", "d.state = ANY(%(states)s)"]
    values = _values(ctx) | {"way": way, "states": [state.value for state in states], "limit": size + 1}
    if sought := read_search(search):
        conditions.append(f"c.{ANSWERS}")
        values["words"] = sought.tsquery()
    if key := _key(after):
        conditions.append(f"d.id {'<' if newest_first else '>'} %(after)s")
        values["after"] = key
    direction = "DESC" if newest_first else "ASC"
    rows = _rows(ctx, _SELECT.format(conditions=" AND ".join(conditions), direction=direction), values)
    return OutgoingPage(rows[:size], str(rows[size - 1].id) if len(rows) > size else "")


def letters_in_one(ctx: Context, deliveries: Sequence[UUID]) -> bytes:
    """Return letters as one PDF for the printer: a list of them, then each as it was signed.

    :raises NotFoundError: when one of them is none the actor may post.
    """
    ctx.authorise(Cases.POST_LETTERS)
    wanted = list(dict.fromkeys(deliveries))[:PRINT_MAX]
    values = _values(ctx) | {"ids": wanted, "limit": PRINT_MAX}
    statement = _SELECT.format(
        conditions=f"{_MINE} AND d.way = 'post' AND d.id = ANY(%(ids)s)", direction="ASC"
    )
    with tenant(ctx):
        rows = _rows(ctx, statement, values)
        if not rows or len(rows) != len(wanted):
            raise NotFoundError("one of the letters")
        letters = [_letter(ctx, row) for row in rows]
    with pikepdf.new() as joined:
        pages = []
        for letter in letters:
            with pikepdf.open(io.BytesIO(letter)) as one:
                _for_paper(one)
                pages.append(len(one.pages))
                joined.pages.extend(one.pages)
        with pikepdf.open(io.BytesIO(_list(ctx, rows, pages))) as head:
            for place, page in enumerate(head.pages):
                joined.pages.insert(place, page)
        out = io.BytesIO()
        joined.save(out)
    return out.getvalue()


def _for_paper(letter: pikepdf.Pdf) -> None:
    """Take the seal's field away: what the printer gets is no document of the file and proves nothing."""
    if "/AcroForm" in letter.Root:
        del letter.Root.AcroForm
    for page in letter.pages:
        if "/Annots" in page:
            del page.Annots


def _letter(ctx: Context, row: OutgoingRow) -> bytes:
    if row.document is None:
        raise NotFoundError(f"notice {row.notice} has no document")
    return document_content(ctx, find_document(ctx, file=row.file, document=row.document))


def _list(ctx: Context, rows: Sequence[OutgoingRow], pages: Sequence[int]) -> bytes:
    lines = [
        [str(place), row.number, row.title, row.addressee.replace("\n", ", "), str(count)]
        for place, (row, count) in enumerate(zip(rows, pages, strict=True), start=1)
    ]
    data = {
        "title": "Postausgang: Sammeldruck",
        "sender": sender_block(ctx),
        "details": [
            ["Gedruckt", f"{show_date(ctx.today(), 'de')}, {ctx.actor.name}"],
            ["Briefe", str(len(rows))],
            ["Seiten", str(sum(pages))],
        ],
        "parts": [{"head": ["Nr.", "Vorgang", "Bescheid", "Empfänger", "Seiten"], "widths": [1, 4, 5, 6, 1.4], "rows": lines}],
    }  # fmt: skip
    return letter_pdf(house_folder(), "plain.typ", data, created=ctx.now())


def _values(ctx: Context) -> dict[str, Any]:
    sees_all = ctx.actor.kind is ActorKind.SYSTEM or ctx.may(Cases.SEE_ALL)
    return {
        "municipality": ctx.municipality,
        "units": list(ctx.actor.units),
        "actor": ctx.actor.id,
        "all": sees_all,
    }


def _rows(ctx: Context, statement: str, values: dict[str, Any]) -> list[OutgoingRow]:
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
        load(ctx.municipality, [row[1] for row in rows])
        return [OutgoingRow(*_opened(ctx, row)) for row in rows]


def _opened(ctx: Context, row: Sequence[Any]) -> list[Any]:
    addressee = unseal(row[8], place_in(Delivery, "addressee", ctx.municipality, row[0], row[1])).decode()
    return [*row[:6], Way(row[6]), DeliveryState(row[7]), addressee, *row[9:]]


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
