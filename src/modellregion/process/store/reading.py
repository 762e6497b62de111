"""Reads instances: the lock, every live row, or the few rows that one command needs; one statement each.

JSON comes as text and its fractions become Decimal: a driver that parses it would make binary floats of money.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.db import connection

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.process.api import (
    Command,
    Instance,
    Job,
    JoinArrival,
    MessageArrived,
    Receipt,
    Scope,
    State,
    Subscription,
    Token,
    WorkItem,
    values_from_plain,
)

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
_FIND = "SELECT to_jsonb(i)::text FROM process_instance i WHERE municipality_id = %s AND case_id = %s ORDER BY id DESC LIMIT 1"
_LOCK = f"{_FIND} FOR UPDATE"
_WHOLE = f"""
SELECT jsonb_build_object(
  'scopes', (SELECT jsonb_agg(r) FROM process_scope r WHERE municipality_id = %(m)s AND instance_id = %(i)s AND {LIVE["process_scope"]}),
  'tokens', (SELECT jsonb_agg(r) FROM process_token r WHERE municipality_id = %(m)s AND instance_id = %(i)s AND {LIVE["process_token"]}),
  'work_items', (SELECT jsonb_agg(r) FROM process_work_item r WHERE municipality_id = %(m)s AND instance_id = %(i)s AND {LIVE["process_work_item"]}),
  'arrivals', (SELECT jsonb_agg(r) FROM process_join_arrival r WHERE municipality_id = %(m)s AND instance_id = %(i)s),
  'subscriptions', (SELECT jsonb_agg(r) FROM process_subscription r WHERE municipality_id = %(m)s AND instance_id = %(i)s AND {LIVE["process_subscription"]}),
  'jobs', (SELECT jsonb_agg(r) FROM process_job r WHERE municipality_id = %(m)s AND instance_id = %(i)s AND {LIVE["process_job"]}),
  'receipts', (SELECT jsonb_agg(r) FROM process_receipt r WHERE municipality_id = %(m)s AND instance_id = %(i)s AND message_id = %(message_id)s)
)::text
"""

_NAMED = {
    "work item": f"SELECT scope_id, token_id FROM process_work_item WHERE municipality_id = %(m)s AND instance_id = %(i)s AND id = %(id)s::uuid AND {LIVE['process_work_item']}",
    "step": f"SELECT scope_id, token_id FROM process_work_item WHERE municipality_id = %(m)s AND instance_id = %(i)s AND node = ANY(%(nodes)s) AND {LIVE['process_work_item']} ORDER BY id LIMIT 1",
    "job": f"SELECT scope_id, token_id FROM process_job WHERE municipality_id = %(m)s AND instance_id = %(i)s AND id = %(id)s::uuid AND {LIVE['process_job']}",
    "message": f"SELECT scope_id, token_id FROM process_subscription WHERE municipality_id = %(m)s AND instance_id = %(i)s AND message = %(message)s AND correlation IS NOT DISTINCT FROM %(correlation)s::text AND {LIVE['process_subscription']} ORDER BY created_at, id LIMIT 1",
}
# ``around``: the scope of the named row and those around it, each with the token that waits for it. What hangs on these
# tokens or waits for these scopes as a whole is what process.parts says suffices.
_PART = f"""
WITH RECURSIVE around AS (
  ({{named}})
  UNION
  SELECT s.parent_id, s.token_id FROM around a JOIN process_scope s
  ON s.municipality_id = %(m)s AND s.id = a.scope_id AND {LIVE["process_scope"].replace("state", "s.state")}
)
SELECT jsonb_build_object(
  'scopes', (SELECT jsonb_agg(r) FROM process_scope r WHERE municipality_id = %(m)s AND {LIVE["process_scope"]}
             AND (id = ANY(ARRAY(SELECT scope_id FROM around)) OR token_id = ANY(ARRAY(SELECT token_id FROM around)))),
  'tokens', (SELECT jsonb_agg(r) FROM process_token r WHERE municipality_id = %(m)s AND {LIVE["process_token"]} AND id = ANY(ARRAY(
               SELECT token_id FROM around UNION ALL SELECT token_id FROM process_join_arrival
               WHERE municipality_id = %(m)s AND scope_id = ANY(ARRAY(SELECT scope_id FROM around))))),
  'work_items', (SELECT jsonb_agg(r) FROM process_work_item r WHERE municipality_id = %(m)s AND {LIVE["process_work_item"]}
                 AND token_id = ANY(ARRAY(SELECT token_id FROM around))),
  'arrivals', (SELECT jsonb_agg(r) FROM process_join_arrival r WHERE municipality_id = %(m)s
               AND scope_id = ANY(ARRAY(SELECT scope_id FROM around))),
  'subscriptions', (SELECT jsonb_agg(r) FROM process_subscription r WHERE municipality_id = %(m)s AND {LIVE["process_subscription"]}
                    AND (token_id = ANY(ARRAY(SELECT token_id FROM around))
                         OR (token_id IS NULL AND scope_id = ANY(ARRAY(SELECT scope_id FROM around))))),
  'jobs', (SELECT jsonb_agg(r) FROM process_job r WHERE municipality_id = %(m)s AND {LIVE["process_job"]}
           AND (token_id = ANY(ARRAY(SELECT token_id FROM around))
                OR (token_id IS NULL AND scope_id = ANY(ARRAY(SELECT scope_id FROM around))))),
  'receipts', (SELECT jsonb_agg(r) FROM process_receipt r WHERE municipality_id = %(m)s AND instance_id = %(i)s AND message_id = %(message_id)s)
)::text
"""


@dataclass
class _LiveRows:
    scopes: list[Scope] | None
    tokens: list[Token] | None
    work_items: list[WorkItem] | None
    arrivals: list[JoinArrival] | None
    subscriptions: list[Subscription] | None
    jobs: list[Job] | None
    receipts: list[Receipt] | None


_INSTANCE = msgspec.json.Decoder(Instance, float_hook=Decimal)
_ROWS = msgspec.json.Decoder(_LiveRows, float_hook=Decimal)
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
    with connection.cursor() as cursor:
        cursor.execute(statement, [ctx.municipality, case])
        row = cursor.fetchone()
    return None if row is None else _with_values(_INSTANCE.decode(row[0]))


def load_state(ctx: Context, instance: Instance, *, message_id: str | None = None) -> State:
    """Return every live row of an instance; receipts only of the message named, since they are never forgotten."""
    return _load(
        _WHOLE, instance, {"m": ctx.municipality, "i": instance.id, "message_id": message_id}, whole=True
    )


def load_part(ctx: Context, instance: Instance, command: Command) -> State:
    """Return the rows a command needs (``process.parts``), or every live row for one that may touch all of them."""
    values: dict[str, Any] = {"m": ctx.municipality, "i": instance.id, "message_id": None}
    item, job = getattr(command, "work_item_id", None), getattr(command, "job_id", None)
    if isinstance(command, MessageArrived):
        values |= {
            "message": command.message,
            "correlation": command.correlation,
            "message_id": command.message_id,
        }
        named = "message"
    elif item is not None or job is not None:
        values["id"] = item or job
        named = "work item" if item is not None else "job"
    else:
        return load_state(ctx, instance)
    return _load(_PART.format(named=_NAMED[named]), instance, values, whole=False)


def load_work_at(ctx: Context, instance: Instance, nodes: Sequence[str]) -> State:
    """Return the rows that suffice for the oldest open work item at one of these steps."""
    values = {"m": ctx.municipality, "i": instance.id, "nodes": list(nodes), "message_id": None}
    return _load(_PART.format(named=_NAMED["step"]), instance, values, whole=False)


def _load(statement: str, instance: Instance, values: Mapping[str, Any], *, whole: bool) -> State:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (text,) = cursor.fetchone()
    rows = _ROWS.decode(text)
    rows.scopes = [_with_values(scope) for scope in rows.scopes or ()]
    return State.of([instance, *(row for table in vars(rows).values() for row in table or ())], whole=whole)


def _with_values(row: WithValues) -> WithValues:
    return replace(row, values=values_from_plain(row.values)) if row.values else row
