"""Writes the changes of one step as one statement, whatever their number."""

import dataclasses
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

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
_JSON = {"values", "data"}
_UUIDS = {"id", "instance_id", "scope_id", "token_id", "parent_id"}
_TIMES = {"at", "started_at", "ended_at", "opened_at", "closed_at", "entered_at", "left_at", "created_at", "due_at",
          "done_at", "run_at", "received_at"}  # fmt: skip
_NUMBERS = {"live", "index", "mi_total", "mi_started", "mi_done", "attempts"}


_COLUMNS = {kind: tuple(field.name for field in dataclasses.fields(kind)) for kind in TABLES}


@cache
def _cast(column: str) -> str:
    if column in _UUIDS:
        return "::uuid"
    if column in _TIMES:
        return "::timestamptz"
    if column in _JSON:
        return "::jsonb"
    return "::int" if column in _NUMBERS else "::text"


def _values(row: Any) -> list[Any]:
    return [
        Jsonb(value, dumps=values_to_json)
        if column in _JSON
        else value.value
        if hasattr(value, "value")
        else value
        for column in _COLUMNS[type(row)]
        for value in (getattr(row, column),)
    ]


class _Statement:
    """Data-modifying parts of one WITH; none of them touches a row that another one touches."""

    def __init__(self, municipality: UUID) -> None:
        self.municipality = municipality
        self.parts: list[str] = []
        self.values: list[Any] = []

    def insert(self, kind: type, rows: Sequence[Any], extra: dict[str, Any] | None = None) -> None:
        extra = {"municipality_id": self.municipality, **(extra or {})}
        columns = [*extra, *(["id"] if kind is Event else []), *_COLUMNS[kind]]
        marks = ", ".join(["%s"] * len(columns))
        names = ", ".join(f'"{column}"' for column in columns)
        self.parts.append(
            f"INSERT INTO {TABLES[kind]} ({names}) VALUES " + ", ".join([f"({marks})"] * len(rows))
        )
        for row in rows:
            self.values += [*extra.values(), *([new_id()] if kind is Event else []), *_values(row)]

    def update(self, kind: type, rows: Sequence[Any]) -> None:
        columns = _COLUMNS[kind]
        keys = _KEYS.get(kind, ("id",))
        sets = ", ".join(f'"{column}" = v."{column}"' for column in columns if column not in keys)
        marks = "(" + ", ".join(f"%s{_cast(column)}" for column in columns) + ")"
        match = " AND ".join(f't."{key}" = v."{key}"' for key in keys)
        names = ", ".join(f'"{column}"' for column in columns)
        self.parts.append(
            f"UPDATE {TABLES[kind]} t SET {sets} FROM (VALUES {', '.join([marks] * len(rows))}) AS v ({names}) "
            f"WHERE t.municipality_id = %s AND {match}"
        )
        for row in rows:
            self.values += _values(row)
        self.values.append(self.municipality)

    def delete_arrivals(self, rows: Sequence[JoinArrival]) -> None:
        self.parts.append(
            "DELETE FROM process_join_arrival WHERE municipality_id = %s AND token_id = ANY(%s::uuid[])"
        )
        self.values += [self.municipality, [row.token_id for row in rows]]

    def run(self) -> None:
        if not self.parts:
            return
        *first, last = self.parts
        prefix = (
            "WITH " + ", ".join(f"p{n} AS ({part})" for n, part in enumerate(first)) + " " if first else ""
        )
        with connection.cursor() as cursor:
            cursor.execute(prefix + last, self.values)


def _by_kind(rows: Iterable[Row]) -> dict[type, list[Any]]:
    found: dict[type, list[Any]] = {}
    for row in rows:
        found.setdefault(type(row), []).append(row)
    return found


def write_changes(municipality: UUID, changes: Changes, *, case: UUID, package_hash: str) -> None:
    """Write everything a step changed; ``case`` and ``package_hash`` mark a new instance."""
    statement = _Statement(municipality)
    for kind, rows in _by_kind(changes.inserted).items():
        extra = {"case_id": case, "package_hash": package_hash} if kind is Instance else None
        statement.insert(kind, rows, extra)
    # A token that goes from one join to the next in the same step keeps its arrival, which only moves.
    gone = [row for row in changes.closed if isinstance(row, JoinArrival)]
    kept = [row for row in changes.closed if not isinstance(row, JoinArrival)]
    for kind, rows in _by_kind([*changes.updated, *kept]).items():
        statement.update(kind, rows)
    if gone:
        statement.delete_arrivals(gone)
    if changes.events:
        statement.insert(Event, changes.events)
    statement.run()
