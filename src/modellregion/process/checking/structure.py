"""Checks that every node and flow is where BPMN 2.0.2 (§§ 10.3-10.6, 13) and the engine profile allow it."""

import re
from collections import Counter
from collections.abc import Iterable

from modellregion.process import timers
from modellregion.process.checking.linking import Linked
from modellregion.process.graph import (
    ACTIVITIES,
    BOUNDARIES,
    CATCHES,
    ENDS,
    GATEWAYS,
    LEVELS,
    STARTS,
    Flow,
    Kind,
    Node,
)

_NAME = re.compile(r"[A-Za-z_]\w*")
_RULE_ID = re.compile(r"[a-z][a-z0-9]*([-_.][a-z0-9]+)*")
_CONDITIONAL = ACTIVITIES | {Kind.EXCLUSIVE, Kind.INCLUSIVE}
NODES_MAX = 1000


def check_structure(linked: Linked) -> None:
    """Report every fault of form into ``linked.findings``."""
    if len(linked.nodes) > NODES_MAX:
        linked.report(
            "too_many_nodes",
            f"The model has {len(linked.nodes)} events, activities and gateways; at most {NODES_MAX} are checked and run.",
            linked.process or None,
        )
        return
    for flow in linked.flows.values():
        _check_flow(linked, flow)
    for node in linked.nodes.values():
        _check_node(linked, node)
        _check_task(linked, node)
    levels: dict[str, list[Node]] = {linked.process: []} if linked.process else {}
    for node in linked.nodes.values():
        levels.setdefault(node.level, []).append(node)
        if node.kind in LEVELS:
            levels.setdefault(node.id, [])
        if node.called:
            levels.setdefault(node.called, [])
    for level, nodes in levels.items():
        if level not in linked.incomplete:
            _check_level(linked, level, nodes)


def _check_flow(linked: Linked, flow: Flow) -> None:
    for end, word in ((flow.source, "begins"), (flow.target, "ends")):
        if end in linked.nodes:
            continue
        if end not in linked.lines:
            linked.report(
                "flow_to_nowhere", f"This flow {word} at {end or 'nothing'}, which is not there.", flow.id
            )
        elif end not in linked.incomplete:
            linked.report(
                "flow_to_nowhere", f"This flow {word} at {end}, which is no step of the process.", flow.id
            )
    source, target = linked.nodes.get(flow.source), linked.nodes.get(flow.target)
    if source is None or target is None:
        return
    if source.level != target.level:
        linked.report(
            "flow_across_border", "A flow can't cross the border of a sub-process or process.", flow.id
        )
    if target.kind in STARTS | BOUNDARIES | {Kind.EVENT_SUB_PROCESS}:
        linked.report("flow_into_event", f"No flow may lead to {target.label}.", flow.id)
    if source.kind in ENDS | {Kind.EVENT_SUB_PROCESS}:
        linked.report("flow_after_end", f"No flow may leave {source.label}.", flow.id)
    if flow.condition:
        _check_condition_place(linked, flow, source)


def _check_condition_place(linked: Linked, flow: Flow, source: Node) -> None:
    """Report a condition that the engine would never ask."""
    if source.kind not in _CONDITIONAL:
        linked.report("condition_not_asked", f"{source.label} asks no conditions; remove it.", flow.id)
    elif source.kind in GATEWAYS and len(source.outgoing) == 1:
        linked.report("condition_not_asked", "The only way out of a gateway needs no condition.", flow.id)
    elif source.default == flow.id:
        linked.report("condition_not_asked", "A default flow has no condition.", flow.id)


def _check_node(linked: Linked, node: Node) -> None:
    begins = node.kind in STARTS | BOUNDARIES | {Kind.EVENT_SUB_PROCESS}
    ends = node.kind in ENDS | {Kind.EVENT_SUB_PROCESS}
    if not begins and not node.incoming:
        linked.report("no_incoming", f"No flow leads to {node.label}; it could never begin.", node.id)
    if not ends and not node.outgoing:
        linked.report(
            "no_outgoing", f"No flow leaves {node.label}; draw one, at least to an end event.", node.id
        )
    if node.default is not None and node.default not in node.outgoing:
        linked.report(
            "wrong_default", f"The default flow {node.default} does not leave {node.label}.", node.id
        )
    if node.kind in BOUNDARIES:
        _check_boundary(linked, node)
    if node.kind is Kind.EVENT_GATEWAY:
        _check_event_gateway(linked, node)
    if node.kind is Kind.INCLUSIVE and len(node.incoming) > 1 and len(node.outgoing) > 1:
        linked.report("mixed_gateway", "An inclusive gateway either splits or joins; draw two.", node.id)


def _check_boundary(linked: Linked, node: Node) -> None:
    holder = linked.nodes.get(node.attached_to or "")
    if holder is None or holder.kind not in ACTIVITIES or holder.level != node.level:
        linked.report("not_attached", f"{node.label} is not attached to an activity beside it.", node.id)
    if node.kind is Kind.ERROR_BOUNDARY and not node.interrupting:
        linked.report("error_not_interrupting", "An error always interrupts; set cancelActivity.", node.id)


def _check_event_gateway(linked: Linked, node: Node) -> None:
    if len(node.outgoing) < 2:
        linked.report("nothing_to_choose", "An event-based gateway waits for at least two events.", node.id)
    targets = [linked.nodes.get(linked.flows[flow].target) for flow in node.outgoing]
    found = [target for target in targets if target is not None]
    for target in found:
        if target.kind not in CATCHES | {Kind.RECEIVE_TASK}:
            linked.report(
                "no_event_after_gateway",
                f"After an event-based gateway only events wait; {target.label} is none.",
                node.id,
            )
        elif len(target.incoming) > 1:
            linked.report("second_way_in", f"{target.label} is reached by another flow too.", node.id)
        if any(other.attached_to == target.id for other in linked.nodes.values()):
            linked.report(
                "boundary_after_gateway", f"{target.label} may have no boundary event here.", node.id
            )
    kinds = {target.kind for target in found}
    if Kind.RECEIVE_TASK in kinds and Kind.MESSAGE_CATCH in kinds:
        linked.report(
            "mixed_receivers", "Use either receive tasks or message events after this gateway.", node.id
        )


def _check_level(linked: Linked, level: str, nodes: Iterable[Node]) -> None:
    starts = [node for node in nodes if node.kind in STARTS]
    holder = linked.nodes.get(level)
    if holder is not None and holder.kind is Kind.EVENT_SUB_PROCESS:
        _check_event_start(linked, level, starts)
        return
    is_main = holder is None and level == linked.process
    for start in starts:
        if start.kind is not Kind.START and not (start.kind is Kind.MESSAGE_START and is_main):
            linked.report(
                "start_of_wrong_kind",
                f"{start.label} may only start an event sub-process"
                f"{'' if start.kind is not Kind.MESSAGE_START else ' or the main process'}.",
                start.id,
            )
        if start.correlation:
            linked.report(
                "correlation_at_start", "A new instance has nothing to correlate with yet.", start.id
            )
    plain = [start for start in starts if start.kind is Kind.START]
    if len(plain) > 1 or (not plain and not (is_main and starts)):
        linked.report("one_start", "Exactly one start event without a trigger is needed here.", level)
    for message, count in Counter(start.message for start in starts if start.message).items():
        if count > 1:
            linked.report(
                "same_start_message", f"{count} start events wait for the message {message}.", level
            )


def _check_event_start(linked: Linked, level: str, starts: list[Node]) -> None:
    if len(starts) != 1 or starts[0].kind is Kind.START:
        linked.report(
            "start_of_event_sub_process", "An event sub-process has one start event with a trigger.", level
        )
    for start in starts:
        if start.kind is Kind.ERROR_START and not start.interrupting:
            linked.report(
                "error_not_interrupting", "An error always interrupts; set isInterrupting.", start.id
            )


def _check_task(linked: Linked, node: Node) -> None:
    if node.kind is Kind.USER_TASK:
        _check_work(linked, node)
    if node.kind in {Kind.SERVICE_TASK, Kind.SEND_TASK} and not node.operation:
        linked.report("no_operation", f"Say what {node.label} does: mr:operation with a name.", node.id)
    if node.kind is Kind.RULE_TASK:
        if not node.decision:
            linked.report(
                "no_decision", f"Say what {node.label} decides: mr:decision with ref and result.", node.id
            )
        _check_name(linked, node, node.result, "result")
    if node.loop is not None:
        _check_name(linked, node, node.loop.item, "as")
        if node.loop.collect is not None:
            _check_name(linked, node, node.loop.collect, "collect")


def _check_work(linked: Linked, node: Node) -> None:
    work = node.work
    if work is None:
        return
    for value, what in ((work.role, "role"), (work.form, "form"), (work.due, "due")):
        if not value.strip():
            linked.report(f"no_{what}", f"{node.label} needs {what} in mr:task.", node.id)
    if work.due.strip() and not timers.parse_duration(work.due) and not _RULE_ID.fullmatch(work.due):
        linked.report(
            "bad_due",
            f"{work.due} is neither a duration such as P14D nor the id of a deadline rule.",
            node.id,
        )
    _check_name(linked, node, work.result, "result")
    for outcome, count in Counter(outcome.id for outcome in work.outcomes).items():
        if not outcome or count > 1:
            linked.report("bad_outcome", f"The outcomes of {node.label} need ids of their own.", node.id)


def _check_name(linked: Linked, node: Node, name: str | None, attribute: str) -> None:
    if name is not None and not _NAME.fullmatch(name):
        linked.report(
            "bad_name",
            f"{attribute}={name!r} of {node.label} is no name: letters, digits and _ only.",
            node.id,
        )
