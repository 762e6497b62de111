"""What a column of a decision table can be asked about: for each cell, which values of a small sample pass.

The sample of a column holds every value its cells name, and one value before, between and behind them, so that any
two values that no cell tells apart are represented by one. Where the cells are plain values and ranges, what is true
of the sample is true of all values.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cmp_to_key
from typing import Final

from modellregion.rules.builtins.registry import BUILTINS
from modellregion.rules.compiler.cells import Test
from modellregion.rules.compiler.compile import Compiler
from modellregion.rules.dmn.items import meaning_of
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.feel import tree
from modellregion.rules.feel.frames import Frame
from modellregion.rules.limits import Limits
from modellregion.rules.values import kinds
from modellregion.rules.values.arithmetic import calculate
from modellregion.rules.values.comparison import equal, less
from modellregion.rules.values.kinds import kind_of
from modellregion.rules.values.numbers import divide
from modellregion.rules.values.temporal import DayTimeDuration, YearMonthDuration
from modellregion.rules.values.types import Type

OTHER_TEXT: Final = "(anything else)"
_LITERAL_CALLS: Final = frozenset({"date", "time", "date and time", "duration"})
_ORDER_SIGNS: Final = frozenset({"<", "<=", ">", ">="})
_SECOND: Final = DayTimeDuration.from_timedelta(timedelta(seconds=1))
_STEPS: Final[dict[str, Value]] = {
    kinds.DATE: DayTimeDuration.from_timedelta(timedelta(days=1)),
    kinds.TIME: _SECOND,
    kinds.DATE_TIME: _SECOND,
    kinds.DAY_TIME: _SECOND,
    kinds.YEAR_MONTH: YearMonthDuration(1),
}
_LIMITS: Final = Limits(steps=5_000_000)


class FormulaError(Exception):
    """A cell asks more than plain values and ranges; the text is the cell's."""


def empty_frame() -> Frame:
    """Give a frame to try tests in."""
    return Frame({}, None, Run(_LIMITS, None))


def literals_of(node: tree.Node) -> list[Value]:
    """Collect the values a cell names; raises ``FormulaError`` when it asks for more than values and ranges."""
    if isinstance(node, tree.Tests):
        return [value for test in node.tests for value in literals_of(test)]
    if isinstance(node, tree.TestRange):
        found = literals_of(node.end)
        if node.operator in _ORDER_SIGNS:
            _refuse_text_order(found)
        return found
    if isinstance(node, tree.RangeLiteral):
        found = [*literals_of(node.start), *literals_of(node.end)]
        _refuse_text_order(found)
        return found
    if not _is_literal(node):
        raise FormulaError
    return [Compiler(BUILTINS).code(node)(empty_frame())]


def _refuse_text_order(values: list[Value]) -> None:
    # Between two texts there are always more; a sample cannot stand for them.
    if any(type(value) is str for value in values):
        raise FormulaError


def _is_literal(node: tree.Node) -> bool:
    if isinstance(node, tree.Negation):
        return isinstance(node.operand, tree.Literal)
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
        plain = all(isinstance(one, tree.Literal) for one in node.arguments)
        return plain and node.function.name in _LITERAL_CALLS
    return isinstance(node, tree.Literal | tree.AtLiteral)


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its sample, and for each rule the bits of the sample that pass its cell."""

    label: str
    sample: tuple[Value, ...]
    passed: tuple[int, ...]

    @property
    def everything(self) -> int:
        """The bits of the whole sample."""
        return (1 << len(self.sample)) - 1


def named_values(nodes: Iterable[tree.Node]) -> list[Value]:
    """Collect the values that allowed values name; formulas among them are left to the tests."""
    found: list[Value] = []
    for node in nodes:
        try:
            found += literals_of(node)
        except FormulaError:
            continue
    return found


def column_of(
    label: str,
    named: Sequence[Value],
    cells: Sequence[Test | None],
    allowed: Test | None,
    wanted: Type,
    effort: Run,
) -> Column:
    """Sample a column. ``named`` are the values that its cells, and the ``allowed`` values, name.

    Raises ``FormulaError`` when the values are of several kinds, ``LimitError`` when there are too many.
    """
    frame = empty_frame()
    sample = [
        value
        for value in _sample(named, wanted)
        if value is None
        or (wanted.allows(value, frame.run) and (allowed is None or allowed(value, frame) is not False))
    ]
    effort.charge(len(sample) * len(cells))
    everything = (1 << len(sample)) - 1
    passed = tuple(everything if cell is None else _bits(cell, sample, frame) for cell in cells)
    return Column(label, tuple(sample), passed)


def _bits(cell: Test, sample: list[Value], frame: Frame) -> int:
    return sum(1 << index for index, value in enumerate(sample) if cell(value, frame) is True)


def _sample(named: Sequence[Value], wanted: Type) -> list[Value]:
    nulls = [None] if None in named else []
    values = [value for _, value in dict.fromkeys((kind_of(one), one) for one in named if one is not None)]
    found = {kind_of(value) for value in values}
    if len(found) > 1:
        raise FormulaError
    kind = found.pop() if found else meaning_of(wanted).text()
    return [*_SAMPLERS.get(kind, _unknown)(values), *nulls]


def _unknown(values: list[Value]) -> list[Value]:
    return values or [None]


def _texts(values: list[Value]) -> list[Value]:
    return [*values, OTHER_TEXT]


def _booleans(_values: list[Value]) -> list[Value]:
    return [True, False]


def _sorted(values: list[Value]) -> list[Value]:
    return sorted(values, key=cmp_to_key(lambda one, other: -1 if less(one, other) else 1))


def _numbers(values: list[Value]) -> list[Value]:
    ordered = _sorted(values) or [Decimal(0)]
    sample = [ordered[0] - 1]
    for index, value in enumerate(ordered):
        sample.append(value)
        following = ordered[index + 1] if index + 1 < len(ordered) else value + 2
        sample.append(divide(value + following, Decimal(2)))
    return sample


def _stepped(values: list[Value]) -> list[Value]:
    run = empty_frame().run
    sample: list[Value] = []
    for value in _sorted(values):
        step = _STEPS[kind_of(value)]
        for one in (calculate("-", value, step, run), value, calculate("+", value, step, run)):
            if one is not None and not any(equal(one, other, run) for other in sample[-3:]):
                sample.append(one)
    return sample or [None]


_SAMPLERS: Final[dict[str, Callable[[list[Value]], list[Value]]]] = {
    kinds.STRING: _texts,
    kinds.BOOLEAN: _booleans,
    kinds.NUMBER: _numbers,
    **dict.fromkeys(_STEPS, _stepped),
}
