"""The state space of one level of a process: which markings can follow each other (BPMN 2.0.2 § 13 as a Petri net).

A marking is the sorted tuple of its places: the id of a node that is busy, or ``>flow`` for a token that waits at a
join. Data are left out: wherever conditions decide, every way is taken that they do not exclude by their form.
Sub-processes count as one busy node. What a boundary event sends out beside the work, without interrupting it, is
a walk of its own: it may happen again before it has ended, and nothing may wait for it.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from modellregion.process.choices import alternatives
from modellregion.process.graph import BOUNDARIES, CATCHES, ENDS, TASKS, Flow, Graph, Kind, Node

Marking = tuple[str, ...]
EMPTY: Marking = ()
TRAIL_MAX = 40
"""After so many nodes in one move a token rests at a gateway, so that no chain of gateways is too long."""
MOVES_A_MARKING = 25
"""So many moves are made for each marking that may be visited; gateways in a row multiply faster than markings."""

BUSY = TASKS | CATCHES | {Kind.SUB_PROCESS, Kind.CALL_ACTIVITY, Kind.EVENT_GATEWAY}


@dataclass(frozen=True, slots=True)
class Exit:
    """How an activity may end: by itself, or by which errors (None: by any)."""

    completes: bool = True
    errors: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One possible move: where it leads, the nodes it goes through, and what is wrong with it."""

    marking: Marking
    trail: tuple[str, ...]
    twice: str | None = None
    error: str | None = None


@dataclass(slots=True)
class Walk:
    """A finished walk through a state space; ``came_from`` leads from each marking to the one before."""

    came_from: dict[Marking, tuple[Marking | None, tuple[str, ...]]] = field(default_factory=dict)
    follows: dict[Marking, list[Marking]] = field(default_factory=dict)
    entered: set[str] = field(default_factory=set)
    twice: list[tuple[Marking, Step]] = field(default_factory=list)
    stuck: list[Marking] = field(default_factory=list)
    errors: set[str] = field(default_factory=set)
    completes: bool = False
    capped: bool = False

    def path(self, marking: Marking) -> tuple[str, ...]:
        """Return the nodes of the shortest way to a marking."""
        trails: list[tuple[str, ...]] = []
        at: Marking | None = marking
        while at is not None:
            at, trail = self.came_from[at]
            trails.append(trail)
        return tuple(node for trail in reversed(trails) for node in trail)

    def without_end(self) -> list[Marking]:
        """Return the markings from which the end can't be reached, in the order they were found."""
        back: dict[Marking, list[Marking]] = {}
        for origin, targets in self.follows.items():
            for target in targets:
                back.setdefault(target, []).append(origin)
        ending = {EMPTY} if EMPTY in self.came_from else set()
        waiting = list(ending)
        while waiting:
            for origin in back.get(waiting.pop(), ()):
                if origin not in ending:
                    ending.add(origin)
                    waiting.append(origin)
        return [marking for marking in self.came_from if marking not in ending]


class _ExhaustedError(Exception):
    """The walk has done all it may."""


class Net:
    """One level of a graph; ``exits`` tells how the activities on it may end.

    Two tokens at one place are a fault of the model, and the walk does not go on from there; ``tolerant`` goes on,
    for running instances, where a message that came twice may rightly have sent two tokens.
    """

    def __init__(
        self, graph: Graph, level: str, exits: Mapping[str, Exit], *, tolerant: bool = False
    ) -> None:
        self.graph = graph
        self.level = level
        self.exits = exits
        self.tolerant = tolerant
        self._moves_left = 0
        nodes = graph.level(level)
        self._joins = {node.id: self._inside_of(node) for node in nodes if _is_inclusive_join(node)}

    def _inside_of(self, join: Node) -> Callable[[str], bool]:
        """Tell whether a place lies inside of the block that a join closes."""
        inside = {node.id for node in self.graph.level(self.level) if self._is_inside(node, join.match)}
        own = {f">{flow}" for flow in join.incoming}
        arrivals = {f">{flow}" for node in inside for flow in self.graph.nodes[node].incoming} - own
        return (inside | arrivals).__contains__

    def _is_inside(self, node: Node, split: str | None) -> bool:
        block = self.graph.block(node.id)
        while block is not None:
            if block == split:
                return True
            block = self.graph.block(block)
        return False

    def walk(self, starts: Iterable[Marking | str], most: int) -> Walk:
        """Visit every marking that follows from ``starts`` (markings, or start events), at most ``most``."""
        walk = Walk()
        self._moves_left = most * MOVES_A_MARKING
        try:
            self._explore(walk, starts, most)
        except _ExhaustedError:
            walk.capped = True
        return walk

    def _explore(self, walk: Walk, starts: Iterable[Marking | str], most: int) -> None:
        waiting: deque[Marking] = deque()
        for start in starts:
            first = (
                [Step(start, ())] if isinstance(start, tuple) else self.leave(self.graph.nodes[start], EMPTY)
            )
            for step in first:
                self._visit(walk, waiting, None, step)
        while waiting:
            if len(walk.came_from) > most:
                raise _ExhaustedError
            marking = waiting.popleft()
            steps = list(self.steps(marking))
            if not steps:
                walk.stuck.append(marking)
            for step in steps:
                self._visit(walk, waiting, marking, step)

    @staticmethod
    def _visit(walk: Walk, waiting: deque[Marking], origin: Marking | None, step: Step) -> None:
        walk.entered.update(step.trail)
        if step.error is not None:
            walk.errors.add(step.error)
        elif not step.marking:
            walk.completes = True
        if step.twice is not None:
            walk.twice.append((origin or EMPTY, step))
            return
        if origin is not None:
            walk.follows.setdefault(origin, []).append(step.marking)
        if step.marking not in walk.came_from:
            walk.came_from[step.marking] = (origin, step.trail)
            if step.marking:
                waiting.append(step.marking)

    def steps(self, marking: Marking) -> Iterator[Step]:
        """Go through everything that may happen next."""
        for place in dict.fromkeys(marking):
            if not place.startswith(">"):
                yield from self._finish(self.graph.nodes[place], marking)

    def _finish(self, node: Node, marking: Marking) -> Iterator[Step]:
        rest = _without(marking, node.id)
        ending = self.exits.get(node.id, Exit())
        if node.kind is Kind.EVENT_GATEWAY:
            for flow in node.outgoing:
                yield from self.leave(self.graph.nodes[self.graph.flows[flow].target], rest)
        elif ending.completes:
            yield from self.leave(node, rest, entered=False)
        else:
            # It ends by errors only; one that nothing here catches ends this level too.
            errors = {""} if ending.errors is None else ending.errors
            catching = [
                event for event in self.graph.boundaries(node.id) if event.kind is Kind.ERROR_BOUNDARY
            ]
            for error in sorted(errors):
                if not any(event.error in {None, error} for event in catching):
                    yield Step(EMPTY, (), error=error)
        for event in self.graph.boundaries(node.id):
            if event.interrupting and _may_happen(event, ending):
                yield from self.leave(event, rest)

    def leave(self, node: Node, marking: Marking, *, entered: bool = True) -> Iterator[Step]:
        """Go through the ways a token may leave a node; ``entered`` says that it only now came there."""
        trail = (node.id,) if entered else ()
        flows = [self.graph.flows[flow] for flow in node.outgoing]
        for taken in alternatives(node, flows):
            steps = [Step(marking, trail)]
            for flow in taken:
                steps = [after for step in steps for after in self._go(flow, step)]
            for step in steps:
                yield from self._settle(step)

    def _go(self, flow: Flow, step: Step) -> Iterator[Step]:
        """Move one token along a flow and through everything that does not wait."""
        if step.twice is not None or step.error is not None:
            yield step
            return
        self._moves_left -= 1
        if self._moves_left < 0:
            raise _ExhaustedError
        node = self.graph.nodes[flow.target]
        trail = (*step.trail, node.id)
        if node.kind in {Kind.PARALLEL, Kind.INCLUSIVE} and len(node.incoming) > 1:
            yield from self._join(node, flow, Step(step.marking, trail))
        elif node.kind in BUSY:
            twice = node.id if node.id in step.marking and not self.tolerant else None
            yield Step(_with(step.marking, node.id), trail, twice=twice)
        elif node.kind in ENDS:
            ended = step.marking if node.kind is Kind.END else EMPTY
            yield Step(ended, trail, error=node.error if node.kind is Kind.ERROR_END else None)
        else:
            yield from self._through(node, Step(step.marking, trail))

    def _through(self, node: Node, step: Step) -> Iterator[Step]:
        if len(step.trail) >= TRAIL_MAX:
            yield Step(_with(step.marking, node.id), step.trail)
            return
        flows = [self.graph.flows[flow] for flow in node.outgoing]
        for taken in alternatives(node, flows):
            steps = [step]
            for flow in taken:
                steps = [after for before in steps for after in self._go(flow, before)]
            yield from steps

    def _join(self, node: Node, flow: Flow, step: Step) -> Iterator[Step]:
        place = f">{flow.id}"
        if place in step.marking and not self.tolerant:
            yield Step(_with(step.marking, place), step.trail, twice=node.id)
            return
        marking = _with(step.marking, place)
        arrivals = [f">{incoming}" for incoming in node.incoming]
        if node.kind is Kind.PARALLEL and all(arrival in marking for arrival in arrivals):
            yield from self._through(node, Step(_without(marking, *arrivals), step.trail))
        else:
            yield Step(marking, step.trail)

    def _settle(self, step: Step) -> Iterator[Step]:
        """Let inclusive joins fire whose block holds no other token."""
        if step.twice is None and step.error is None:
            for join, is_inside in self._joins.items():
                node = self.graph.nodes[join]
                arrivals = [f">{flow}" for flow in node.incoming if f">{flow}" in step.marking]
                if arrivals and not any(map(is_inside, step.marking)):
                    fired = Step(_without(step.marking, *arrivals), step.trail)
                    for after in self._through(node, fired):
                        yield from self._settle(after)
                    return
        yield step


def _is_inclusive_join(node: Node) -> bool:
    return node.kind is Kind.INCLUSIVE and len(node.incoming) > 1


def _may_happen(event: Node, ending: Exit) -> bool:
    if event.kind not in BOUNDARIES or event.kind is not Kind.ERROR_BOUNDARY:
        return True
    return ending.errors is None or (
        bool(ending.errors) if event.error is None else event.error in ending.errors
    )


def _with(marking: Marking, *places: str) -> Marking:
    return tuple(sorted((*marking, *places)))


def _without(marking: Marking, *places: str) -> Marking:
    left = list(marking)
    for place in places:
        left.remove(place)
    return tuple(left)
