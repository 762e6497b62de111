"""Functions that compare points and ranges (DMN 1.5 § 10.3.4.9), and ``range`` itself (§ 10.3.4.1).

A point is taken as the range that holds it alone. An end becomes a place: the value, and whether the end lies just
before it (-1), on it (0) or just behind it (1). Then each of the standard's long conditions is one comparison.
"""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from modellregion.rules.builtins.registry import BUILTINS, builtin
from modellregion.rules.compiler.compile import Compiler
from modellregion.rules.errors import FeelSyntaxError, NoValueError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.feel import tree
from modellregion.rules.feel.cursor import Vocabulary
from modellregion.rules.feel.frames import Frame
from modellregion.rules.feel.parser import parse_expression
from modellregion.rules.values.comparison import equal, less
from modellregion.rules.values.ranges import Range

Place: TypeAlias = tuple[Value, int]
# An end of None has no bound; its place lies before or behind all others.
_UNBOUND: Final = 2


def _ends(value: Value) -> tuple[Place, Place]:
    if type(value) is not Range:
        return (value, 0), (value, 0)
    if value.operator == "!=":
        raise NoValueError("A range with a gap has no two ends.")
    start = (None, -_UNBOUND) if value.start is None else (value.start, 0 if value.start_included else 1)
    end = (None, _UNBOUND) if value.end is None else (value.end, 0 if value.end_included else -1)
    return start, end


def _order(one: Place, other: Place, run: Run) -> int:
    """Compare two places: negative, zero or positive."""
    if abs(one[1]) == _UNBOUND or abs(other[1]) == _UNBOUND:
        return _bound(one) - _bound(other)
    before = less(one[0], other[0])
    if before is None:
        raise NoValueError("The points or ranges have no order.")
    if before:
        return -1
    return one[1] - other[1] if equal(one[0], other[0], run) else 1


def _bound(place: Place) -> int:
    return place[1] if abs(place[1]) == _UNBOUND else 0


class Pair:
    """Two points or ranges, and how their ends lie to each other: each property is negative, zero or positive."""

    def __init__(self, run: Run, one: Value, other: Value) -> None:
        if one is None or other is None:
            raise NoValueError("A point or range must not be null.")
        first, second = _ends(one), _ends(other)
        self.starts = _order(first[0], second[0], run)
        self.ends = _order(first[1], second[1], run)
        self.end_to_start = _order(first[1], second[0], run)
        self.start_to_end = _order(first[0], second[1], run)


def _declare(text: str, verdict: Callable[[Pair], bool]) -> None:
    @builtin(text, with_run=True)
    def compare(run: Run, one: Value, other: Value) -> Any:
        return verdict(Pair(run, one, other))


_POINT: Final = (
    "number | string | date | time | date and time | years and months duration | days and time duration"
)


def _both_ways(name: str, verdict: Callable[[Pair], bool], *forms: tuple[str, str]) -> None:
    for first, second in forms:
        kinds_of = {word: (_POINT if word.startswith("point") else "range") for word in (first, second)}
        _declare(f"{name}({first}: {kinds_of[first]}, {second}: {kinds_of[second]})", verdict)


_POINTS: Final = ("point1", "point2")
_RANGES: Final = ("range1", "range2")
_INTO: Final = ("point", "range")
_AROUND: Final = ("range", "point")

_both_ways("before", lambda pair: pair.end_to_start < 0, _POINTS, _INTO, _AROUND, _RANGES)
_both_ways("after", lambda pair: pair.start_to_end > 0, _POINTS, _INTO, _AROUND, _RANGES)
_both_ways("meets", lambda pair: pair.end_to_start == 0, _RANGES)
_both_ways("met by", lambda pair: pair.start_to_end == 0, _RANGES)
_both_ways("overlaps", lambda pair: pair.end_to_start >= 0 and pair.start_to_end <= 0, _RANGES)
_both_ways(
    "overlaps before", lambda pair: pair.starts < 0 and pair.end_to_start >= 0 and pair.ends <= 0, _RANGES
)
_both_ways(
    "overlaps after", lambda pair: pair.starts > 0 and pair.start_to_end <= 0 and pair.ends >= 0, _RANGES
)
_both_ways("finishes", lambda pair: pair.ends == 0 and pair.starts >= 0, _INTO, _RANGES)
_both_ways("finished by", lambda pair: pair.ends == 0 and pair.starts <= 0, _AROUND, _RANGES)
_both_ways("includes", lambda pair: pair.starts <= 0 and pair.ends >= 0, _AROUND, _RANGES)
_both_ways("during", lambda pair: pair.starts >= 0 and pair.ends <= 0, _INTO, _RANGES)
_both_ways("starts", lambda pair: pair.starts == 0 and pair.ends <= 0, _INTO, _RANGES)
_both_ways("started by", lambda pair: pair.starts == 0 and pair.ends >= 0, _AROUND, _RANGES)
_both_ways("coincides", lambda pair: pair.starts == 0 and pair.ends == 0, _POINTS, _RANGES)

_LITERAL_CALLS: Final = frozenset({"date", "time", "date and time", "duration"})


def _is_literal(node: tree.Node) -> bool:
    if isinstance(node, tree.Negation):
        return isinstance(node.operand, tree.Literal)
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
        is_text = len(node.arguments) == 1 and isinstance(node.arguments[0], tree.Literal)
        return is_text and node.function.name in _LITERAL_CALLS
    return isinstance(node, tree.Literal | tree.AtLiteral)


@builtin("range(from: string)", with_run=True)
def range_from(run: Run, text: str) -> Range:
    """Read a range whose ends are literals, as ``[1..3]``."""
    run.charge(len(text))
    try:
        node = parse_expression(text, Vocabulary(functions=_LITERAL_CALLS))
    except FeelSyntaxError as error:
        raise NoValueError(f"{text[:60]!r} is not a range as [1..3].") from error
    if not (isinstance(node, tree.RangeLiteral) and _is_literal(node.start) and _is_literal(node.end)):
        raise NoValueError(f"{text[:60]!r} is not a range as [1..3].")
    found = Compiler(BUILTINS).code(node)(Frame({}, None, run))
    if type(found) is not Range:
        raise NoValueError(f"{text[:60]!r} is not a range as [1..3].")
    return found
