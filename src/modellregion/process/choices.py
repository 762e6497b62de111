"""Which flows a node may take, as far as the conditions tell it without any data."""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from modellregion.process.graph import ACTIVITIES, Flow, Kind, Node

_LITERAL = r'"([^"\\]*)"'
_NAME = r"([^\W\d]\w*)"
_EQUALS = re.compile(rf"{_NAME}\s*=\s*{_LITERAL}|{_LITERAL}\s*=\s*{_NAME}")
_DIFFERS = re.compile(rf"{_NAME}\s*!=\s*{_LITERAL}")
_OR = re.compile(r"\s+or\s+")
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)

SUBSETS_OF_MAX = 5


def literals(condition: str) -> tuple[str, frozenset[str]] | None:
    """Read ``x = "a"`` and ``x = "a" or x = "b"`` as the name and the texts it is compared with; None otherwise."""
    names: set[str] = set()
    texts: set[str] = set()
    for part in _OR.split(condition.strip()):
        match = _EQUALS.fullmatch(part)
        if match is None:
            return None
        names.add(match[1] or match[4])
        texts.add(match[2] if match[1] else match[3])
    return (names.pop(), frozenset(texts)) if len(names) == 1 else None


def are_exclusive(flows: Iterable[Flow]) -> bool:
    """Whether at most one of the conditions can hold: the same name is compared with different texts."""
    names: set[str] = set()
    seen: set[str] = set()
    for flow in flows:
        read = literals(flow.condition or "")
        if read is None or read[1] & seen:
            return False
        names.add(read[0])
        seen |= read[1]
    return len(names) <= 1


def are_opposites(flows: Iterable[Flow]) -> bool:
    """Whether two of the conditions are each other's negation, so that one of them holds."""
    conditions = [(flow.condition or "").strip() for flow in flows]
    for condition in conditions:
        negated = _NOT.fullmatch(condition)
        if negated is not None and negated[1].strip() in conditions:
            return True
        differs = _DIFFERS.fullmatch(condition)
        if differs is not None and literals(f'{differs[1]} = "{differs[2]}"') in map(literals, conditions):
            return True
    return False


def alternatives(node: Node, flows: list[Flow]) -> Iterator[tuple[Flow, ...]]:
    """Go through the sets of outgoing flows a token may take when it leaves ``node``."""
    usual = [flow for flow in flows if flow.id != node.default]
    default = tuple(flow for flow in flows if flow.id == node.default)
    if node.kind is Kind.EXCLUSIVE:
        yield from ((flow,) for flow in flows)
        return
    if node.kind not in ACTIVITIES | {Kind.INCLUSIVE}:
        yield tuple(flows)
        return
    always = tuple(flow for flow in usual if not flow.condition)
    asked = [flow for flow in usual if flow.condition]
    if always or default:
        yield always or default
    largest = 1 if asked and are_exclusive(asked) else len(asked)
    for size in range(1, largest + 1):
        # Beyond a handful of ways, faults between few of them or nearly all of them are the ones that happen.
        if len(asked) <= SUBSETS_OF_MAX or size <= 2 or size >= len(asked) - 1:
            yield from ((*always, *some) for some in combinations(asked, size))
