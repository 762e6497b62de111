"""Writes the changes of one step as one statement, whatever their number.

The text must be one of few, so that it is prepared once and used thousands of times (docs/decisions/0110). A step of a
usual size writes each row by its key, and of a changed row only the columns that changed. A large one sends its rows as
JSON, one value a table: then the text depends on nothing but which tables are touched. Events always travel so.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from modellregion.kernel.ids import new_id
from modellregion.kernel.statements import run
from modellregion.process.api import (
    Changes,
    Event,
    Instance,
    JoinArrival,
    Row,
    State,
    changed_columns,
    key_of,
    values_to_json,
)
from modellregion.process.store.tables import COLUMNS, KEYS, TABLES

FEW = 4
"""So many rows of a table are written one by one. With their columns they stay below what the driver keeps in mind:
a statement of more than fifty values it takes apart anew each time."""
_JSON_COLUMNS = frozenset({"values", "data"})
_ENCODER = msgspec.json.Encoder()
Columns = tuple[str, ...]


def write_changes(
    municipality: UUID, changes: Changes, *, case: UUID, package_hash: str, before: State | None = None
) -> None:
    """Write everything a step changed.

    ``case`` and ``package_hash`` mark a new instance. ``before`` is the state the step began with; without it every
    column of a changed row is written.
    """
    statement = _Statement(municipality)
    for kind, rows in _by_kind(changes.inserted).items():
        extra = {"case_id": case, "package_hash": package_hash} if kind is Instance else {}
        statement.insert(kind, rows, extra)
    # A token that goes from one join to the next in the same step keeps its arrival, which only moves.
    gone = [row for row in changes.closed if isinstance(row, JoinArrival)]
    kept: Sequence[Row] = [row for row in changes.closed if not isinstance(row, JoinArrival)]
    for kind, rows in _by_kind([*changes.updated, *kept]).items():
        statement.update(kind, rows, _known(before, kind))
    if gone:
        statement.add(_DELETE_ARRIVALS, {"gone": [row.token_id for row in gone]})
    if changes.events:
        statement.append_events(changes.events)
    statement.run()


class _Statement:
    """Data-modifying parts of one WITH; none of them touches a row that another one touches."""

    def __init__(self, municipality: UUID) -> None:
        self.parts: list[str] = []
        self.values: dict[str, Any] = {"m": municipality}

    def add(self, part: str, values: Mapping[str, Any]) -> None:
        self.parts.append(part)
        self.values |= values

    def insert(self, kind: type, rows: Sequence[Any], extra: Mapping[str, Any]) -> None:
        """Insert rows; a column that is null in all of them is left out."""
        if len(rows) > FEW:
            name = f"new_{TABLES[kind]}"
            self.add(_insert_from_json(kind, tuple(extra), name), {name: _as_json(rows, extra)})
            return
        columns = tuple(name for name in COLUMNS[kind] if any(getattr(row, name) is not None for row in rows))
        first = len(self.values)
        self.parts.append(_insert_values(kind, (*columns, *extra), len(rows), first))
        for row in rows:
            self._number(*(_value(row, name) for name in columns), *extra.values())

    def update(self, kind: type, rows: Sequence[Any], known: Mapping[str, Any]) -> None:
        """Update rows, each by its key."""
        if len(rows) > FEW:
            name = f"changed_{TABLES[kind]}"
            self.add(_update_from_json(kind, name), {name: _as_json(rows)})
            return
        for row in rows:
            columns = _changed(kind, row, known.get(key_of(row)))
            self.parts.append(_update_row(kind, columns, len(self.values)))
            self._number(*(_value(row, name) for name in (*columns, *KEYS[kind])))

    def append_events(self, events: Sequence[Event]) -> None:
        """Append events; their ids are given in their order."""
        first = events[0]
        lines = [
            {
                "id": new_id(),
                "kind": event.kind,
                "node": event.node,
                "scope_id": event.scope_id,
                "token_id": event.token_id,
                "reason": event.reason,
                "data": msgspec.Raw(values_to_json(event.data)),
            }
            for event in events
        ]
        self.add(
            _APPEND_EVENTS,
            {
                "events": _ENCODER.encode(lines).decode(),
                "instance": first.instance_id,
                "at": first.at,
                "actor": first.actor,
            },
        )

    def _number(self, *values: Any) -> None:
        first = len(self.values)
        self.values |= {f"v{first + place}": value for place, value in enumerate(values)}

    def run(self) -> None:
        if self.parts:
            run(_together(tuple(self.parts)), self.values)


_DELETE_ARRIVALS = (
    "DELETE FROM process_join_arrival WHERE municipality_id = %(m)s AND token_id = ANY(%(gone)s::uuid[])"
)
# What all events of a step share is sent once.
_APPEND_EVENTS = """
INSERT INTO process_event (municipality_id, instance_id, at, actor, id, kind, node, scope_id, token_id, reason, data)
SELECT %(m)s, %(instance)s, %(at)s, %(actor)s, e.* FROM json_to_recordset(%(events)s::json)
AS e (id uuid, kind text, node text, scope_id uuid, token_id uuid, reason text, data jsonb)
"""


def _known(before: State | None, kind: type) -> Mapping[str, Any]:
    if before is None:
        return {}
    if kind is Instance:
        return {} if before.instance is None else {before.instance.id: before.instance}
    return before.table(kind)


def _changed(kind: type, row: Any, before: Any | None) -> Columns:
    if before is not None:
        return changed_columns(row, before)
    return tuple(name for name in COLUMNS[kind] if name not in KEYS[kind])


def _value(row: Any, name: str) -> Any:
    value = getattr(row, name)
    return values_to_json(value).decode() if name in _JSON_COLUMNS else value


def _as_json(rows: Iterable[Any], extra: Mapping[str, Any] | None = None) -> str:
    return _ENCODER.encode([_plain(row, extra or {}) for row in rows]).decode()


def _plain(row: Any, extra: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in COLUMNS[type(row)]}
    for name in _JSON_COLUMNS & plain.keys():
        plain[name] = msgspec.Raw(values_to_json(plain[name]))
    return {**plain, **extra}


@cache
def _insert_values(kind: type, columns: Columns, rows: int, first: int) -> str:
    width = len(columns)
    lines = ", ".join(
        f"(%(m)s, {', '.join(f'%(v{first + line * width + place})s' for place in range(width))})"
        for line in range(rows)
    )
    return f"INSERT INTO {TABLES[kind]} (municipality_id, {_names(columns)}) VALUES {lines}"


@cache
def _insert_from_json(kind: type, extra: Columns, name: str) -> str:
    names, table = _names((*COLUMNS[kind], *extra)), TABLES[kind]
    return (
        f"INSERT INTO {table} (municipality_id, {names}) "
        f"SELECT %(m)s, {names} FROM jsonb_populate_recordset(NULL::{table}, %({name})s::jsonb)"
    )


@cache
def _update_row(kind: type, columns: Columns, first: int) -> str:
    sets = ", ".join(f'"{column}" = %(v{first + place})s' for place, column in enumerate(columns))
    match = " AND ".join(
        f'"{key}" = %(v{first + len(columns) + place})s' for place, key in enumerate(KEYS[kind])
    )
    return f"UPDATE {TABLES[kind]} SET {sets} WHERE municipality_id = %(m)s AND {match}"


@cache
def _update_from_json(kind: type, name: str) -> str:
    keys, table = KEYS[kind], TABLES[kind]
    sets = ", ".join(f'"{column}" = v."{column}"' for column in COLUMNS[kind] if column not in keys)
    match = " AND ".join(f't."{key}" = v."{key}"' for key in keys)
    return (
        f"UPDATE {table} t SET {sets} FROM jsonb_populate_recordset(NULL::{table}, %({name})s::jsonb) v "
        f"WHERE t.municipality_id = %(m)s AND {match}"
    )


def _names(columns: Columns) -> str:
    return ", ".join(f'"{column}"' for column in columns)


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
