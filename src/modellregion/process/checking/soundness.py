"""Checks that every case comes to an end, with nothing left over and no step that nobody ever reaches."""

from collections import deque
from collections.abc import Iterable, Mapping

from modellregion.process.analysis import MARKINGS_MAX, analyse, inner_first
from modellregion.process.checking.linking import Linked
from modellregion.process.graph import ACTIVITIES, STARTS, Graph, Kind, Node
from modellregion.process.net import BUSY, Marking, Walk

DEPTH_MAX = 50
_AT_ONCE = frozenset({Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE, Kind.RULE_TASK})


def check_soundness(linked: Linked, graph: Graph) -> None:
    """Report what can go wrong in the order of steps, each with a run that shows it."""
    if _is_too_deep(linked, graph) or _has_circles(linked, graph):
        return
    analysis = analyse(graph)
    for level, walk in analysis.walks.items():
        asides = {
            event: aside for event, aside in analysis.asides.items() if graph.nodes[event].level == level
        }
        _report_level(linked, graph, level, walk, asides)
    for node in graph.nodes.values():
        if node.kind is Kind.ERROR_END and not _is_caught(graph, node.level, node.error or ""):
            linked.report(
                "uncaught_error",
                f"Nothing catches the error {node.error}; the whole process then counts as failed.",
                node.id,
                warning=True,
            )


def _is_too_deep(linked: Linked, graph: Graph) -> bool:
    depth: dict[str, int] = {}
    for level in inner_first(graph):
        inside = [depth[graph.inside(node)] for node in graph.level(level) if graph.inside(node) in depth]
        depth[level] = 1 + max(inside, default=0)
    if depth[graph.process] <= DEPTH_MAX:
        return False
    linked.report(
        "nested_too_deep",
        f"Processes and sub-processes stand {depth[graph.process]} deep in each other; at most {DEPTH_MAX} are run.",
        graph.process,
    )
    return True


def _is_caught(graph: Graph, level: str, error: str) -> bool:
    """Whether something catches an error wherever a level runs: an event sub-process of it, or what is around."""
    waiting = [(level, True)]
    seen: set[tuple[str, bool]] = set()
    while waiting:
        here, by_own = waiting.pop()
        if (here, by_own) in seen:
            continue
        seen.add((here, by_own))
        if by_own and _catches((start for _, start in graph.event_sub_processes(here)), error):
            continue
        if here == graph.process:
            return False
        holder = graph.nodes.get(here)
        if holder is not None and holder.kind is Kind.EVENT_SUB_PROCESS:
            # One that interrupts has disarmed its siblings.
            waiting.append((holder.level, not graph.start(here).interrupting))
            continue
        for node in graph.nodes.values():
            runs_here = node.kind in ACTIVITIES and graph.inside(node) == here
            if runs_here and not _catches(graph.boundaries(node.id), error):
                waiting.append((node.level, True))
    return True


def _catches(events: Iterable[Node], error: str) -> bool:
    return any(
        event.kind in {Kind.ERROR_START, Kind.ERROR_BOUNDARY} and event.error in {None, error}
        for event in events
    )


def _report_level(linked: Linked, graph: Graph, level: str, walk: Walk, asides: Mapping[str, Walk]) -> None:
    walks = [walk, *asides.values()]
    for each in walks:
        _report_run(linked, graph, level, each)
    for event, aside in asides.items():
        shared = [node for node in aside.entered & walk.entered if graph.nodes[node].kind in BUSY]
        for node in sorted(shared)[:1]:
            label = graph.nodes[node].label
            linked.report(
                "runs_twice",
                f"{label} is reached beside the usual way, from {graph.nodes[event].label}, which does not interrupt.",
                node,
                path=_way(graph, event, node),
            )
    if not any(each.twice or each.stuck or each.capped for each in walks):
        _report_dead(linked, graph, level, {node for each in walks for node in each.entered})


def _report_run(linked: Linked, graph: Graph, level: str, walk: Walk) -> None:
    for origin, step in walk.twice[:1]:
        node = graph.nodes[step.twice or ""]
        linked.report(
            "runs_twice",
            f"{node.label} can be reached by two tokens at the same time; a parallel split before it is not joined.",
            node.id,
            path=(*walk.path(origin), *step.trail) if origin in walk.came_from else step.trail,
        )
    for marking in walk.stuck[:1]:
        _report_stuck(linked, graph, walk, marking)
    if walk.capped:
        linked.report(
            "not_walked_through",
            f"Only {MARKINGS_MAX} states were examined; there are more, and a fault may hide in them.",
            level,
            warning=True,
        )
    elif not walk.twice and not walk.stuck:
        _report_endless(linked, graph, walk)


def _report_stuck(linked: Linked, graph: Graph, walk: Walk, marking: Marking) -> None:
    flows = [graph.flows[place[1:]] for place in marking]
    join = graph.nodes[flows[0].target]
    missing = [flow for flow in join.incoming if f">{flow}" not in marking]
    linked.report(
        "waits_forever",
        f"{join.label} can wait forever: a token has come by {flows[0].id}, but none comes by {', '.join(missing)}.",
        join.id,
        path=walk.path(marking),
    )


def _report_endless(linked: Linked, graph: Graph, walk: Walk) -> None:
    for marking in walk.without_end():
        place = next((place for place in marking if not place.startswith(">")), marking[0] if marking else "")
        node = graph.nodes.get(place)
        label = node.label if node else place
        linked.report(
            "never_ends",
            f"From {label} on no end can be reached.",
            node.id if node else None,
            path=walk.path(marking),
        )
        return


def _report_dead(linked: Linked, graph: Graph, level: str, entered: set[str]) -> None:
    reachable = _reachable(graph, level)
    for node in graph.level(level):
        if node.id in entered or node.kind is Kind.EVENT_SUB_PROCESS:
            continue
        if node.id not in reachable:
            linked.report("unreachable", f"No way leads from a start event to {node.label}.", node.id)
        elif _before(graph, node) & entered:
            # Steps that come after a dead one are dead because of it and need no finding of their own.
            linked.report("dead_step", f"{node.label} is never reached, whatever happens.", node.id)


def _before(graph: Graph, node: Node) -> set[str]:
    return {graph.flows[flow].source for flow in node.incoming} | (
        {node.attached_to} if node.attached_to else set()
    )


def _reachable(graph: Graph, level: str) -> set[str]:
    starts = [node.id for node in graph.level(level) if node.kind in STARTS]
    return {node for start in starts for node in _ways_from(graph, start)}


def _ways_from(graph: Graph, first: str) -> dict[str, str | None]:
    """Return every node that flows and boundary events lead to, each with the one before it."""
    came_from: dict[str, str | None] = {first: None}
    waiting = deque([first])
    while waiting:
        here = waiting.popleft()
        targets = [graph.flows[flow].target for flow in graph.nodes[here].outgoing]
        for there in (*targets, *(event.id for event in graph.boundaries(here))):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return came_from


def _way(graph: Graph, first: str, last: str) -> tuple[str, ...]:
    came_from = _ways_from(graph, first)
    way: list[str] = []
    at: str | None = last
    while at is not None:
        way.append(at)
        at = came_from[at]
    return tuple(reversed(way))


def _has_circles(linked: Linked, graph: Graph) -> bool:
    """Report circles in which nothing ever waits: the engine would never come to rest."""
    at_once = _at_once(graph)
    found = False
    done: set[str] = set()
    for first in sorted(at_once):
        circle = _circle(graph, first, at_once, done)
        if circle:
            found = True
            linked.report(
                "circle_without_wait",
                f"From {graph.nodes[first].label} the way leads back to it without a step that waits.",
                first,
                path=circle,
            )
            done.update(circle)
    return found


def _at_once(graph: Graph) -> set[str]:
    """Return the nodes that a token may pass within one step of the engine."""
    found = {node.id for node in graph.nodes.values() if node.kind in _AT_ONCE}
    for level in inner_first(graph):
        waiting = [node for node in graph.level(level) if node.kind in BUSY and node.id not in found]
        if not waiting:
            found.update(
                node.id for node in graph.nodes.values() if node.kind in BUSY and graph.inside(node) == level
            )
    return found


def _circle(graph: Graph, first: str, at_once: Iterable[str], done: set[str]) -> tuple[str, ...]:
    """Return a way from a node back to itself through nodes that do not wait; empty when there is none."""
    came_from: dict[str, str] = {}
    waiting = [first]
    while waiting:
        here = waiting.pop(0)
        for there in (graph.flows[flow].target for flow in graph.nodes[here].outgoing):
            if there == first:
                path = [here]
                while path[-1] != first:
                    path.append(came_from[path[-1]])
                return (*reversed(path), first)
            if there in at_once and there not in came_from and there not in done:
                came_from[there] = here
                waiting.append(there)
    return ()
