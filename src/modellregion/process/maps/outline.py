"""The process map in words: what a page offers beside the picture."""

from collections.abc import Mapping
from dataclasses import dataclass

from modellregion.process.graph import STARTS, Graph, Kind, Node

KIND_NAMES: Mapping[str, Mapping[Kind, str]] = {
    "de": {
        Kind.START: "Beginn",
        Kind.MESSAGE_START: "Beginn durch Nachricht",
        Kind.TIMER_START: "Beginn durch Zeit",
        Kind.ERROR_START: "Beginn durch Fehler",
        Kind.END: "Ende",
        Kind.TERMINATE_END: "Ende von allem",
        Kind.ERROR_END: "Ende mit Fehler",
        Kind.TIMER_CATCH: "Warten auf einen Zeitpunkt",
        Kind.MESSAGE_CATCH: "Warten auf eine Nachricht",
        Kind.TIMER_BOUNDARY: "Zeitpunkt während eines Schritts",
        Kind.MESSAGE_BOUNDARY: "Nachricht während eines Schritts",
        Kind.ERROR_BOUNDARY: "Fehler während eines Schritts",
        Kind.USER_TASK: "Aufgabe",
        Kind.SERVICE_TASK: "Automatischer Schritt",
        Kind.RULE_TASK: "Entscheidung nach Regeln",
        Kind.SEND_TASK: "Senden",
        Kind.RECEIVE_TASK: "Empfangen",
        Kind.CALL_ACTIVITY: "Anderer Ablauf",
        Kind.SUB_PROCESS: "Teilablauf",
        Kind.EVENT_SUB_PROCESS: "Teilablauf bei einem Ereignis",
        Kind.EXCLUSIVE: "Entweder-oder",
        Kind.PARALLEL: "Gleichzeitig",
        Kind.INCLUSIVE: "Eines oder mehrere",
        Kind.EVENT_GATEWAY: "Was zuerst kommt",
    },
    "en": {
        Kind.START: "start",
        Kind.MESSAGE_START: "start by message",
        Kind.TIMER_START: "start by time",
        Kind.ERROR_START: "start by error",
        Kind.END: "end",
        Kind.TERMINATE_END: "end of everything",
        Kind.ERROR_END: "end with an error",
        Kind.TIMER_CATCH: "wait for a time",
        Kind.MESSAGE_CATCH: "wait for a message",
        Kind.TIMER_BOUNDARY: "time during a step",
        Kind.MESSAGE_BOUNDARY: "message during a step",
        Kind.ERROR_BOUNDARY: "error during a step",
        Kind.USER_TASK: "task",
        Kind.SERVICE_TASK: "automatic step",
        Kind.RULE_TASK: "decision by rules",
        Kind.SEND_TASK: "send",
        Kind.RECEIVE_TASK: "receive",
        Kind.CALL_ACTIVITY: "another process",
        Kind.SUB_PROCESS: "sub-process",
        Kind.EVENT_SUB_PROCESS: "sub-process on an event",
        Kind.EXCLUSIVE: "either or",
        Kind.PARALLEL: "at the same time",
        Kind.INCLUSIVE: "one or several",
        Kind.EVENT_GATEWAY: "whatever comes first",
    },
}


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """One node: its kind in words, its name, where it leads to, and how deep it stands in sub-processes.

    ``leads_to`` are pairs of the flow's name (or condition) and the name of the next node.
    """

    node: str
    kind: str
    name: str
    depth: int
    leads_to: tuple[tuple[str, str], ...]


def outline(graph: Graph, language: str = "de") -> tuple[OutlineLine, ...]:
    """Return the whole process as a list, in the order in which cases pass through it.

    KeyError for languages other than ``de`` and ``en``.
    """
    found: list[OutlineLine] = []
    _add_level(graph, graph.process, 0, KIND_NAMES[language], found, set())
    return tuple(found)


def _add_level(
    graph: Graph, level: str, depth: int, names: Mapping[Kind, str], found: list[OutlineLine], told: set[str]
) -> None:
    """Add the lines of a level and of those inside; a process that is called twice is told once."""
    told.add(level)
    for node in _in_order(graph, level):
        found.append(OutlineLine(node.id, names[node.kind], node.name, depth, _leads_to(graph, node, names)))
        inside = graph.inside(node)
        if inside in graph.levels and inside not in told:
            _add_level(graph, inside, depth + 1, names, found, told)


def _in_order(graph: Graph, level: str) -> list[Node]:
    nodes = graph.level(level)
    starts = [node for node in nodes if node.kind in STARTS]
    events = [node for node in nodes if node.kind is Kind.EVENT_SUB_PROCESS]
    order: dict[str, Node] = {}
    waiting = [*starts]
    while waiting:
        node = waiting.pop(0)
        if node.id in order:
            continue
        order[node.id] = node
        waiting += [
            *graph.boundaries(node.id),
            *(graph.nodes[graph.flows[flow].target] for flow in node.outgoing),
        ]
    return [*order.values(), *events]


def _leads_to(graph: Graph, node: Node, names: Mapping[Kind, str]) -> tuple[tuple[str, str], ...]:
    flows = [graph.flows[flow] for flow in node.outgoing]
    targets = [(flow, graph.nodes[flow.target]) for flow in flows]
    return tuple(
        (flow.name or flow.condition or "", target.name or names[target.kind]) for flow, target in targets
    )
