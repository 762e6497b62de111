"""Runs a command against a stored instance: lock, load what lives, step, write. The caller's transaction holds it all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.process.api import Changes, Command, Graph, Start, State, advance
from modellregion.process.rows import (
    Instance,
    Job,
    JoinArrival,
    Receipt,
    Scope,
    Subscription,
    Token,
    WorkItem,
)
from modellregion.process.store.writing import write_changes

# The instance is locked by a statement of its own, and first: rows read in the same statement would be those from
# before the wait (process-and-records § 1.4).
_LOCK = "SELECT to_jsonb(i)::text FROM process_instance i WHERE municipality_id = %s AND case_id = %s ORDER BY id DESC LIMIT 1 FOR UPDATE"
_LOAD = """
SELECT jsonb_build_object(
  'scopes', (SELECT jsonb_agg(r) FROM process_scope r WHERE municipality_id = %(m)s AND instance_id = %(i)s AND state IN ('active', 'interrupted')),
  'tokens', (SELECT jsonb_agg(r) FROM process_token r WHERE municipality_id = %(m)s AND instance_id = %(i)s AND state IN ('active', 'joining', 'incident')),
  'work_items', (SELECT jsonb_agg(r) FROM process_work_item r WHERE municipality_id = %(m)s AND instance_id = %(i)s AND state = 'open'),
  'arrivals', (SELECT jsonb_agg(r) FROM process_join_arrival r WHERE municipality_id = %(m)s AND instance_id = %(i)s),
  'subscriptions', (SELECT jsonb_agg(r) FROM process_subscription r WHERE municipality_id = %(m)s AND instance_id = %(i)s AND state = 'open'),
  'jobs', (SELECT jsonb_agg(r) FROM process_job r WHERE municipality_id = %(m)s AND instance_id = %(i)s AND state IN ('open', 'incident')),
  'receipts', (SELECT jsonb_agg(r) FROM process_receipt r WHERE municipality_id = %(m)s AND instance_id = %(i)s)
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


_INSTANCE = msgspec.json.Decoder(Instance)
_ROWS = msgspec.json.Decoder(_LiveRows)


def start_process(
    ctx: Context, graph: Graph, *, case: UUID, package_hash: str, start: Start, variables: Mapping[str, Any]
) -> Changes:
    """Start an instance for a case and write its rows."""
    changes = advance(graph, State(), start, now=ctx.now(), variables=variables, new_id=_text_id)
    write_changes(ctx.municipality, changes, case=case, package_hash=package_hash)
    return changes


def lock_instance(ctx: Context, *, case: UUID) -> Instance:
    """Lock the case's instance until the transaction ends, and return it.

    :raises NotFoundError: when the case has none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [ctx.municipality, case])
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError(f"no process for case {case}")
    return _INSTANCE.decode(row[0])


def load_state(ctx: Context, instance: Instance) -> State:
    """Return the live rows of an instance."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, {"m": ctx.municipality, "i": instance.id})
        (text,) = cursor.fetchone()
    rows = _ROWS.decode(text)
    found = [instance]
    for table in vars(rows).values():
        found += table or []
    return State.of(found)


def run_command(
    ctx: Context, graph: Graph, *, case: UUID, state: State, command: Command, variables: Mapping[str, Any]
) -> Changes:
    """Take one step from a locked, loaded state and write what it changed."""
    changes = advance(graph, state, command, now=ctx.now(), variables=variables, new_id=_text_id)
    write_changes(ctx.municipality, changes, case=case, package_hash="")
    return changes


def _text_id() -> str:
    return str(new_id())
