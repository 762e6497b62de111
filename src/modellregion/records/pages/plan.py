"""The file plan as a tree, a node's page, and what the registry does with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.http import HttpResponse

from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import installed_services
from modellregion.records.commands.file_plan import (
    NodeEntry,
    add_node,
    assign_service,
    change_node,
    close_node,
)
from modellregion.records.commands.grant_rights import end_grant, grant_right, set_clearance
from modellregion.records.errors import EntryIncompleteError
from modellregion.records.pages.file_actions import grant_from
from modellregion.records.pages.sent import identifier, number, wanted
from modellregion.records.plan_queries import PlanEntry, find_node, list_grants, list_plan, path_of
from modellregion.records.policy import Records
from modellregion.records.words import DISPOSAL_NAMES, LEVEL_NAMES, RESULT_NAMES, RIGHT_NAMES
from modellregion.region.acting import acting
from modellregion.region.api import list_colleagues, list_units
from modellregion.region.frames import Request, staff_page


@dataclass
class Branch:
    """A node with those below it."""

    node: PlanEntry
    below: list["Branch"] = field(default_factory=list)


@staff_page
def file_plan(request: Request) -> HttpResponse:
    """Show the tree."""
    return _show_plan(request)


def _show_plan(request: Request, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    plan = list_plan(ctx, with_files=True)
    values = {
        "branches": _tree(plan),
        "nodes": [(node.id, f"{node.code} {node.title}") for node in plan if not node.closed_on],
        "error": error,
        "entered": request.POST if error else {},
        "may_manage": ctx.may(Records.MANAGE_PLAN),
        "may_grant": ctx.may(Records.GRANT),
        "colleagues": [(one.id, one.name) for one in list_colleagues(ctx)],
        "levels": LEVEL_NAMES.items(),
        "disposals": DISPOSAL_NAMES.items(),
        "results": RESULT_NAMES.items(),
    }
    return render(request, "records/plan.html", values, status=status)


def _tree(plan: Sequence[PlanEntry]) -> list[Branch]:
    branches = {node.id: Branch(node) for node in plan}
    roots: list[Branch] = []
    for node in plan:
        place = branches[node.parent].below if node.parent else roots
        place.append(branches[node.id])
    return roots


@staff_page
def plan_node(request: Request, node: UUID) -> HttpResponse:
    """Show a node."""
    return _show_node(request, node)


def _show_node(request: Request, node: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    found = find_node(ctx, node)
    services = installed_services(ctx.municipality)
    values = {
        "node": found,
        "path": path_of(list_plan(ctx), found.parent),
        "error": error,
        "entered": request.POST if error else {},
        "may_manage": ctx.may(Records.MANAGE_PLAN),
        "may_grant": ctx.may(Records.GRANT),
        "grants": list_grants(ctx, node=node) if ctx.may(Records.GRANT) else [],
        "units": [(unit.id, unit.name) for unit in list_units(ctx)],
        "colleagues": [(one.id, one.name) for one in list_colleagues(ctx)],
        "services": [(name, one.package.title(ctx.language)) for name, one in services.items()],
        "level_names": LEVEL_NAMES,
        "levels": LEVEL_NAMES.items(),
        "disposals": DISPOSAL_NAMES.items(),
        "disposal_names": DISPOSAL_NAMES,
        "results": RESULT_NAMES.items(),
        "right_names": RIGHT_NAMES,
    }
    return render(request, "records/node.html", values, status=status)


def _entry(request: Request) -> NodeEntry:
    post = request.POST
    years = post.get("jahre", "").strip()
    results = {name: post.get(f"jahre-{name}", "").strip() for name in RESULT_NAMES}
    if any(text and not (text.isascii() and text.isdigit()) for text in (years, *results.values())):
        raise EntryIncompleteError("years")
    return NodeEntry(
        code=post.get("kennzeichen", "")[:40],
        title=post.get("titel", "")[:300],
        reference_pattern=post.get("muster", "")[:80],
        retention_years=int(years[:4]) if years else None,
        disposal=post.get("danach", "B"),
        confidentiality=number(post.get("vertraulichkeit", ""), 0),
        result_years={name: int(text[:4]) for name, text in results.items() if text},
    )


def _add(request: Request) -> str:
    node = add_node(request.ctx, entry=_entry(request), parent=identifier(request.POST.get("unter", "")))
    return url("plan_node", slug=request.body_entry.slug, node=node)


def _clear(request: Request) -> str:
    level = number(request.POST.get("stufe", ""), 0)
    set_clearance(request.ctx, staff=wanted(request.POST.get("wer", "")), level=level)
    return url("file_plan", slug=request.body_entry.slug)


def _change(request: Request, node: UUID) -> str:
    change_node(request.ctx, node=node, entry=_entry(request))
    return url("plan_node", slug=request.body_entry.slug, node=node)


def _close(request: Request, node: UUID) -> str:
    close_node(request.ctx, node=node)
    return url("plan_node", slug=request.body_entry.slug, node=node)


def _service(request: Request, node: UUID) -> str:
    service = request.POST.get("leistung", "")
    if service not in installed_services(request.ctx.municipality):
        raise EntryIncompleteError("service")
    assign_service(request.ctx, service=service, node=node)
    return url("plan_node", slug=request.body_entry.slug, node=node)


def _grant(request: Request, node: UUID) -> str:
    grant_right(request.ctx, grant=replace(grant_from(request), node=node))
    return url("plan_node", slug=request.body_entry.slug, node=node)


def _end_grant(request: Request, node: UUID) -> str:
    end_grant(request.ctx, grant=wanted(request.POST.get("recht", "")))
    return url("plan_node", slug=request.body_entry.slug, node=node)


plan_action = acting(_show_plan, {"anlegen": _add, "ermaechtigen": _clear})
node_action = acting(
    _show_node,
    {
        "aendern": _change,
        "stilllegen": _close,
        "leistung": _service,
        "recht": _grant,
        "recht-beenden": _end_grant,
    },
)
