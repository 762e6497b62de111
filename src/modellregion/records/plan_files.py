"""File plans as files (TOML): the one that ships with the product to begin with, and a municipality's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import msgspec

from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.records.commands.file_plan import NodeEntry, assign_service, load_plan
from modellregion.records.models import PlanNode, ServiceNode

FOREVER = -1


class PlanFileError(ValueError):
    """A file plan that cannot be read; the message says where."""


class _Node(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    title: str
    parent: str = ""
    years: int = 10
    disposal: str = "B"
    level: int = 0
    pattern: str = ""
    results: Mapping[str, int] = {}
    services: tuple[str, ...] = ()


class _Plan(msgspec.Struct, forbid_unknown_fields=True):
    node: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class PlanFile:
    """Nodes, parents first, each with its parent's code or nothing; and which service files where."""

    nodes: tuple[tuple[str, NodeEntry], ...]
    services: Mapping[str, str]


def read_plan(text: str) -> PlanFile:
    """Read a file plan.

    :raises PlanFileError: when it is none.
    """
    try:
        plan = msgspec.toml.decode(text, type=_Plan)
    except msgspec.DecodeError as error:
        raise PlanFileError(str(error)) from error
    nodes = tuple(
        (
            one.parent,
            NodeEntry(
                one.code,
                one.title,
                reference_pattern=one.pattern,
                retention_years=None if one.years == FOREVER else one.years,
                disposal=one.disposal,
                confidentiality=one.level,
                result_years=one.results,
            ),
        )
        for one in plan.node
    )
    return PlanFile(nodes, {service: one.code for one in plan.node for service in one.services})


@cache
def first_plan() -> PlanFile:
    """Return the plan that ships with the product."""
    data = resources.files("modellregion.records") / "data" / "file_plan.toml"
    return read_plan(data.read_text(encoding="utf-8"))


def begin_plan(ctx: Context, plan: PlanFile) -> int:
    """Add a plan's nodes and assign its services, as far as they are not there; return how many nodes were added."""
    with tenant(ctx):
        added = load_plan(ctx, plan.nodes)
        nodes = dict(PlanNode.objects.filter(municipality_id=ctx.municipality).values_list("code", "id"))
        assigned = ServiceNode.objects.filter(municipality_id=ctx.municipality)
        known = set(assigned.values_list("service", flat=True))
        for service, code in plan.services.items():
            if service not in known:
                assign_service(ctx, service=service, node=nodes[code])
    return added
