"""Finds the main process of a model and brings in the processes it calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec

from modellregion.process.findings import Finding, Severity
from modellregion.process.graph import Flow, Kind, Node
from modellregion.process.model import ProcessModel

Library = Mapping[str, ProcessModel]


@dataclass(slots=True)
class Linked:
    """Nodes and flows of the main process and all it calls; ids from other files begin with ``<process>/``."""

    process: str = ""
    name: str = ""
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    incomplete: set[str] = field(default_factory=set)

    def report(
        self,
        code: str,
        message: str,
        element: str | None,
        *,
        warning: bool = False,
        path: tuple[str, ...] = (),
    ) -> None:
        """Add a finding about an element."""
        severity = Severity.WARNING if warning else Severity.ERROR
        line = self.lines.get(element) if element else None
        self.findings.append(Finding(severity, code, message, element, line, path))


def link(model: ProcessModel, library: Library) -> Linked:
    """Link a model; faults stand in the result's ``findings``."""
    linked = Linked()
    _add(linked, model, library)
    called = {node.called for node in model.nodes.values() if node.called}
    mains = [process for process in model.processes if process.id not in called] or list(model.processes[:1])
    if len(mains) > 1:
        for process in mains[1:]:
            linked.report(
                "several_processes",
                f"Besides {mains[0].id} this process is executable too, and nobody calls it; put it into a file of its own.",
                process.id,
            )
    if mains:
        linked.process, linked.name = mains[0].id, mains[0].name
        _find_cycles(linked)
    return linked


def _add(linked: Linked, main: ProcessModel, library: Library) -> None:
    """Bring in a model and, one after the other, those of the library that it calls."""
    waiting: list[tuple[str, ProcessModel]] = [("", main)]
    known = {""}
    for prefix, model in waiting:
        _add_model(linked, model, prefix, library)
        own = {process.id for process in model.processes}
        for node in model.nodes.values():
            other = library.get(node.called or "")
            inside = f"{node.called}/"
            if node.called not in own and other is not None and inside not in known:
                known.add(inside)
                waiting.append((inside, other))


def _add_model(linked: Linked, model: ProcessModel, prefix: str, library: Library) -> None:
    own = {process.id for process in model.processes}
    linked.incomplete.update(prefix + level for level in model.incomplete)
    linked.lines.update({prefix + element: line for element, line in model.lines.items()})
    linked.findings.extend(
        replace(finding, element=prefix + finding.element if finding.element else None)
        for finding in model.findings
    )
    for flow in model.flows.values():
        linked.flows[prefix + flow.id] = msgspec.structs.replace(
            flow, id=prefix + flow.id, source=prefix + flow.source, target=prefix + flow.target
        )
    for node in model.nodes.values():
        called = _resolve(linked, node, own, prefix, library)
        linked.nodes[prefix + node.id] = msgspec.structs.replace(
            node,
            id=prefix + node.id,
            level=prefix + node.level,
            incoming=tuple(prefix + flow for flow in node.incoming),
            outgoing=tuple(prefix + flow for flow in node.outgoing),
            default=prefix + node.default if node.default else None,
            attached_to=prefix + node.attached_to if node.attached_to else None,
            called=called,
        )


def _resolve(linked: Linked, node: Node, own: set[str], prefix: str, library: Library) -> str | None:
    if node.kind is not Kind.CALL_ACTIVITY:
        return None
    place = prefix + node.id
    if not node.called:
        linked.report("no_called_process", f"Say which process {node.label} calls: set calledElement.", place)
        return None
    if node.called in own:
        return prefix + node.called
    other = library.get(node.called)
    if other is None or node.called not in {process.id for process in other.processes}:
        linked.report("unknown_process", f"{node.label} calls {node.called}, which is not there.", place)
        return None
    return f"{node.called}/{node.called}"


def _find_cycles(linked: Linked) -> None:
    """Report call activities that lead back to the process they stand in."""
    calls: dict[str, list[tuple[str, str]]] = {}
    for node in linked.nodes.values():
        if node.called:
            calls.setdefault(_process_of(linked, node), []).append((node.id, node.called))
    reaches = {process: _reached(process, calls) for process in calls}
    for process, activities in calls.items():
        for activity, called in activities:
            trail = reaches.get(called, {}).get(process) or ((called,) if called == process else None)
            if trail is not None:
                linked.report(
                    "cyclic_call",
                    f"The processes call each other in a circle: {' calls '.join((process, *trail))}.",
                    activity,
                    path=(process, *trail),
                )


def _reached(first: str, calls: dict[str, list[tuple[str, str]]]) -> dict[str, tuple[str, ...]]:
    """Return every process that one calls, directly or not, with the way there."""
    trails: dict[str, tuple[str, ...]] = {}
    waiting: list[tuple[str, ...]] = [(first,)]
    for trail in waiting:
        for _, called in calls.get(trail[-1], []):
            if called not in trails:
                trails[called] = (*trail, called)
                waiting.append(trails[called])
    return trails


def _process_of(linked: Linked, node: Node) -> str:
    level = node.level
    while level in linked.nodes:
        level = linked.nodes[level].level
    return level
