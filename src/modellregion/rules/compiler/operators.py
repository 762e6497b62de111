"""Code for signs, comparisons, ``and``, ``or``, ``if``: decimals on the short way, all other kinds on the long one."""

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Final

from modellregion.rules.compiler.basics import constant
from modellregion.rules.compiler.builder import Builder, plain_number
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.feel import tree
from modellregion.rules.feel.frames import Code, Frame, Scope
from modellregion.rules.values import numbers
from modellregion.rules.values.arithmetic import calculate, opposite, power
from modellregion.rules.values.comparison import equal, less, less_or_equal
from modellregion.rules.values.kinds import kind_of

_ON_NUMBERS: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": numbers.add,
    "-": numbers.subtract,
    "*": numbers.multiply,
    "/": numbers.divide,
    "**": power,
}
# A power that is no whole number takes a hundred times as long as a sum.
ROOT_COST: Final = 30
_PLAIN_EQUALITY: Final = frozenset({Decimal, str, bool})


def negation(node: tree.Negation, scope: Scope, builder: Builder) -> Code:
    """Compile ``-operand``."""
    number = plain_number(node)
    if number is not None:
        return constant(number)
    operand = builder.code(node.operand, scope)
    return lambda frame: opposite(operand(frame), frame.run)


def arithmetic(node: tree.Arithmetic, scope: Scope, builder: Builder) -> Code:
    """Compile a chain of signs of one rank."""
    first = builder.code(node.first, scope)
    steps = [(sign, _ON_NUMBERS[sign], builder.code(operand, scope)) for sign, operand in node.rest]
    if len(steps) == 1:
        return _one_step(first, *steps[0])

    def work_off(frame: Frame) -> Value:
        value = first(frame)
        for sign, on_numbers, code in steps:
            operand = code(frame)
            if type(value) is Decimal and type(operand) is Decimal:
                value = _on_numbers(sign, on_numbers, value, operand, frame.run)
            else:
                value = calculate(sign, value, operand, frame.run)
        return value

    return work_off


def _one_step(
    first: Code, sign: str, on_numbers: Callable[[Decimal, Decimal], Decimal], second: Code
) -> Code:
    def work_out(frame: Frame) -> Value:
        left, right = first(frame), second(frame)
        if type(left) is Decimal and type(right) is Decimal:
            return _on_numbers(sign, on_numbers, left, right, frame.run)
        return calculate(sign, left, right, frame.run)

    return work_out


def _on_numbers(
    sign: str, operation: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal, run: Run
) -> Decimal | None:
    if sign == "**":
        run.charge(2 if numbers.is_whole(right) else ROOT_COST)
    try:
        return operation(left, right)
    except DecimalException:
        run.note("feel-number", f"The result of {sign!r} is no number of 34 digits.")
        return None


def compare(sign: str, left: Value, right: Value, run: Run) -> bool | None:
    """Work out ``left sign right``; None when the two cannot be compared."""
    if sign in {"=", "!="}:
        same = equal(left, right, run)
        result = same if same is None or sign == "=" else not same
    elif left is None or right is None:
        return None
    elif sign == "<":
        result = less(left, right)
    elif sign == ">":
        result = less(right, left)
    elif sign == "<=":
        result = less_or_equal(left, right, run)
    else:
        result = less_or_equal(right, left, run)
    if result is None:
        run.note("feel-operands", f"A {kind_of(left)} and a {kind_of(right)} have no {sign!r}.")
    return result


def comparison(node: tree.Comparison, scope: Scope, builder: Builder) -> Code:
    """Compile ``=``, ``<`` and their like."""
    left, right = builder.code(node.left, scope), builder.code(node.right, scope)
    return _SHORT_WAYS[node.sign](left, right)


def _equality(left: Code, right: Code) -> Code:
    def work_out(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        if type(one) is type(other) and type(one) in _PLAIN_EQUALITY:
            return one == other
        return compare("=", one, other, frame.run)

    return work_out


def _inequality(left: Code, right: Code) -> Code:
    def work_out(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        if type(one) is type(other) and type(one) in _PLAIN_EQUALITY:
            return one != other
        return compare("!=", one, other, frame.run)

    return work_out


def _less(left: Code, right: Code) -> Code:
    def work_out(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        if type(one) is Decimal and type(other) is Decimal:
            return one < other
        return compare("<", one, other, frame.run)

    return work_out


def _less_or_equal(left: Code, right: Code) -> Code:
    def work_out(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        if type(one) is Decimal and type(other) is Decimal:
            return one <= other
        return compare("<=", one, other, frame.run)

    return work_out


def _greater(left: Code, right: Code) -> Code:
    def work_out(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        if type(one) is Decimal and type(other) is Decimal:
            return one > other
        return compare(">", one, other, frame.run)

    return work_out


def _greater_or_equal(left: Code, right: Code) -> Code:
    def work_out(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        if type(one) is Decimal and type(other) is Decimal:
            return one >= other
        return compare(">=", one, other, frame.run)

    return work_out


_SHORT_WAYS: Final[dict[str, Callable[[Code, Code], Code]]] = {
    "=": _equality,
    "!=": _inequality,
    "<": _less,
    "<=": _less_or_equal,
    ">": _greater,
    ">=": _greater_or_equal,
}


def between(node: tree.Between, scope: Scope, builder: Builder) -> Code:
    """Compile ``value between low and high``, both ends included."""
    value_code = builder.code(node.value, scope)
    low_code, high_code = builder.code(node.low, scope), builder.code(node.high, scope)

    def work_out(frame: Frame) -> Value:
        value = value_code(frame)
        above = compare("<=", low_code(frame), value, frame.run)
        below = compare("<=", value, high_code(frame), frame.run)
        if above is False or below is False:
            return False
        return None if above is None or below is None else True

    return work_out


def conjunction(node: tree.And, scope: Scope, builder: Builder) -> Code:
    """Compile ``and``: false wins over null, null over true; what is no boolean counts as null."""
    operands = [builder.code(operand, scope) for operand in node.operands]

    def work_out(frame: Frame) -> Value:
        result: Value = True
        for operand in operands:
            value = operand(frame)
            if value is False:
                return False
            if value is not True:
                result = None
        return result

    return work_out


def disjunction(node: tree.Or, scope: Scope, builder: Builder) -> Code:
    """Compile ``or``: true wins over null, null over false; what is no boolean counts as null."""
    operands = [builder.code(operand, scope) for operand in node.operands]

    def work_out(frame: Frame) -> Value:
        result: Value = False
        for operand in operands:
            value = operand(frame)
            if value is True:
                return True
            if value is not False:
                result = None
        return result

    return work_out


def conditional(node: tree.If, scope: Scope, builder: Builder) -> Code:
    """Compile ``if``; a condition that is not true leads to ``else``, null included."""
    branches = [
        (builder.code(condition, scope), builder.code(consequence, scope))
        for condition, consequence in node.branches
    ]
    alternative = builder.code(node.alternative, scope)

    def choose(frame: Frame) -> Value:
        for condition, consequence in branches:
            if condition(frame) is True:
                return consequence(frame)
        return alternative(frame)

    return choose
