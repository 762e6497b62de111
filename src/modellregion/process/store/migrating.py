"""Keeps orders to migrate running instances, and what became of each instance: an interrupted batch goes on where it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.process.api import Changes, MigrationPlan, Problem
from modellregion.process.store.models import Instance, Migration, MigrationResult
from modellregion.process.store.writing import write_changes

_CANDIDATES = """
SELECT i.case_id FROM process_instance i
WHERE i.municipality_id = %(municipality)s AND i.definition = %(definition)s AND i.package_hash = %(package)s AND i.state = 'active'
  AND NOT EXISTS (SELECT FROM process_migration_result r WHERE r.municipality_id = i.municipality_id
                  AND r.migration_id = %(migration)s AND r.instance_id = i.id)
ORDER BY i.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Order:
    """An order: from which package version to which, by which plan, at whose wish and why."""

    id: UUID
    source_package: str
    target_package: str
    plan: MigrationPlan
    reason: str
    actor_id: UUID | None
    actor_name: str
    ordered_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one instance."""

    case: UUID
    is_moved: bool
    problems: tuple[Problem, ...]


def keep_order(
    ctx: Context, *, source_package: str, target_package: str, plan: MigrationPlan, reason: str
) -> UUID:
    """Write an order down; return its id. Must run inside a ``tenant`` block, as all functions here."""
    row = Migration(
        municipality_id=ctx.municipality,
        id=new_id(),
        source=plan.source,
        target=plan.target,
        source_package=source_package,
        target_package=target_package,
        nodes=dict(plan.nodes),
        reason=reason,
        actor_id=ctx.actor.id,
        actor_name=ctx.actor.name,
        ordered_at=ctx.now(),
    )
    Migration.objects.bulk_create([row])
    return row.id


def find_order(ctx: Context, migration: UUID) -> Order | None:
    """Return an order, None when the municipality has no such one."""
    row = Migration.objects.filter(municipality_id=ctx.municipality, id=migration).first()
    if row is None:
        return None
    return Order(
        id=row.id,
        source_package=row.source_package,
        target_package=row.target_package,
        plan=MigrationPlan(row.source, row.target, row.nodes),
        reason=row.reason,
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        ordered_at=row.ordered_at,
        finished_at=row.finished_at,
    )


def cases_to_move(
    ctx: Context, *, package: str, definition: str, migration: UUID | None, limit: int
) -> list[UUID]:
    """Return cases that run on a version and have no result under an order yet, the oldest first."""
    values: dict[str, Any] = {
        "municipality": ctx.municipality,
        "definition": definition,
        "package": package,
        "migration": migration,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, values)
        return [case for (case,) in cursor.fetchall()]


def write_migration(ctx: Context, changes: Changes, *, case: UUID, instance: str, package: str) -> None:
    """Write what moves an instance, and the package version it runs on from now on."""
    write_changes(ctx.municipality, changes, case=case, package_hash=package)
    Instance.objects.filter(municipality_id=ctx.municipality, id=instance).update(package_hash=package)


def keep_outcome(
    ctx: Context, migration: UUID, *, instance: str, case: UUID, problems: Sequence[Problem]
) -> None:
    """Write down what became of an instance."""
    row = MigrationResult(
        municipality_id=ctx.municipality,
        migration_id=migration,
        instance_id=UUID(instance),
        case_id=case,
        is_moved=not problems,
        problems=[[problem.code, problem.message, problem.node] for problem in problems],
        at=ctx.now(),
    )
    MigrationResult.objects.bulk_create([row])


def finish_order(ctx: Context, migration: UUID) -> None:
    """Note that an order has been carried out."""
    orders = Migration.objects.filter(municipality_id=ctx.municipality, id=migration, finished_at=None)
    orders.update(finished_at=ctx.now())


def count_moved(ctx: Context, migration: UUID) -> int:
    """Return how many instances an order has moved so far."""
    rows: Any = MigrationResult.objects.filter(municipality_id=ctx.municipality, migration_id=migration)
    return int(rows.filter(is_moved=True).count())


def refused(ctx: Context, migration: UUID, *, limit: int) -> list[Outcome]:
    """Return the instances that an order left untouched."""
    rows = MigrationResult.objects.filter(
        municipality_id=ctx.municipality, migration_id=migration, is_moved=False
    )
    return [
        Outcome(row.case_id, row.is_moved, tuple(Problem(*problem) for problem in row.problems))
        for row in rows.order_by("at", "instance_id")[:limit]
    ]
