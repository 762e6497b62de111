"""Writes the changes of one step as one statement, whatever their number.

Rows travel as JSON, one parameter a table. So the statement's text depends only on which tables a step touches, and
neither driver nor server has to take a long text apart again and again.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from modellregion.kernel.ids import new_id
from modellregion.process.api import (
    Changes,
    Event,
    Instance,
    Job,
    JoinArrival,
    Receipt,
    Row,
    Scope,
    Subscription,
    Token,
    WorkItem,
    values_to_json,
)

TABLES: dict[type, str] = {
    Instance: "process_instance",
    Scope: "process_scope",
    Token: "process_token",
    WorkItem: "process_work_item",
    JoinArrival: "process_join_arrival",
    Subscription: "process_subscription",
    Job: "process_job",
    Receipt: "process_receipt",
    Event: "process_event",
}
_KEYS: dict[type, tuple[str, ...]] = {JoinArrival: ("token_id",), Receipt: ("instance_id", "message_id")}
_COLUMNS = {kind: tuple(field.name for field in dataclasses.fields(kind)) for kind in TABLES}
_ENCODER = msgspec.json.Encoder()


def _rows_as_json(rows: Iterable[Any], extra: Mapping[str, Any] | None = None) -> str:
    return _ENCODER.encode([_plain(row, extra or {}) for row in rows]).decode()


def _plain(row: Any, extra: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in _COLUMNS[type(row)]}
    for name in ("values", "data"):
        if name in plain:
            plain[name] = msgspec.Raw(values_to_json(plain[name]))
    if isinstance(row, Event):
        plain["id"] = new_id()
    return {**plain, **extra}


@cache
def _insert(kind: type, extra: tuple[str, ...]) -> str:
    columns = [*extra, *(["id"] if kind is Event else []), *_COLUMNS[kind]]
    names = ", ".join(f'"{column}"' for column in columns)
    table = TABLES[kind]
    return (
        f"INSERT INTO {table} (municipality_id, {names}) "
        f"SELECT %s, {names} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
    )


@cache
def _update(kind: type) -> str:
    keys = _KEYS.get(kind, ("id",))
    sets = ", ".join(f'"{column}" = v."{column}"' for column in _COLUMNS[kind] if column not in keys)
    match = " AND ".join(f't."{key}" = v."{key}"' for key in keys)
    table = TABLES[kind]
    return (
        f"UPDATE {table} t SET {sets} FROM (SELECT %s::uuid AS municipality, r.* FROM "
        f"jsonb_populate_recordset(NULL::{table}, %s::jsonb) r) v WHERE t.municipality_id = v.municipality AND {match}"
    )


_DELETE_ARRIVALS = (
    "DELETE FROM process_join_arrival WHERE municipality_id = %s AND token_id = ANY(%s::uuid[])"
)


class _Statement:
    """Data-modifying parts of one WITH; none of them touches a row that another one touches."""

    def __init__(self, municipality: UUID) -> None:
        self.municipality = municipality
        self.parts: list[str] = []
        self.values: list[Any] = []

    def add(self, part: str, rows: Any) -> None:
        self.parts.append(part)
        self.values += [self.municipality, rows]

    def run(self) -> None:
        if self.parts:
            with connection.cursor() as cursor:
                cursor.execute(_together(tuple(self.parts)), self.values)


@cache
def _together(parts: tuple[str, ...]) -> str:
    *first, last = parts
    if not first:
        return last
    return "WITH " + ", ".join(f"p{number} AS ({part})" for number, part in enumerate(first)) + f" {last}"


def _by_kind(rows: Iterable[Row]) -> dict[type, list[Any]]:
    found: dict[type, list[Any]] = {}
    for row in rows:
        found.setdefault(type(row), []).append(row)
    return found


def write_changes(municipality: UUID, changes: Changes, *, case: UUID, package_hash: str) -> None:
    """Write everything a step changed; ``case`` and ``package_hash`` mark a new instance."""
    statement = _Statement(municipality)
    for kind, rows in _by_kind(changes.inserted).items():
        extra = {"case_id": case, "package_hash": package_hash} if kind is Instance else {}
        statement.add(_insert(kind, tuple(extra)), _rows_as_json(rows, extra))
    # A token that goes from one join to the next in the same step keeps its arrival, which only moves.
    gone = [row for row in changes.closed if isinstance(row, JoinArrival)]
    kept: Sequence[Row] = [row for row in changes.closed if not isinstance(row, JoinArrival)]
    for kind, rows in _by_kind([*changes.updated, *kept]).items():
        statement.add(_update(kind), _rows_as_json(rows))
    if gone:
        statement.add(_DELETE_ARRIVALS, [row.token_id for row in gone])
    if changes.events:
        statement.add(_insert(Event, ()), _rows_as_json(changes.events))
    statement.run()
