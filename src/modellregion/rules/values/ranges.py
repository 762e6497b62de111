"""Ranges as values (DMN 1.5 § 10.3.2.7), among them the half-open ones that unary tests such as ``> 10`` are."""

from dataclasses import dataclass

from modellregion.rules.evaluation import Value


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """All values between two ends; an end of None reaches without bound.

    ``operator`` is the sign of a range that was written as a test (``<``, ``<=``, ``>``, ``>=``, ``=``, ``!=``),
    empty for one with two written ends. Compare ranges with ``comparison.equal``.
    """

    start: Value
    end: Value
    start_included: bool
    end_included: bool
    operator: str = ""


def range_of_test(operator: str, end: Value) -> Range:
    """Give the range that a test such as ``>= 10`` stands for."""
    if operator in {"<", "<="}:
        return Range(None, end, start_included=False, end_included=operator == "<=", operator=operator)
    if operator in {">", ">="}:
        return Range(end, None, start_included=operator == ">=", end_included=False, operator=operator)
    same = operator == "="
    return Range(end, end, start_included=same, end_included=same, operator=operator)
