"""The inbox (Eingangskorb): cases of one's units, filtered, sorted, page by page from a key, never by counting."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from modellregion.cases.policy import Cases
from modellregion.cases.states import CaseState
from modellregion.forms.api import read_search
from modellregion.kernel.context import Context
from modellregion.kernel.searching import ANSWERS, plan_by_values
from modellregion.kernel.tenancy import tenant

PAGE_SIZE = 50


class Shown(StrEnum):
    """Which cases are shown."""

    OPEN = "offen"
    TO_DO = "zu-tun"
    NEW = "neu"
    WAITING = "wartet"
    DECIDED = "entschieden"
    CLOSED = "abgeschlossen"
    ALL = "alle"


class Due(StrEnum):
    """Filter by the statutory date."""

    ANY = ""
    LATE = "ueberfaellig"
    TODAY = "heute"
    WEEK = "woche"


class Order(StrEnum):
    """Order of the list: name of the order, with the column and its direction below."""

    DUE = "frist"
    NEWEST = "neueste"
    OLDEST = "aelteste"
    NUMBER = "nummer"


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """What a clerk wants to see. ``after`` continues a list where a page ended.

    ``assignees``: only cases of these people; ``unassigned``: only cases that nobody has taken over.
    """

    shown: Shown = Shown.OPEN
    service: str = ""
    due: Due = Due.ANY
    mine: bool = False
    assignees: tuple[UUID, ...] = ()
    unassigned: bool = False
    search: str = ""
    order: Order = Order.DUE
    after: str = ""
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One case in the list."""

    id: UUID
    number: str
    subject: str
    package: str
    state: CaseState
    assignee_id: UUID | None
    assignee: str
    received_at: datetime
    due_on: date | None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of the list, and the key with which the next one continues ("" when there is none)."""

    rows: Sequence[InboxRow]
    next: str


_ORDERS: dict[Order, tuple[str, str, str]] = {
    Order.DUE: ("coalesce(c.due_on, 'infinity'::date)", "ASC", "date"),
    Order.NEWEST: ("c.received_at", "DESC", "timestamptz"),
    Order.OLDEST: ("c.received_at", "ASC", "timestamptz"),
    Order.NUMBER: ("c.number", "DESC", "text"),
}
_SHOWN: dict[Shown, str] = {
    Shown.OPEN: "c.closed_at IS NULL AND c.decided_at IS NULL",
    Shown.TO_DO: "c.closed_at IS NULL AND c.decided_at IS NULL AND c.state <> 'waiting'",
    Shown.NEW: "c.closed_at IS NULL AND c.decided_at IS NULL AND c.state = 'received'",
    Shown.WAITING: "c.closed_at IS NULL AND c.decided_at IS NULL AND c.state = 'waiting'",
    Shown.DECIDED: "c.closed_at IS NULL AND c.decided_at IS NOT NULL",
    Shown.CLOSED: "c.closed_at IS NOT NULL",
    Shown.ALL: "true",
}
# One index walk a unit, then a merge: a list over several units costs no more than its pages.
_QUERY = """
SELECT c.id, c.number, c.subject, c.package, c.state, c.assignee_id, coalesce(m.name, ''), c.received_at, c.due_on,
       c.key::text  -- 'infinity' is a date to PostgreSQL only
FROM (
    SELECT c.* FROM unnest(%(units)s::uuid[]) u CROSS JOIN LATERAL (
        SELECT c.id, c.number, c.subject, c.package, c.state, c.assignee_id, c.received_at, c.due_on, {column} AS key
        FROM cases_case c
        WHERE c.municipality_id = %(municipality)s AND c.unit_id = u AND {conditions}
        ORDER BY {column} {direction}, c.id {direction} LIMIT %(limit)s
    ) c
    ORDER BY c.key {direction}, c.id {direction} LIMIT %(limit)s
) c
LEFT JOIN region_staff_member m ON m.municipality_id = %(municipality)s AND m.id = c.assignee_id
ORDER BY c.key {direction}, c.id {direction}
"""


def list_inbox(ctx: Context, query: InboxQuery) -> InboxPage:
    """Return a page of the inbox, one statement whatever is asked for."""
    ctx.authorise(Cases.SEE)
    column, direction, kind = _ORDERS[query.order]
    conditions, values = _conditions(ctx, query)
    if key := _read_key(query.after):
        sign = ">" if direction == "ASC" else "<"
        conditions.append(f"({column}, c.id) {sign} (%(key)s::{kind}, %(key_id)s::uuid)")
        values.update(key=key[0], key_id=key[1])
    statement = _QUERY.format(column=column, direction=direction, conditions=" AND ".join(conditions))
    with tenant(ctx), connection.cursor() as cursor:
        if "words" in values:
            plan_by_values()
        cursor.execute(statement, {**values, "limit": query.size + 1})
        found = cursor.fetchall()
    rows = [_row(row) for row in found[: query.size]]
    more = len(found) > query.size
    return InboxPage(rows, _write_key(found[query.size - 1]) if more else "")


def _row(row: Sequence[Any]) -> InboxRow:
    identifier, number, subject, package, state, assignee_id, assignee, received_at, due_on = row[:9]
    return InboxRow(
        identifier, number, subject, package, CaseState(state), assignee_id, assignee, received_at, due_on
    )


def _conditions(ctx: Context, query: InboxQuery) -> tuple[list[str], dict[str, Any]]:
    conditions = [_SHOWN[query.shown]]
    values: dict[str, Any] = {"municipality": ctx.municipality, "units": sorted(ctx.actor.units)}
    if query.service:
        conditions.append("c.package = %(service)s")
        values["service"] = query.service
    if query.mine:
        conditions.append("c.assignee_id = %(me)s")
        values["me"] = ctx.actor.id
    if query.assignees:
        conditions.append("c.assignee_id = ANY(%(assignees)s::uuid[])")
        values["assignees"] = sorted(query.assignees)
    if query.unassigned:
        conditions.append("c.assignee_id IS NULL")
    if query.due is not Due.ANY:
        today = ctx.today()
        first, last = {
            Due.LATE: (date.min, today - timedelta(days=1)),
            Due.TODAY: (today, today),
            Due.WEEK: (today, today + timedelta(days=7)),
        }[query.due]
        conditions.append("c.due_on BETWEEN %(due_from)s AND %(due_to)s")
        values.update(due_from=first, due_to=last)
    if search := read_search(query.search):
        conditions.append(f"c.{ANSWERS}")
        values["words"] = search.tsquery()
    return conditions, values


def _write_key(row: Sequence[Any]) -> str:
    text = msgspec.json.encode([str(row[9]), str(row[0])])
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _read_key(text: str) -> tuple[str, str] | None:
    """Return the key, or None for one that somebody changed: the list then begins at its beginning."""
    try:
        padded = text + "=" * (-len(text) % 4)
        key, identifier = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=tuple[str, UUID])
    except (ValueError, msgspec.DecodeError):
        return None
    return key, str(identifier)
