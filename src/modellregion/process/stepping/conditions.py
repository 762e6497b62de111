"""Expressions during a step: which flows to take, how many times to repeat, when a timer fires."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from modellregion.process import timers
from modellregion.process.expressions import evaluate
from modellregion.process.graph import Flow, Kind, Node
from modellregion.process.stepping.run import Context, Run, StuckError
from modellregion.rules.api import FeelSyntaxError, LimitError

REPETITIONS_MAX = 1000


def value_of(run: Run, text: str, context: Context) -> object:
    """Return the value of a FEEL text; raises StuckError when it can't be evaluated at all."""
    try:
        return evaluate(text, context, run.now)
    except (FeelSyntaxError, LimitError, TypeError) as error:
        raise StuckError(f"The expression {text} can't be evaluated: {error}") from error


def holds(run: Run, text: str, context: Context) -> bool:
    """Whether a condition is true; raises StuckError when it is neither true nor false."""
    value = value_of(run, text, context)
    if not isinstance(value, bool):
        raise StuckError(
            f"The condition {text} is neither true nor false; a value it needs is missing or of another kind."
        )
    return value


def flows_to_take(run: Run, node: Node, context: Context) -> list[Flow]:
    """Return the outgoing flows that the token takes (BPMN 2.0.2 § 13.3.1, § 13.4.2, § 13.4.3).

    Exclusive gateways take the first whose condition holds. Inclusive gateways and activities take every flow that
    has no condition or whose condition holds. Without any, the default flow; without that StuckError.
    """
    flows = [run.graph.flows[flow] for flow in node.outgoing]
    usual = [flow for flow in flows if flow.id != node.default]
    if node.kind is Kind.EXCLUSIVE and len(flows) > 1:
        taken = next(([flow] for flow in usual if flow.condition and holds(run, flow.condition, context)), [])
    elif node.kind is Kind.EXCLUSIVE:
        return flows
    else:
        taken = [flow for flow in usual if not flow.condition or holds(run, flow.condition, context)]
    if taken:
        return taken
    if node.default is None:
        raise StuckError(f"None of the conditions after {node.label} holds, and there is no default flow.")
    return [run.graph.flows[node.default]]


def due_at(run: Run, node: Node, context: Context) -> datetime:
    """Return when a timer event fires, in UTC; raises StuckError when its expression yields no time."""
    if node.timer is None:
        raise StuckError(f"{node.label} has no time.")
    text = node.timer.text
    if node.timer.form == "duration":
        duration = timers.parse_duration(text)
        if duration is None:
            written = _written(run, text, context)
            duration = timers.parse_duration(written.removeprefix("-"))
            if duration is not None and written.startswith("-"):
                # What should have been in the past has to be at once.
                return run.now
        if duration is None:
            raise StuckError(f"{text} of {node.label} is not a duration such as P30D.")
        return timers.after(run.now, duration)
    at = timers.parse_date(text) or timers.parse_date(_written(run, text, context))
    if at is None:
        raise StuckError(f"{text} of {node.label} is not a date or a date and time.")
    return at


def _written(run: Run, text: str, context: Context) -> str:
    """Return the value of an expression as FEEL writes it: durations and dates in ISO 8601."""
    value = value_of(run, f"string({text})", context)
    return value if isinstance(value, str) else ""


def repetitions(run: Run, node: Node, context: Context) -> Sequence[object]:
    """Return the items of a multi-instance activity; with a cardinality each item is None."""
    loop = node.loop
    if loop is None:
        return (None,)
    if loop.collection is not None:
        value = value_of(run, loop.collection, context)
        if not isinstance(value, list | tuple):
            raise StuckError(f"{loop.collection} of {node.label} is not a list.")
        items: Sequence[object] = list(value)
    else:
        number = value_of(run, loop.cardinality or "", context)
        whole = isinstance(number, int | Decimal) and not isinstance(number, bool) and number == int(number)
        if not whole or not isinstance(number, int | Decimal) or number < 0:
            raise StuckError(f"{loop.cardinality} of {node.label} is not a whole number of at least 0.")
        if number > REPETITIONS_MAX:
            raise StuckError(
                f"{node.label} would be repeated {number} times; at most {REPETITIONS_MAX} are possible."
            )
        items = [None] * int(number)
    if len(items) > REPETITIONS_MAX:
        raise StuckError(
            f"{node.label} would be repeated {len(items)} times; at most {REPETITIONS_MAX} are possible."
        )
    return items
