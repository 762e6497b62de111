"""The file plan (Aktenplan): add, change and close its nodes, and say which service files where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.errors import (
    CodeTakenError,
    EntryIncompleteError,
    NodeClosedError,
    NodeInUseError,
)
from modellregion.records.history import Action, record
from modellregion.records.models import PlanNode, ServiceNode
from modellregion.records.policy import Records
from modellregion.records.reference import check_pattern

DISPOSALS = ("A", "B", "V")
LEVELS = (0, 1, 2, 3, 4)
YEARS_MAX = 110


@dataclass(frozen=True, slots=True)
class NodeEntry:
    """What is said of a node of the file plan. ``retention_years`` None keeps for ever; ``disposal`` is A, B or V."""

    code: str
    title: str
    reference_pattern: str = ""
    retention_years: int | None = None
    disposal: str = "B"
    confidentiality: int = 0
    result_years: Mapping[str, int] = field(default_factory=dict)


_LEVELS_BELOW = """
UPDATE records_plan_node n SET level = (
    SELECT max(a.confidentiality) FROM records_plan_node a
    WHERE a.municipality_id = n.municipality_id AND a.id = ANY(n.path)
) WHERE n.municipality_id = %s AND %s = ANY(n.path)
"""


def add_node(ctx: Context, *, entry: NodeEntry, parent: UUID | None = None) -> UUID:
    """Add a node.

    :raises CodeTakenError: when its code is taken.
    :raises EntryIncompleteError: without code or title, or with figures that cannot be.
    :raises NodeClosedError: below a closed node.
    """
    ctx.authorise(Records.MANAGE_PLAN)
    values = _values(entry)
    with tenant(ctx):
        identifier = new_id()
        above = _open_node(ctx, parent) if parent else None
        try:
            with transaction.atomic():
                PlanNode.objects.create(
                    municipality_id=ctx.municipality,
                    id=identifier,
                    parent_id=parent,
                    path=[*(above.path if above else []), identifier],
                    level=max(entry.confidentiality, above.level if above else 0),
                    valid_from=ctx.today(),
                    **values,
                )
        except IntegrityError as error:
            raise CodeTakenError(entry.code) from error
        record(ctx, Action.NODE_ADDED, data={"code": entry.code, "title": entry.title})
    return identifier


def change_node(ctx: Context, *, node: UUID, entry: NodeEntry) -> None:
    """Change a node. What was numbered or closed before keeps its number and its period.

    :raises CodeTakenError: when its new code is taken.
    :raises EntryIncompleteError: without code or title, or with figures that cannot be.
    """
    ctx.authorise(Records.MANAGE_PLAN)
    values = _values(entry)
    with tenant(ctx):
        before = _node(ctx, node)
        try:
            with transaction.atomic():
                PlanNode.objects.filter(municipality_id=ctx.municipality, id=node).update(**values)
        except IntegrityError as error:
            raise CodeTakenError(entry.code) from error
        with connection.cursor() as cursor:
            cursor.execute(_LEVELS_BELOW, [ctx.municipality, node])
        changed = {
            name: [getattr(before, name), value]
            for name, value in values.items()
            if getattr(before, name) != value
        }
        record(ctx, Action.NODE_CHANGED, data={"code": entry.code, "changed": changed})


def close_node(ctx: Context, *, node: UUID) -> None:
    """Close a node (stilllegen): it takes no new files; those it holds go on as they are.

    :raises NodeInUseError: while a service files there, or a node below it is open.
    """
    ctx.authorise(Records.MANAGE_PLAN)
    with tenant(ctx):
        row = _node(ctx, node)
        used = ServiceNode.objects.filter(municipality_id=ctx.municipality, node_id=node).exists()
        below = PlanNode.objects.filter(municipality_id=ctx.municipality, parent_id=node, closed_on=None)
        if used or below.exists():
            raise NodeInUseError(row.code)
        PlanNode.objects.filter(municipality_id=ctx.municipality, id=node).update(closed_on=ctx.today())
        record(ctx, Action.NODE_CLOSED, data={"code": row.code})


def assign_service(ctx: Context, *, service: str, node: UUID) -> None:
    """Say where the files of a service's cases lie from now on.

    :raises NodeClosedError: when the node takes nothing new.
    """
    ctx.authorise(Records.MANAGE_PLAN)
    with tenant(ctx):
        row = _open_node(ctx, node)
        ServiceNode.objects.update_or_create(
            municipality_id=ctx.municipality,
            service=service,
            defaults={"node_id": node},
            create_defaults={"node_id": node, "id": new_id()},
        )
        record(ctx, Action.SERVICE_ASSIGNED, data={"service": service, "code": row.code})


def load_plan(ctx: Context, nodes: Sequence[tuple[str, NodeEntry]]) -> int:
    """Add the nodes (code of the parent or ``""``, entry) that are not there yet, parents first; return how many.

    :raises NotFoundError: when a parent is neither there nor named before.
    """
    ctx.authorise(Records.MANAGE_PLAN)
    with tenant(ctx):
        rows = PlanNode.objects.filter(municipality_id=ctx.municipality)
        known = dict(rows.values_list("code", "id"))
        added = 0
        for parent, entry in nodes:
            if parent and parent not in known:
                raise NotFoundError(f"no node {parent} in the file plan")
            if entry.code not in known:
                known[entry.code] = add_node(ctx, entry=entry, parent=known.get(parent))
                added += 1
    return added


def _values(entry: NodeEntry) -> dict[str, object]:
    years = [*entry.result_years.values(), entry.retention_years or 0]
    fits = entry.disposal in DISPOSALS and entry.confidentiality in LEVELS
    if not entry.code.strip() or not entry.title.strip() or not fits:
        raise EntryIncompleteError("code, title, disposal or level")
    if any(not 0 <= number <= YEARS_MAX for number in years):
        raise EntryIncompleteError("years")
    return {
        "code": entry.code.strip(),
        "title": entry.title.strip(),
        "reference_pattern": check_pattern(entry.reference_pattern),
        "retention_years": entry.retention_years,
        "result_years": dict(entry.result_years),
        "disposal": entry.disposal,
        "confidentiality": entry.confidentiality,
    }


def _node(ctx: Context, node: UUID) -> PlanNode:
    row = PlanNode.objects.select_for_update().filter(municipality_id=ctx.municipality, id=node).first()
    if row is None:
        raise NotFoundError(f"node {node}")
    return row


def _open_node(ctx: Context, node: UUID) -> PlanNode:
    row = _node(ctx, node)
    if row.closed_on is not None:
        raise NodeClosedError(row.code)
    return row
