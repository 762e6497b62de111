"""Functions that make one value of a list (DMN 1.5 § 10.3.4.4). Each takes a list or the items themselves."""

from decimal import Decimal, DecimalException
from functools import reduce

from modellregion.rules.builtins.registry import builtin
from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Value
from modellregion.rules.values.comparison import less
from modellregion.rules.values.numbers import DECIMAL128, ONE, ZERO, from_int


def _numbers(items: list[Value], least: int = 1) -> list[Decimal]:
    if len(items) < least:
        raise NoValueError(f"The list has fewer than {least} numbers.")
    if any(type(item) is not Decimal for item in items):
        raise NoValueError("The list must hold numbers and nothing else.")
    return items


def _listed(values: tuple[Value, ...]) -> list[Value]:
    # Called with one list, or with the items one by one.
    return values[0] if len(values) == 1 and type(values[0]) is list else list(values)


@builtin("min(list: list)", "min(c...: any)")
def minimum(*values: Value) -> Value:
    """Give the smallest; null when the list is empty or its items have no order."""
    return _extreme(_listed(values), smallest=True)


@builtin("max(list: list)", "max(c...: any)")
def maximum(*values: Value) -> Value:
    """Give the greatest; null when the list is empty or its items have no order."""
    return _extreme(_listed(values), smallest=False)


def _extreme(items: list[Value], *, smallest: bool) -> Value:
    if not items:
        raise NoValueError("An empty list has no smallest and no greatest item.")
    best = items[0]
    for item in items:
        before = less(item, best) if smallest else less(best, item)
        if before is None:
            raise NoValueError("The items of the list have no order.")
        if before:
            best = item
    return best


@builtin("sum(list: list)", "sum(n...: any)")
def total(*values: Value) -> Decimal:
    """Add numbers; null when there are none."""
    return reduce(DECIMAL128.add, _numbers(_listed(values)), ZERO)


@builtin("product(list: list)", "product(n...: any)")
def product(*values: Value) -> Decimal:
    """Multiply numbers; null when there are none."""
    return reduce(DECIMAL128.multiply, _numbers(_listed(values)), ONE)


@builtin("mean(list: list)", "mean(n...: any)")
def mean(*values: Value) -> Decimal:
    """Give the average; null when there are no numbers."""
    items = _numbers(_listed(values))
    return DECIMAL128.divide(reduce(DECIMAL128.add, items, ZERO), from_int(len(items)))


@builtin("median(list: list)", "median(n...: any)")
def median(*values: Value) -> Decimal:
    """Give the middle number, or the average of the two in the middle; null when there are no numbers."""
    items = sorted(_numbers(_listed(values)))
    middle = len(items) // 2
    if len(items) % 2:
        return items[middle]
    return DECIMAL128.divide(DECIMAL128.add(items[middle - 1], items[middle]), Decimal(2))


@builtin("stddev(list: list)", "stddev(n...: any)")
def standard_deviation(*values: Value) -> Decimal:
    """Give the standard deviation of a sample; null for fewer than two numbers."""
    items = _numbers(_listed(values), least=2)
    average = mean(items)
    try:
        squares = [DECIMAL128.power(DECIMAL128.subtract(item, average), Decimal(2)) for item in items]
        variance = DECIMAL128.divide(reduce(DECIMAL128.add, squares, ZERO), from_int(len(items) - 1))
        return DECIMAL128.sqrt(variance)
    except DecimalException as error:
        raise NoValueError("The result is no number of 34 digits.") from error


@builtin("mode(list: list)", "mode(n...: any)")
def mode(*values: Value) -> list[Decimal]:
    """Give the most frequent numbers in rising order."""
    items = _numbers(_listed(values), least=0)
    counts: dict[Decimal, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, times in counts.items() if times == most)


@builtin("all(list: list)", "all(b...: any)")
def every(*values: Value) -> bool | None:
    """Join booleans by ``and``; true for an empty list, null for anything else in it."""
    return _joined(_listed(values), deciding=False)


@builtin("any(list: list)", "any(b...: any)")
def some(*values: Value) -> bool | None:
    """Join booleans by ``or``; false for an empty list, null for anything else in it."""
    return _joined(_listed(values), deciding=True)


def _joined(items: list[Value], *, deciding: bool) -> bool | None:
    if any(item is not None and type(item) is not bool for item in items):
        raise NoValueError("The list must hold booleans and nothing else.")
    if deciding in items:
        return deciding
    return None if None in items else not deciding
