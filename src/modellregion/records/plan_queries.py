"""Read models of the file plan, and of the rights on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
from django.db import connection

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import reach
from modellregion.records.policy import Records


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A node of the file plan; ``depth`` counts from 0, ``files`` are those the reader reaches, open and closed."""

    id: UUID
    parent: UUID | None
    code: str
    title: str
    depth: int
    reference_pattern: str
    retention_years: int | None
    result_years: dict[str, int]
    disposal: str
    confidentiality: int
    level: int
    closed_on: date | None
    services: Sequence[str]
    open_files: int
    closed_files: int


@dataclass(frozen=True, slots=True)
class GrantEntry:
    """A right on a node or a file; ``receiver`` is a unit's or a person's name."""

    id: UUID
    right: str
    receiver: str
    reason: str
    ends_on: date | None
    granted_by: str


_PLAN = """
SELECT n.id, n.parent_id, n.code, n.title, cardinality(n.path) - 1, n.reference_pattern, n.retention_years, n.result_years::text,
       n.disposal, n.confidentiality, n.level, n.closed_on,
       coalesce((SELECT array_agg(s.service ORDER BY s.service) FROM records_service_node s
                 WHERE (s.municipality_id, s.node_id) = (n.municipality_id, n.id)), '{}'),
       coalesce(c.still_open, 0), coalesce(c.closed, 0)
FROM records_plan_node n
LEFT JOIN (
    SELECT f.node_id, count(*) FILTER (WHERE f.closed_at IS NULL) AS still_open,
           count(*) FILTER (WHERE f.closed_at IS NOT NULL) AS closed
    FROM records_file f WHERE {reach} AND f.node_id IS NOT NULL GROUP BY f.node_id
) c ON c.node_id = n.id
WHERE n.municipality_id = %(municipality)s ORDER BY n.code
"""


def list_plan(ctx: Context, *, with_files: bool = False) -> list[PlanEntry]:
    """Return all nodes by code; ``with_files`` counts those the reader reaches.

    The plan itself is no secret: whoever files or offers a service needs it.
    """
    condition, values = reach(ctx) if with_files else ("false", {"municipality": ctx.municipality})
    statement = _PLAN.replace("{reach}", condition)
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_entry(row) for row in cursor.fetchall()]


def find_node_by_code(ctx: Context, code: str) -> PlanEntry | None:
    """Return the open node with this code, if there is one."""
    return next((node for node in list_plan(ctx) if node.code == code.strip() and not node.closed_on), None)


def find_node(ctx: Context, node: UUID) -> PlanEntry:
    """Return one node.

    :raises NotFoundError: when there is none.
    """
    found = next((entry for entry in list_plan(ctx, with_files=True) if entry.id == node), None)
    if found is None:
        raise NotFoundError(f"node {node}")
    return found


def list_grants(ctx: Context, *, node: UUID | None = None, file: UUID | None = None) -> list[GrantEntry]:
    """Return the rights given on a node itself or on a file itself."""
    ctx.authorise(Records.GRANT)
    statement = """
        SELECT g.id, g."right", coalesce(u.name, m.name, ''), g.reason, g.ends_on, g.granted_by FROM records_grant g
        LEFT JOIN region_unit u ON (u.municipality_id, u.id) = (g.municipality_id, g.unit_id)
        LEFT JOIN region_staff_member m ON (m.municipality_id, m.id) = (g.municipality_id, g.staff_id)
        WHERE g.municipality_id = %s AND (g.node_id = %s OR g.file_id = %s) ORDER BY g.id
    """
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, [ctx.municipality, node, file])
        return [GrantEntry(*row) for row in cursor.fetchall()]


def path_of(plan: Sequence[PlanEntry], node: UUID | None) -> list[PlanEntry]:
    """Return the nodes from the root down to one."""
    known = {entry.id: entry for entry in plan}
    found: list[PlanEntry] = []
    while node is not None and node in known:
        found.insert(0, known[node])
        node = known[node].parent
    return found


def _entry(row: tuple[object, ...]) -> PlanEntry:
    values = list(row)
    values[7] = msgspec.json.decode(str(row[7]))
    return PlanEntry(*values)  # type: ignore[arg-type]
