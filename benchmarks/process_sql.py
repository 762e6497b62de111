"""The floor of a persisted step: its rows, written by nothing but SQL over a bare connection."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import psycopg

from modellregion.kernel.ids import new_id

EVENTS_A_STEP = 4
_SET = "SELECT set_config('app.municipality', %s, true)"
_INSTANCE = (
    "INSERT INTO process_instance (municipality_id, id, case_id, package_hash, definition, state, started_at, "
    "\"values\") VALUES (%(m)s, %(instance)s, %(case)s, 'x', 'x', 'active', now(), '{}')"
)
_SCOPE = (
    "INSERT INTO process_scope (municipality_id, id, instance_id, kind, level, state, live, mi_total, mi_started, "
    "mi_done, \"values\", opened_at) VALUES (%(m)s, %(scope)s, %(instance)s, 'process', 'main', 'active', 1, 0, 0, 0, "
    "'{}', now())"
)
_PLACE = (
    "INSERT INTO process_token (municipality_id, id, instance_id, scope_id, node, state, entered_at) VALUES "
    "(%(m)s, %(token)s, %(instance)s, %(scope)s, 'a0', 'active', now())"
)
_ITEM = (
    "INSERT INTO process_work_item (municipality_id, id, instance_id, scope_id, token_id, node, title, role, form, due, "
    "state, created_at) VALUES (%(m)s, %(item)s, %(instance)s, %(scope)s, %(token)s, %(node)s, %(node)s, 'clerk', 'form', "
    "'P3D', 'open', now())"
)
_EVENT = (
    "INSERT INTO process_event (municipality_id, id, instance_id, at, kind, node, scope_id, token_id, data) "
    "SELECT %(m)s, uuidv7(), %(instance)s, now(), 'entered', %(node)s, %(scope)s, %(token)s, '{}' "
    "FROM generate_series(1, %(events)s)"
)


_LOCK = (
    "SELECT * FROM process_instance WHERE municipality_id = %(m)s AND id = %(instance)s FOR UPDATE",
    "SELECT * FROM process_work_item WHERE municipality_id = %(m)s AND id = %(item)s",
)
_MOVE = (
    "UPDATE process_work_item SET state = 'done', done_at = now(), done_by = 'x' WHERE municipality_id = %(m)s AND id = %(item)s",
    "UPDATE process_token SET node = %(node)s, entered_at = now() WHERE municipality_id = %(m)s AND id = %(token)s",
)


_JOURNAL = (
    (
        "INSERT INTO journal_entry (municipality_id, id, subject_kind, subject_id, at, action, actor_kind, is_public, commitment) "
        "VALUES (%(m)s, %(entry)s, 'case', %(instance)s, now(), 'certified', 'system', false, %(commitment)s)"
    ),
    "INSERT INTO journal_words (municipality_id, id, salt, content) VALUES (%(m)s, %(entry)s, %(salt)s, %(content)s)",
    "INSERT INTO journal_queue (municipality, entry) VALUES (%(m)s, %(entry)s)",
)
_NOTHING = {"commitment": bytes(32), "salt": bytes(16), "content": bytes(60)}


class Meter(Protocol):
    """What measures a step."""

    def step(self, act: Callable[[], Any]) -> Any:
        """Measure one step; return what it returns."""


class Bare:
    """Locks the instance, reads the work item, and writes what our step writes."""

    def __init__(
        self,
        tasks: int,
        municipality: UUID,
        connection: psycopg.Connection,
        meter: Meter,
        *,
        journal: bool = False,
    ) -> None:
        """Prepare for instances of so many steps; ``journal``: with the rows of a journal entry."""
        self.tasks, self.municipality, self.connection, self.meter = tasks, municipality, connection, meter
        self.journal = journal

    def run(self) -> None:
        """Take an instance from its first row to its last step."""
        keys = self.begin()
        for number in range(self.tasks):
            self.meter.step(partial(self._step, keys, number))

    def begin(self) -> dict[str, Any]:
        """Write the rows of a new instance; return their keys."""
        keys = {name: new_id() for name in ("instance", "scope", "token", "item")}
        values = {**keys, "m": self.municipality, "case": new_id(), "node": "a0"}
        with self.connection.transaction():
            self.connection.execute(_SET, [str(self.municipality)])
            for statement in (_INSTANCE, _SCOPE, _PLACE, _ITEM):
                self.connection.execute(statement, values)
        return keys

    def _step(self, keys: dict[str, Any], number: int) -> None:
        with self.connection.transaction():
            self.connection.execute(_SET, [str(self.municipality)])
            for statement in _LOCK:
                self.connection.execute(statement, {**keys, "m": self.municipality})
            self._move(keys, number)
            if self.journal:
                values = {**_NOTHING, "m": self.municipality, "entry": new_id(), "instance": keys["instance"]}
                for statement in _JOURNAL:
                    self.connection.execute(statement, values)

    def write(self, keys: dict[str, Any], number: int) -> None:
        """Write what a step leaves for inbox and history, for somebody who has locked and read otherwise."""
        self.connection.execute(_SET, [str(self.municipality)])
        self._move(keys, number)

    def _move(self, keys: dict[str, Any], number: int) -> None:
        values = {**keys, "m": self.municipality, "node": f"a{number + 1}", "events": EVENTS_A_STEP}
        for statement in _MOVE:
            self.connection.execute(statement, values)
        keys["item"] = new_id()
        self.connection.execute(_ITEM, {**values, "item": keys["item"]})
        self.connection.execute(_EVENT, values)
