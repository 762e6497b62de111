"""Reads instances: the lock, every live row, or the few rows that one command needs; one statement each.

JSON comes as text and its fractions become Decimal: a driver that parses it would make binary floats of money.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.statements import run
from modellregion.process.api import (
    Command,
    Graph,
    Instance,
    Job,
    JoinArrival,
    MessageArrived,
    Receipt,
    Row,
    Scope,
    State,
    Subscription,
    Token,
    WorkItem,
    key_of,
    values_from_plain,
)
from modellregion.process.store.tables import TABLES

LIVE: Mapping[str, str] = {
    "process_scope": "state IN ('active', 'interrupted')",
    "process_token": "state IN ('active', 'joining', 'incident')",
    "process_work_item": "state = 'open'",
    "process_subscription": "state = 'open'",
    "process_job": "state IN ('open', 'incident')",
}
"""Which rows of a table are live; word for word the conditions of the partial indexes."""

# The instance is locked by a statement of its own, and first: rows read in the same statement would be those from
# before the wait (docs/decisions/0024).
_FIND = "SELECT row_to_json(i)::text FROM process_instance i WHERE municipality_id = %s AND case_id = %s ORDER BY id DESC LIMIT 1"
_LOCK = f"{_FIND} FOR UPDATE"
_RECEIPT = "municipality_id = %(m)s AND instance_id = %(i)s AND message_id = %(message_id)s"

_NAMED = {
    "work item": f"SELECT scope_id, token_id FROM process_work_item WHERE municipality_id = %(m)s AND instance_id = %(i)s AND id = %(id)s::uuid AND {LIVE['process_work_item']}",
    "step": f"SELECT scope_id, token_id FROM process_work_item WHERE municipality_id = %(m)s AND instance_id = %(i)s AND node = ANY(%(nodes)s) AND {LIVE['process_work_item']} ORDER BY id LIMIT 1",
    "job": f"SELECT scope_id, token_id FROM process_job WHERE municipality_id = %(m)s AND instance_id = %(i)s AND id = %(id)s::uuid AND {LIVE['process_job']}",
    "message": f"SELECT scope_id, token_id FROM process_subscription WHERE municipality_id = %(m)s AND instance_id = %(i)s AND message = %(message)s AND correlation IS NOT DISTINCT FROM %(correlation)s::text AND {LIVE['process_subscription']} ORDER BY created_at, id LIMIT 1",
}
_SCOPES = "ANY(ARRAY(SELECT scope_id FROM around))"
_TOKENS = "ANY(ARRAY(SELECT token_id FROM around))"
_WAITING = f"(token_id = {_TOKENS} OR (token_id IS NULL AND scope_id = {_SCOPES}))"


def _rows(conditions: Mapping[type[Row], str]) -> str:
    """Return the statement for rows of several tables: the table's name and the row as JSON, one line a row."""
    return "\nUNION ALL ".join(
        f"SELECT '{TABLES[kind]}'::text, row_to_json(r)::text FROM {TABLES[kind]} r WHERE {condition}"
        for kind, condition in conditions.items()
    )


def _live(kind: type[Row], which: str) -> str:
    state = LIVE.get(TABLES[kind])
    return f"municipality_id = %(m)s AND {which}{f' AND {state}' if state else ''}"


_KINDS: tuple[type[Row], ...] = (Scope, Token, WorkItem, JoinArrival, Subscription, Job)
_WHOLE = _rows({kind: _live(kind, "instance_id = %(i)s") for kind in _KINDS} | {Receipt: _RECEIPT})
# ``around``: the scope of the named row and those around it, each with the token that waits for it. What hangs on these
# tokens or waits for these scopes as a whole is what process.parts says suffices.
_PART = f"""
WITH RECURSIVE around AS (
  ({{named}})
  UNION
  SELECT s.parent_id, s.token_id FROM around a JOIN process_scope s
  ON s.municipality_id = %(m)s AND s.id = a.scope_id AND {LIVE["process_scope"].replace("state", "s.state")}
)
""" + _rows({
    Scope: _live(Scope, f"(id = {_SCOPES} OR token_id = {_TOKENS})"),
    Token: _live(Token, "id = ANY(ARRAY(SELECT token_id FROM around UNION ALL SELECT token_id FROM process_join_arrival "
                        f"WHERE municipality_id = %(m)s AND scope_id = {_SCOPES}))"),
    WorkItem: _live(WorkItem, f"token_id = {_TOKENS}"),
    JoinArrival: _live(JoinArrival, f"scope_id = {_SCOPES}"),
    Subscription: _live(Subscription, _WAITING),
    Job: _live(Job, _WAITING),
    Receipt: _RECEIPT,
})  # fmt: skip

_INSTANCE = msgspec.json.Decoder(Instance, float_hook=Decimal)
_DECODERS: dict[str, msgspec.json.Decoder[Row]] = {
    TABLES[kind]: msgspec.json.Decoder(kind, float_hook=Decimal) for kind in (*_KINDS, Receipt)
}
WithValues = TypeVar("WithValues", Instance, Scope)


def find_instance(ctx: Context, *, case: UUID) -> Instance | None:
    """Return the case's instance as it stands, without locking it; None when the case has none."""
    return _instance(_FIND, ctx, case)


def lock_instance(ctx: Context, *, case: UUID) -> Instance:
    """Lock the case's instance until the transaction ends, and return it.

    :raises NotFoundError: when the case has none.
    """
    instance = _instance(_LOCK, ctx, case)
    if instance is None:
        raise NotFoundError(f"no process for case {case}")
    return instance


def _instance(statement: str, ctx: Context, case: UUID) -> Instance | None:
    rows = run(statement, [ctx.municipality, case])
    return _with_values(_INSTANCE.decode(rows[0][0])) if rows else None


def load_state(ctx: Context, instance: Instance, *, message_id: str | None = None) -> State:
    """Return every live row of an instance; receipts only of the message named, since they are never forgotten."""
    return _load(
        _WHOLE, instance, {"m": ctx.municipality, "i": instance.id, "message_id": message_id}, whole=True
    )


def load_part(ctx: Context, graph: Graph, instance: Instance, command: Command) -> State:
    """Return the rows a command needs (``process.parts``), or every live row.

    Every live row where no more of them can be than the model has room for: to find them is cheaper than to choose.
    And for a command that may touch all of them.
    """
    message_id = command.message_id if isinstance(command, MessageArrived) else None
    if not graph.is_open_ended:
        return load_state(ctx, instance, message_id=message_id)
    values: dict[str, Any] = {"m": ctx.municipality, "i": instance.id, "message_id": message_id}
    item, job = getattr(command, "work_item_id", None), getattr(command, "job_id", None)
    if isinstance(command, MessageArrived):
        values |= {"message": command.message, "correlation": command.correlation}
        named = "message"
    elif item is not None or job is not None:
        values["id"] = item or job
        named = "work item" if item is not None else "job"
    else:
        return load_state(ctx, instance)
    return _load(_part(named), instance, values, whole=False)


def load_work_at(ctx: Context, graph: Graph, instance: Instance, nodes: Sequence[str]) -> State:
    """Return rows that suffice for the oldest open work item at one of these steps; work items are in order of age."""
    if not graph.is_open_ended:
        return load_state(ctx, instance)
    values = {"m": ctx.municipality, "i": instance.id, "nodes": list(nodes), "message_id": None}
    return _load(_part("step"), instance, values, whole=False)


@cache
def _part(named: str) -> str:
    return _PART.format(named=_NAMED[named])


def _load(statement: str, instance: Instance, values: Mapping[str, Any], *, whole: bool) -> State:
    found = [_DECODERS[table].decode(text) for table, text in run(statement, values)]
    found.sort(key=key_of)  # ids are given in the order of time
    return State.of(
        [instance, *(_with_values(row) if isinstance(row, Scope) else row for row in found)], whole=whole
    )


def _with_values(row: WithValues) -> WithValues:
    return replace(row, values=values_from_plain(row.values)) if row.values else row
