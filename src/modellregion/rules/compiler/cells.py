"""Code for unary tests: the cells of decision tables and what stands behind ``in`` (DMN 1.5 § 7.3.3, table 55)."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from modellregion.rules.compiler.builder import Builder, names_in, plain_number
from modellregion.rules.compiler.operators import compare
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.feel import tree
from modellregion.rules.feel.frames import FIXED, Code, Frame, Scope
from modellregion.rules.values.comparison import equal, includes
from modellregion.rules.values.ranges import Range

Test: TypeAlias = Callable[[Value, Frame], bool | None]
INPUT: Final = "?"


def test_of(node: tree.Node, scope: Scope, builder: Builder) -> Test:
    """Compile one test of a value."""
    if isinstance(node, tree.TestRange):
        return _with_sign(node, scope, builder)
    if isinstance(node, tree.Literal):
        return _with_literal(node.value)
    if INPUT in names_in(node):
        return _with_input(builder.code(node, Scope(FIXED, [INPUT], scope)))
    code = builder.code(node, scope)
    if isinstance(node, tree.RangeLiteral):
        return _with_range(node, code)
    return lambda value, frame: matches(value, code(frame), frame.run)


def _with_range(node: tree.RangeLiteral, code: Code) -> Test:
    """Test for a range; one of two plain numbers, which most are, on a short way."""
    start, end = plain_number(node.start), plain_number(node.end)
    if start is None or end is None or start > end:
        return lambda value, frame: matches(value, code(frame), frame.run)
    above = Decimal.__ge__ if node.start_included else Decimal.__gt__
    below = Decimal.__le__ if node.end_included else Decimal.__lt__

    def test(value: Value, frame: Frame) -> bool | None:
        if type(value) is Decimal:
            return above(value, start) and below(value, end)
        return matches(value, code(frame), frame.run)

    return test


def _with_sign(node: tree.TestRange, scope: Scope, builder: Builder) -> Test:
    sign = node.operator
    if INPUT in names_in(node):
        inner = builder.code(node.end, Scope(FIXED, [INPUT], scope))
        return lambda value, frame: compare(
            sign, value, inner(Frame({INPUT: value}, frame, frame.run)), frame.run
        )
    end_code = builder.code(node.end, scope)
    number = plain_number(node.end)
    if number is not None:
        return _with_number(sign, number)
    return lambda value, frame: compare(sign, value, end_code(frame), frame.run)


def _with_number(sign: str, end: Decimal) -> Test:
    def short_way(on_numbers: Callable[[Decimal, Decimal], bool]) -> Test:
        def test(value: Value, frame: Frame) -> bool | None:
            if type(value) is Decimal:
                return on_numbers(value, end)
            return compare(sign, value, end, frame.run)

        return test

    return short_way(_ON_NUMBERS[sign])


_ON_NUMBERS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "=": Decimal.__eq__,
    "!=": Decimal.__ne__,
}


def _with_literal(wanted: Value) -> Test:
    kind = type(wanted)

    def test(value: Value, frame: Frame) -> bool | None:
        if type(value) is kind:
            return bool(value == wanted)
        return matches(value, wanted, frame.run)

    return test


def _with_input(code: Code) -> Test:
    def test(value: Value, frame: Frame) -> bool | None:
        verdict = code(Frame({INPUT: value}, frame, frame.run))
        return verdict if type(verdict) is bool else None

    return test


def matches(value: Value, wanted: Value, run: Run) -> bool | None:
    """Tell whether a value is what a test's expression came to: equal to it, in its list, or in its range."""
    if type(wanted) is Range and type(value) is not Range:
        return includes(wanted, value, run)
    if type(wanted) is list:
        return _in_list(value, wanted, run)
    if type(wanted) is bool and type(value) is not bool and value is not None:
        return wanted
    return equal(value, wanted, run)


def _in_list(value: Value, wanted: list[Value], run: Run) -> bool | None:
    run.charge(1)
    if type(value) is list and equal(value, wanted, run):
        return True
    for item in wanted:
        run.charge(1)
        if type(item) is Range and type(value) is not Range:
            if includes(item, value, run):
                return True
        elif equal(value, item, run):
            return True
    return False


def any_of(tests: Sequence[Test]) -> Test:
    """Join tests by ``or``: true wins over null."""
    if len(tests) == 1:
        return tests[0]

    def test(value: Value, frame: Frame) -> bool | None:
        result: bool | None = False
        for one in tests:
            verdict = one(value, frame)
            if verdict:
                return True
            if verdict is None:
                result = None
        return result

    return test


def cell(node: tree.Tests, scope: Scope, builder: Builder) -> Test | None:
    """Compile the tests of a cell; None for ``-``, which needs no look at all."""
    if not node.tests:
        return None
    test = any_of([test_of(one, scope, builder) for one in node.tests])
    if not node.negated:
        return test

    def negated(value: Value, frame: Frame) -> bool | None:
        verdict = test(value, frame)
        return None if verdict is None else not verdict

    return negated


def membership(node: tree.In, scope: Scope, builder: Builder) -> Code:
    """Compile ``value in tests``."""
    value = builder.code(node.value, scope)
    test = any_of([test_of(one, scope, builder) for one in node.tests])
    return lambda frame: test(value(frame), frame)
