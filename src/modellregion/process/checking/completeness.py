"""Checks that a token always finds a way on: a default flow, or conditions that provably leave nothing out."""

from collections.abc import Iterable, Mapping

from modellregion.process.checking.linking import Linked
from modellregion.process.choices import are_opposites, literals
from modellregion.process.graph import ACTIVITIES, STARTS, Flow, Graph, Kind, Node

_SPLITTING = ACTIVITIES | {Kind.EXCLUSIVE, Kind.INCLUSIVE}


def check_completeness(linked: Linked, graph: Graph) -> None:
    """Report splits whose conditions may all be false, and comparisons with outcomes that do not exist."""
    assigned = _Assigned(graph)
    outcomes = _outcomes(graph)
    for node in graph.nodes.values():
        if node.kind not in _SPLITTING:
            continue
        flows = [graph.flows[flow] for flow in node.outgoing]
        for flow in flows:
            _check_texts(linked, flow, outcomes)
        if node.kind is Kind.EXCLUSIVE and len(flows) > 1:
            for flow in flows:
                if not flow.condition and flow.id != node.default:
                    linked.report("no_condition", f"This way out of {node.label} needs a condition.", flow.id)
        asked = [flow for flow in flows if flow.condition]
        if node.default is not None or len(asked) < len(flows) or not asked:
            continue
        reason = _why_incomplete(asked, outcomes, assigned.after(node))
        if reason is not None:
            linked.report("needs_default", f"{node.label} needs a default flow: {reason}.", node.id)


def _outcomes(graph: Graph) -> Mapping[str, frozenset[str] | None]:
    """Map each value that takes outcomes to all it can be; None when something else sets it too."""
    found: dict[str, frozenset[str] | None] = {}
    for node in graph.nodes.values():
        if node.work and node.work.outcomes:
            known = found.get(node.work.result, frozenset())
            own = frozenset(outcome.id for outcome in node.work.outcomes)
            found[node.work.result] = None if known is None else known | own
    for node in graph.nodes.values():
        others = [node.result] if node.result else []
        if node.loop is not None:
            others += [node.loop.item, node.loop.collect or ""]
        for name in others:
            if name in found:
                found[name] = None
    return found


def _check_texts(linked: Linked, flow: Flow, outcomes: Mapping[str, frozenset[str] | None]) -> None:
    read = literals(flow.condition or "")
    known = outcomes.get(read[0]) if read else None
    if read is None or known is None:
        return
    for text in sorted(read[1] - known):
        linked.report(
            "unknown_outcome",
            f'No user task has the outcome "{text}"; there are {", ".join(sorted(known))}.',
            flow.id,
        )


def _why_incomplete(
    flows: list[Flow], outcomes: Mapping[str, frozenset[str] | None], assigned: frozenset[str]
) -> str | None:
    if are_opposites(flows):
        return None
    read = [literals(flow.condition or "") for flow in flows]
    names = {part[0] for part in read if part is not None}
    if None in read or len(names) != 1:
        return "its conditions are not comparisons of one outcome with texts, so nobody can tell that one always holds"
    (name,) = names
    known = outcomes.get(name)
    if known is None:
        return f"{name} is not an outcome of user tasks alone"
    missing = known - {text for part in read if part is not None for text in part[1]}
    if missing:
        return f"nothing is said about {name} = {', '.join(sorted(missing))}"
    if name not in assigned:
        return f"{name} may not have been decided yet when a token comes here"
    return None


class _Assigned:
    """Which outcomes are certain to have been given when a token is at a node, on every way to it."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._everything = graph.outcome_names
        self._before: dict[str, frozenset[str]] = dict.fromkeys(graph.nodes, self._everything)
        order = [graph.nodes[node] for node in self._order()]
        changed = True
        while changed:
            changed = False
            for node in order:
                new = self._compute(node)
                changed = changed or new != self._before[node.id]
                self._before[node.id] = new

    def _order(self) -> Iterable[str]:
        """Sort nodes roughly as tokens pass them, so that few rounds are needed."""
        order: dict[str, None] = {}
        waiting = [node.id for node in self.graph.nodes.values() if node.kind in STARTS]
        while waiting:
            here = waiting.pop()
            if here not in order:
                order[here] = None
                node = self.graph.nodes[here]
                waiting += [self.graph.flows[flow].target for flow in node.outgoing]
                waiting += [event.id for event in self.graph.boundaries(here)]
                waiting += [inner.id for inner in self.graph.level(here) if inner.kind in STARTS]
        return [*order, *(node for node in self.graph.nodes if node not in order)]

    def _compute(self, node: Node) -> frozenset[str]:
        if node.attached_to is not None:
            return self._before[node.attached_to]
        if node.kind in STARTS:
            return self._at_start(node)
        ways = [self.after(self.graph.nodes[self.graph.flows[flow].source]) for flow in node.incoming]
        if node.kind is Kind.PARALLEL and ways:
            return frozenset().union(*ways)
        return _common(ways)

    def _at_start(self, node: Node) -> frozenset[str]:
        holder = self.graph.nodes.get(node.level)
        return self._before[holder.id] if holder and holder.kind is Kind.SUB_PROCESS else frozenset()

    def after(self, node: Node) -> frozenset[str]:
        """Return the outcomes that are given when a token leaves a node."""
        given = self._before[node.id]
        if node.loop is not None:
            return given
        if node.work and node.work.outcomes:
            return given | {node.work.result}
        if node.kind is Kind.SUB_PROCESS and not any(
            start.interrupting for _, start in self.graph.event_sub_processes(node.id)
        ):
            ends = [
                inner for inner in self.graph.level(node.id) if inner.kind in {Kind.END, Kind.TERMINATE_END}
            ]
            return given | _common([self._before[end.id] for end in ends])
        return given


def _common(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    sets = list(sets)
    return frozenset.intersection(*sets) if sets else frozenset()
