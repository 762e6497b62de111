"""Checks that every FEEL expression parses and yields the kind of value its place needs."""

import re

from modellregion.process import timers
from modellregion.process.checking.linking import Linked
from modellregion.process.expressions import parsed
from modellregion.process.graph import Node
from modellregion.rules.api import FeelSyntaxError

# Texts that were meant as ISO 8601 and happen to be FEEL as well (R3/PT1H is a division).
_LIKE_ISO = re.compile(r"[+-]?P[\dT]|R\d*/|\d{4}-\d\d")


def check_expressions(linked: Linked) -> None:
    """Report every expression that can't work."""
    for flow in linked.flows.values():
        if flow.condition:
            _check(linked, flow.id, flow.condition, "condition", {"boolean"})
    for node in linked.nodes.values():
        if node.correlation:
            _check(linked, node.id, node.correlation, "correlation", {"string", "number"})
        if node.loop is not None:
            _check_loop(linked, node)
        if node.timer is not None:
            _check_timer(linked, node)


def _check(linked: Linked, element: str, text: str, what: str, kinds: set[str]) -> None:
    try:
        expression = parsed(text)
    except FeelSyntaxError as error:
        linked.report("bad_expression", f"The {what} {text!r} is not FEEL: {error}", element)
        return
    kind = expression.static_type
    if kind is not None and kind not in kinds:
        wanted = " or ".join(sorted(kinds))
        linked.report("wrong_type", f"The {what} {text!r} yields {kind}; {wanted} is needed.", element)


def _check_loop(linked: Linked, node: Node) -> None:
    loop = node.loop
    if loop is None:
        return
    if loop.cardinality:
        _check(linked, node.id, loop.cardinality, "cardinality", {"number"})
        if loop.cardinality.lstrip().startswith("-"):
            linked.report(
                "negative_cardinality", f"{node.label} can't be repeated {loop.cardinality} times.", node.id
            )
    if loop.collection:
        _check(linked, node.id, loop.collection, "list", {"list"})
    if loop.completion:
        _check(linked, node.id, loop.completion, "completion condition", {"boolean"})


def _check_timer(linked: Linked, node: Node) -> None:
    if node.timer is None:
        return
    text = node.timer.text
    if _LIKE_ISO.match(text) and not timers.parse_duration(text) and not timers.parse_date(text):
        linked.report("bad_time", f"{text} is no duration such as P30D or PT2H, and no date.", node.id)
    elif node.timer.form == "duration" and timers.parse_duration(text) is None:
        _check(
            linked,
            node.id,
            text,
            "duration",
            {"string", "days and time duration", "years and months duration"},
        )
    elif node.timer.form == "date" and timers.parse_date(text) is None:
        _check(linked, node.id, text, "date", {"string", "date", "date and time"})
