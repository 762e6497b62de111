"""What people see of running processes: how many stand where and how long, what failed, one instance with its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.kernel.context import Context
from modellregion.process.store.models import Event
from modellregion.process.store.reading import LIVE

HISTORY_DAYS = 90
HISTORY_LINES_MAX = 200

_RUNNING = """
SELECT package_hash, definition, count(*) FROM process_instance WHERE municipality_id = %s AND state = 'active'
GROUP BY package_hash, definition
"""
_WAITING = f"""
SELECT t.node, count(*), min(t.entered_at),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM %(now)s - t.entered_at))
FROM process_instance i
JOIN process_token t ON t.municipality_id = i.municipality_id AND t.instance_id = i.id AND {LIVE["process_token"].replace("state", "t.state")}
WHERE i.municipality_id = %(municipality)s AND i.definition = %(definition)s AND i.state = 'active' GROUP BY t.node
"""
_FAILED = """
SELECT j.node, count(*) FROM process_instance i
JOIN process_job j ON j.municipality_id = i.municipality_id AND j.instance_id = i.id AND j.state = 'incident'
WHERE i.municipality_id = %(municipality)s AND i.definition = %(definition)s AND i.state = 'active' GROUP BY j.node
"""
_DONE = """
SELECT w.node, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM w.done_at - w.created_at))
FROM process_work_item w JOIN process_instance i ON i.municipality_id = w.municipality_id AND i.id = w.instance_id
WHERE w.municipality_id = %(municipality)s AND w.state = 'done' AND w.done_at > %(since)s AND i.definition = %(definition)s
GROUP BY w.node
"""
_INCIDENTS = """
SELECT j.id, i.case_id, i.package_hash, j.node, j.error, j.attempts, coalesce(e.at, j.created_at)
FROM process_job j
JOIN process_instance i ON i.municipality_id = j.municipality_id AND i.id = j.instance_id
LEFT JOIN LATERAL (SELECT max(at) AS at FROM process_event e WHERE e.municipality_id = j.municipality_id
                   AND e.instance_id = j.instance_id AND e.kind = 'incident' AND e.node = j.node) e ON true
WHERE j.municipality_id = %s AND j.state = 'incident' ORDER BY j.created_at, j.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class RunningVersion:
    """How many instances run on a version."""

    package_hash: str
    definition: str
    count: int


@dataclass(frozen=True, slots=True)
class StepFigures:
    """How it stands at a step: how many wait how long, how many failed, how long finished work had lain there."""

    live: int = 0
    failed: int = 0
    oldest: datetime | None = None
    waiting: timedelta | None = None
    done: int = 0
    lain: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """A failed step that waits for a person (Störung)."""

    job: str
    case: UUID
    package_hash: str
    node: str
    error: str
    attempts: int
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """Something that happened in an instance."""

    at: datetime
    kind: str
    node: str | None
    actor: str | None
    reason: str | None


def running_versions(ctx: Context) -> list[RunningVersion]:
    """Return the versions on which instances run. Must run inside a ``tenant`` block, as all queries here."""
    return [RunningVersion(*row) for row in _rows(_RUNNING, [ctx.municipality])]


def step_figures(ctx: Context, definition: str) -> dict[str, StepFigures]:
    """Return the figures of a version's steps; three statements whatever their number."""
    values = {
        "municipality": ctx.municipality,
        "definition": definition,
        "now": ctx.now(),
        "since": ctx.now() - timedelta(days=HISTORY_DAYS),
    }
    waiting = {row[0]: row[1:] for row in _rows(_WAITING, values)}
    failed = dict(_rows(_FAILED, values))
    done = {row[0]: row[1:] for row in _rows(_DONE, values)}
    return {
        node: _figures(waiting.get(node), failed.get(node, 0), done.get(node))
        for node in {*waiting, *failed, *done}
    }


def _figures(waiting: Sequence[Any] | None, failed: int, done: Sequence[Any] | None) -> StepFigures:
    live, oldest, median = waiting or (0, None, None)
    count, lain = done or (0, None)
    return StepFigures(live, failed, oldest, _span(median), count, _span(lain))


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=max(0.0, float(seconds)))


def open_incidents(ctx: Context, *, limit: int) -> list[Incident]:
    """Return failed steps, those that wait longest first."""
    rows = _rows(_INCIDENTS, [ctx.municipality, limit])
    return [
        Incident(str(job), case, package, node, error or "", attempts, at)
        for job, case, package, node, error, attempts, at in rows
    ]


def history_of(ctx: Context, instance: str) -> list[HistoryEvent]:
    """Return what happened last in an instance, the newest first."""
    rows = Event.objects.filter(municipality_id=ctx.municipality, instance_id=instance).order_by("-id")
    return [
        HistoryEvent(row.at, row.kind, row.node, row.actor, row.reason) for row in rows[:HISTORY_LINES_MAX]
    ]


def _rows(statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
