"""The compiled process: an immutable, hashed graph that is all a running instance needs."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Self

import msgspec

from modellregion.process.findings import UnreadableGraphError

PROFILE = 1


class Kind(StrEnum):
    """What a node is; the BPMN element together with its event definition."""

    START = "start"
    MESSAGE_START = "message-start"
    TIMER_START = "timer-start"
    ERROR_START = "error-start"
    END = "end"
    TERMINATE_END = "terminate-end"
    ERROR_END = "error-end"
    TIMER_CATCH = "timer-catch"
    MESSAGE_CATCH = "message-catch"
    TIMER_BOUNDARY = "timer-boundary"
    MESSAGE_BOUNDARY = "message-boundary"
    ERROR_BOUNDARY = "error-boundary"
    USER_TASK = "user-task"
    SERVICE_TASK = "service-task"
    RULE_TASK = "rule-task"
    SEND_TASK = "send-task"
    RECEIVE_TASK = "receive-task"
    CALL_ACTIVITY = "call-activity"
    SUB_PROCESS = "sub-process"
    EVENT_SUB_PROCESS = "event-sub-process"
    EXCLUSIVE = "exclusive-gateway"
    PARALLEL = "parallel-gateway"
    INCLUSIVE = "inclusive-gateway"
    EVENT_GATEWAY = "event-based-gateway"


STARTS = frozenset({Kind.START, Kind.MESSAGE_START, Kind.TIMER_START, Kind.ERROR_START})
ENDS = frozenset({Kind.END, Kind.TERMINATE_END, Kind.ERROR_END})
CATCHES = frozenset({Kind.TIMER_CATCH, Kind.MESSAGE_CATCH})
BOUNDARIES = frozenset({Kind.TIMER_BOUNDARY, Kind.MESSAGE_BOUNDARY, Kind.ERROR_BOUNDARY})
TASKS = frozenset({Kind.USER_TASK, Kind.SERVICE_TASK, Kind.RULE_TASK, Kind.SEND_TASK, Kind.RECEIVE_TASK})
ACTIVITIES = TASKS | {Kind.CALL_ACTIVITY, Kind.SUB_PROCESS}
GATEWAYS = frozenset({Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE, Kind.EVENT_GATEWAY})
LEVELS = frozenset({Kind.SUB_PROCESS, Kind.EVENT_SUB_PROCESS})
MESSAGE_KINDS = frozenset({
    Kind.MESSAGE_START, Kind.MESSAGE_CATCH, Kind.MESSAGE_BOUNDARY, Kind.RECEIVE_TASK, Kind.SEND_TASK,
})  # fmt: skip
TIMER_KINDS = frozenset({Kind.TIMER_START, Kind.TIMER_CATCH, Kind.TIMER_BOUNDARY})


class Timer(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a timer event fires: ``form`` is ``duration`` or ``date``; ``text`` is ISO 8601 or a FEEL expression."""

    form: str
    text: str


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way a user task may end; ``label`` is what the button says."""

    id: str
    label: str = ""


class Work(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the desk needs of a user task.

    ``due`` is an ISO 8601 duration or the id of a deadline rule; ``result`` names the routing value that takes the
    outcome; ``text`` says what is to be done (BPMN documentation).
    """

    role: str
    form: str
    due: str
    result: str
    outcomes: tuple[Outcome, ...] = ()
    text: str = ""


class Loop(msgspec.Struct, frozen=True, omit_defaults=True):
    """Multi-instance marker (BPMN 2.0.2 § 13.3.7).

    Either ``cardinality`` (FEEL, a whole number) or ``collection`` (FEEL, a list) says how many. ``item`` names the
    element of the list inside an instance; ``collect`` names the list that takes each instance's result.
    """

    sequential: bool
    cardinality: str | None = None
    collection: str | None = None
    item: str = "item"
    collect: str | None = None
    completion: str | None = None


class Flow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sequence flow; ``condition`` is FEEL."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None


class Node(msgspec.Struct, frozen=True, omit_defaults=True):
    """A flow node. ``level`` is the id of the process or sub-process it stands in; flows are in reading order."""

    id: str
    kind: Kind
    level: str
    name: str = ""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    attached_to: str | None = None
    interrupting: bool = True
    message: str | None = None
    correlation: str | None = None
    timer: Timer | None = None
    error: str | None = None
    work: Work | None = None
    operation: str | None = None
    retries: int = 5
    decision: str | None = None
    result: str | None = None
    called: str | None = None
    loop: Loop | None = None
    match: str | None = None

    @property
    def label(self) -> str:
        """What a person calls this node: its name, or its id when it has none."""
        return self.name or self.id


class _Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """The stored form of a graph."""

    profile: int
    process: str
    name: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]


class Graph:
    """A compiled process with every process it calls; equal content has an equal ``hash`` (sha256 of the JSON)."""

    def __init__(self, process: str, name: str, nodes: Iterable[Node], flows: Iterable[Flow]) -> None:
        self._document = _Document(
            profile=PROFILE,
            process=process,
            name=name,
            nodes=tuple(sorted(nodes, key=lambda node: node.id)),
            flows=tuple(sorted(flows, key=lambda flow: flow.id)),
        )
        self.process = process
        self.name = name
        self.nodes: Mapping[str, Node] = {node.id: node for node in self._document.nodes}
        self.flows: Mapping[str, Flow] = {flow.id: flow for flow in self._document.flows}
        self._json = msgspec.json.encode(self._document, order="sorted")
        self.hash = hashlib.sha256(self._json).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Graph) and other.hash == self.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def to_json(self) -> bytes:
        """Return the canonical JSON: UTF-8, keys sorted, no blanks, nothing at its default."""
        return self._json

    @classmethod
    def from_json(cls, stored: bytes | str) -> Self:
        """Return the graph that ``to_json`` wrote; raises UnreadableGraphError when it is not one."""
        try:
            document = msgspec.json.decode(stored, type=_Document)
        except (msgspec.DecodeError, RecursionError) as error:
            raise UnreadableGraphError(
                "unreadable_graph", f"The stored graph can't be read: {error}"
            ) from error
        if document.profile != PROFILE:
            raise UnreadableGraphError(
                "unknown_profile",
                f"The stored graph is of profile {document.profile}, this engine runs {PROFILE}.",
            )
        return cls(document.process, document.name, document.nodes, document.flows)

    @cached_property
    def _boundaries(self) -> Mapping[str, tuple[Node, ...]]:
        found: dict[str, list[Node]] = defaultdict(list)
        for node in self._document.nodes:
            if node.attached_to is not None:
                found[node.attached_to].append(node)
        return {activity: tuple(nodes) for activity, nodes in found.items()}

    @cached_property
    def _levels(self) -> Mapping[str, tuple[Node, ...]]:
        found: dict[str, list[Node]] = defaultdict(list)
        for node in self._document.nodes:
            found[node.level].append(node)
        return {level: tuple(nodes) for level, nodes in found.items()}

    def boundaries(self, activity: str) -> tuple[Node, ...]:
        """Return the boundary events attached to an activity."""
        return self._boundaries.get(activity, ())

    def level(self, level: str) -> tuple[Node, ...]:
        """Return the nodes that stand directly in a process or sub-process."""
        return self._levels.get(level, ())

    @property
    def levels(self) -> Iterable[str]:
        """The ids of every process and sub-process with nodes in it."""
        return self._levels

    @cached_property
    def _event_sub_processes(self) -> Mapping[str, tuple[tuple[Node, Node], ...]]:
        return {
            level: tuple((node, self.start(node.id)) for node in nodes if node.kind is Kind.EVENT_SUB_PROCESS)
            for level, nodes in self._levels.items()
        }

    def event_sub_processes(self, level: str) -> tuple[tuple[Node, Node], ...]:
        """Return the event sub-processes of a level, each with its start event."""
        return self._event_sub_processes.get(level, ())

    def start(self, level: str, message: str | None = None) -> Node:
        """Return the start event of a level; with ``message`` the one that waits for it. KeyError when there is none.

        A process starts at its none start event; an event sub-process has exactly one start event, of any kind.
        """
        starts = [node for node in self.level(level) if node.kind in STARTS]
        inner = self.nodes.get(level)
        for node in starts:
            if message is not None and node.message == message:
                return node
            if message is None and (
                node.kind is Kind.START or (inner is not None and inner.kind is Kind.EVENT_SUB_PROCESS)
            ):
                return node
        raise KeyError(level)

    @cached_property
    def is_open_ended(self) -> bool:
        """Whether more can be live in an instance than the model has places for.

        Repeated activities and events that do not interrupt put any number of tokens side by side; without them a
        sound model holds at most one a place.
        """
        return any(node.loop is not None or not node.interrupting for node in self._document.nodes)

    @cached_property
    def outcome_names(self) -> frozenset[str]:
        """The routing values that take outcomes of user tasks."""
        return frozenset(
            node.work.result for node in self._document.nodes if node.work and node.work.outcomes
        )

    @cached_property
    def _blocks(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        splits = [node for node in self._document.nodes if node.match and len(node.outgoing) > 1]
        # A block inside of another one is smaller; the largest are entered first and overwritten by the smaller.
        for split in sorted(splits, key=lambda node: -len(self._between(node))):
            found.update(dict.fromkeys(self._between(split), split.id))
        return found

    def _between(self, split: Node) -> frozenset[str]:
        seen: set[str] = set()
        waiting = [self.flows[flow].target for flow in split.outgoing]
        while waiting:
            node = waiting.pop()
            if node in seen or node == split.match:
                continue
            seen.add(node)
            waiting.extend(self.flows[flow].target for flow in self.nodes[node].outgoing)
            waiting.extend(event.id for event in self.boundaries(node) if event.interrupting)
        return frozenset(seen)

    def block(self, node: str) -> str | None:
        """Return the inclusive split whose block a node stands in; the innermost, None outside of all."""
        return self._blocks.get(node)

    @staticmethod
    def inside(activity: Node) -> str:
        """Return the level that runs inside a sub-process or call activity."""
        return activity.called or activity.id
