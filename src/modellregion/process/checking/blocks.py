"""Matches inclusive splits with their joins.

An inclusive join has to know which tokens may still come (BPMN 2.0.2 § 13.4.3), the classical defect of engines. It
is plain to see when split and join enclose a block: every way from the split leads to the join, every way to the
join comes from the split. Everything else is refused.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping

import msgspec

from modellregion.process.checking.linking import Linked
from modellregion.process.graph import Kind, Node

Ways = Mapping[str, Iterable[str]]
INCLUSIVE_MAX = 60


def match_blocks(linked: Linked) -> None:
    """Set ``match`` on both gateways of each block; report inclusive gateways without a partner."""
    inclusive = [node for node in linked.nodes.values() if node.kind is Kind.INCLUSIVE]
    if len(inclusive) > INCLUSIVE_MAX:
        linked.report(
            "too_many_inclusive",
            f"The model has {len(inclusive)} inclusive gateways; at most {INCLUSIVE_MAX} can be matched.",
            inclusive[0].id,
        )
        return
    splits = [node for node in inclusive if len(node.outgoing) > 1]
    joins = {node.id for node in inclusive if len(node.incoming) > 1}
    ways, back = _ways(linked)
    matched: dict[str, str] = {}
    for split in splits:
        join = _partner(linked, split, joins, ways, back)
        if join is not None:
            matched[split.id] = join
    # A join whose split was refused has been talked about already.
    for join in sorted(joins - set(matched.values())) if len(matched) == len(splits) else ():
        linked.report(
            "unmatched_join",
            f"No inclusive split belongs to the inclusive join {linked.nodes[join].label}.",
            join,
        )
    for split_id, join_id in matched.items():
        for one, other in ((split_id, join_id), (join_id, split_id)):
            linked.nodes[one] = msgspec.structs.replace(linked.nodes[one], match=other)


def _ways(linked: Linked) -> tuple[Ways, Ways]:
    """Where each node leads to and where it is reached from, interrupting events taken as ways out of their activity."""
    ways: dict[str, list[str]] = defaultdict(list)
    back: dict[str, list[str]] = defaultdict(list)
    steps = [(flow.source, flow.target) for flow in linked.flows.values()]
    # What an event sends out beside the work lives outside of the block; its join does not wait for that.
    steps += [
        (node.attached_to, node.id)
        for node in linked.nodes.values()
        if node.attached_to and node.interrupting
    ]
    for source, target in steps:
        ways[source].append(target)
        back[target].append(source)
    return ways, back


def _partner(linked: Linked, split: Node, joins: set[str], ways: Ways, back: Ways) -> str | None:
    regions: list[tuple[int, str]] = []
    reasons: list[str] = []
    for join in sorted(joins):
        came_from = _region(split.id, join, ways)
        if join not in came_from:
            continue
        reason = _why_no_block(linked, split.id, join, came_from, ways, back)
        if reason is None:
            regions.append((len(came_from), join))
        else:
            reasons.append(reason)
    if regions:
        return min(regions)[1]
    why = f": {reasons[0]}" if reasons else ", because no inclusive join comes after it"
    linked.report("unmatched_split", f"{split.label} is no block with an inclusive join{why}.", split.id)
    return None


def _region(split: str, join: str, ways: Ways) -> dict[str, str]:
    """Return what is reached from the split without going through the join, each with where it is reached from first."""
    came_from: dict[str, str] = {}
    waiting = deque([split])
    while waiting:
        here = waiting.popleft()
        if here == join:
            continue
        for there in ways.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return came_from


def _why_no_block(
    linked: Linked, split: str, join: str, came_from: Mapping[str, str], ways: Ways, back: Ways
) -> str | None:
    if split in came_from:
        return f"a way leads back to it before the join: {_path(linked, split, came_from)}"
    for node in came_from:
        if node != join and not ways.get(node):
            return f"a way ends before the join: {_path(linked, node, came_from)}"
        for origin in back.get(node, ()):
            if (origin != split and origin not in came_from) or origin == join:
                return f"{linked.nodes[node].label} is also reached from outside of the block, from {linked.nodes[origin].label}"
    return None


def _path(linked: Linked, node: str, came_from: Mapping[str, str]) -> str:
    path = [node]
    while path[-1] in came_from and (len(path) == 1 or path[-1] != node):
        path.append(came_from[path[-1]])
    return " -> ".join(linked.nodes[step].label for step in reversed(path))
