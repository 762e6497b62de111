"""Walks every level of a graph, the inner ones first, so that the whole never has to be unfolded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from modellregion.process.graph import ACTIVITIES, LEVELS, STARTS, Graph, Kind, Node
from modellregion.process.net import Exit, Net, Walk

MARKINGS_MAX = 20_000
"""How many markings of one level are looked at; a process that a person can draw has far fewer."""

_THROWING = frozenset({Kind.USER_TASK, Kind.SERVICE_TASK, Kind.SEND_TASK, Kind.RULE_TASK})
_ANY: None = None


@dataclass(slots=True)
class Analysis:
    """The walk through each level, the walks beside it, and how each activity and level may end.

    ``asides`` begin at the boundary events that do not interrupt.
    """

    walks: dict[str, Walk] = field(default_factory=dict)
    asides: dict[str, Walk] = field(default_factory=dict)
    exits: dict[str, Exit] = field(default_factory=dict)


@lru_cache(maxsize=256)
def exits_of(graph: Graph) -> Mapping[str, Exit]:
    """Return how each activity of a published graph may end; remembered, unlike the walks that show it."""
    return analyse(graph).exits


def analyse(graph: Graph) -> Analysis:
    """Walk through every level that the main process contains or calls."""
    found = Analysis()
    for level in inner_first(graph):
        for node in graph.level(level):
            found.exits[node.id] = _exit_of_activity(graph, node, found)
        starts = [node.id for node in graph.level(level) if node.kind in STARTS]
        net = Net(graph, level, found.exits)
        found.walks[level] = net.walk(starts, MARKINGS_MAX)
        asides = [node.id for node in graph.level(level) if node.attached_to and not node.interrupting]
        found.asides.update({event: net.walk([event], MARKINGS_MAX) for event in asides})
        walks = [found.walks[level], *(found.asides[event] for event in asides)]
        found.exits[level] = _exit_of_level(graph, level, walks, found)
    return found


def inner_first(graph: Graph) -> list[str]:
    """Return the levels in use, each after those inside of it. The calls must not go in circles."""
    order: dict[str, None] = {}
    waiting = [(graph.process, False)]
    while waiting:
        level, inside_done = waiting.pop()
        if inside_done:
            order[level] = None
        elif level not in order:
            waiting.append((level, True))
            waiting.extend((inner, False) for inner in _levels_inside(graph, level))
    return list(order)


def _levels_inside(graph: Graph, level: str) -> Iterator[str]:
    for node in graph.level(level):
        if node.kind in LEVELS | {Kind.CALL_ACTIVITY}:
            yield graph.inside(node)


def _exit_of_activity(graph: Graph, node: Node, found: Analysis) -> Exit:
    if node.kind in LEVELS | {Kind.CALL_ACTIVITY}:
        return found.exits[graph.inside(node)]
    return Exit(errors=_ANY if node.kind in _THROWING else frozenset())


def _exit_of_level(graph: Graph, level: str, walks: list[Walk], found: Analysis) -> Exit:
    thrown: set[str] | None = {error for walk in walks for error in walk.errors}
    entered = {node for walk in walks for node in walk.entered}
    for node in graph.level(level):
        if node.kind in ACTIVITIES and node.id in entered:
            thrown = _join(thrown, _uncaught(found.exits[node.id].errors, graph.boundaries(node.id)))
    # A level with a fault of its own gets a finding; the levels around it need none because of it.
    main = walks[0]
    completes = main.completes or bool(main.capped or main.twice or main.stuck or main.without_end())
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
