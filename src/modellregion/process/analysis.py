"""Walks every level of a graph, the inner ones first, so that the whole never has to be unfolded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from modellregion.process.graph import ACTIVITIES, LEVELS, STARTS, Graph, Kind, Node
from modellregion.process.net import EMPTY, Exit, Marking, Net, Walk

MARKINGS_MAX = 20_000
"""How many markings of one level are looked at; a process that a person can draw has far fewer."""

_THROWING = frozenset({Kind.USER_TASK, Kind.SERVICE_TASK, Kind.SEND_TASK, Kind.RULE_TASK})
_ANY: None = None


@dataclass(slots=True)
class Analysis:
    """The walk through each level, and how each activity and level may end."""

    walks: dict[str, Walk] = field(default_factory=dict)
    exits: dict[str, Exit] = field(default_factory=dict)


def analyse(graph: Graph, most: int = MARKINGS_MAX) -> Analysis:
    """Walk through every level that the main process contains or calls."""
    found = Analysis()
    for level in inner_first(graph):
        for node in graph.level(level):
            found.exits[node.id] = _exit_of_activity(graph, node, found)
        starts = [node.id for node in graph.level(level) if node.kind in STARTS]
        walk = Net(graph, level, found.exits).walk(starts, most)
        found.walks[level] = walk
        found.exits[level] = _exit_of_level(graph, level, walk, found)
    return found


def inner_first(graph: Graph) -> list[str]:
    """Return the levels in use, each after those inside of it. The calls must not go in circles."""
    order: list[str] = []
    waiting = [(graph.process, False)]
    while waiting:
        level, inside_done = waiting.pop()
        if level in order:
            continue
        if inside_done:
            order.append(level)
            continue
        waiting.append((level, True))
        waiting.extend((inner, False) for inner in _levels_inside(graph, level))
    return order


def _levels_inside(graph: Graph, level: str) -> Iterator[str]:
    for node in graph.level(level):
        if node.kind in LEVELS | {Kind.CALL_ACTIVITY}:
            yield graph.inside(node)


def can_finish(graph: Graph, level: str, marking: Marking, exits: dict[str, Exit], most: int) -> str | None:
    """Tell why a marking of a level can't come to its end, None when it can or when that can't be told."""
    walk = Net(graph, level, exits).walk([marking], most) if marking else Walk(came_from={EMPTY: (None, ())})
    if walk.capped:
        return None
    for stuck in walk.stuck:
        joins = [graph.nodes[graph.flows[place[1:]].target].label for place in stuck if place.startswith(">")]
        return f"{' and '.join(dict.fromkeys(joins))} would wait forever"
    return "the end can't be reached" if walk.without_end() else None


def _exit_of_activity(graph: Graph, node: Node, found: Analysis) -> Exit:
    if node.kind in LEVELS | {Kind.CALL_ACTIVITY}:
        return found.exits[graph.inside(node)]
    return Exit(errors=_ANY if node.kind in _THROWING else frozenset())


def _exit_of_level(graph: Graph, level: str, walk: Walk, found: Analysis) -> Exit:
    thrown: set[str] | None = set(walk.errors)
    for node in graph.level(level):
        if node.kind in ACTIVITIES and node.id in walk.entered:
            thrown = _join(thrown, _uncaught(found.exits[node.id].errors, graph.boundaries(node.id)))
    completes = walk.completes
    starts = [start for _, start in graph.event_sub_processes(level)]
    thrown = _uncaught(None if thrown is None else frozenset(thrown), starts)
    for holder, start in graph.event_sub_processes(level):
        inner = found.exits[holder.id]
        thrown = _join(thrown, inner.errors)
        completes = completes or (inner.completes and start.interrupting)
    return Exit(completes=completes, errors=None if thrown is None else frozenset(thrown))


def _uncaught(errors: frozenset[str] | None, catchers: Iterable[Node]) -> set[str] | None:
    catching = [node for node in catchers if node.kind in {Kind.ERROR_BOUNDARY, Kind.ERROR_START}]
    if any(node.error is None for node in catching):
        return set()
    return None if errors is None else set(errors) - {node.error for node in catching}


def _join(one: set[str] | None, other: Iterable[str] | None) -> set[str] | None:
    return None if one is None or other is None else one | set(other)
