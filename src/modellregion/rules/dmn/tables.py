"""Decision tables that run: all hit policies and aggregations (DMN 1.5 chapter 8)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import DecimalException
from typing import Final

from modellregion.rules.builtins.on_sums import maximum, minimum, total
from modellregion.rules.compiler.cells import Test
from modellregion.rules.dmn.model import Rule, Table
from modellregion.rules.errors import Finding, NoValueError
from modellregion.rules.evaluation import Value
from modellregion.rules.feel.frames import Code, Frame
from modellregion.rules.values.comparison import equal
from modellregion.rules.values.numbers import from_int

TABLES_MAX: Final = 1_000


@dataclass(frozen=True, slots=True)
class InputCode:
    """A compiled input column; ``allowed`` is None where every value is."""

    label: str
    code: Code
    allowed: Test | None


@dataclass(frozen=True, slots=True)
class OutputCode:
    """A compiled output column; ``ranks`` are the tests of its allowed values, the most important first."""

    name: str
    default: Code | None
    ranks: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class RuleCode:
    """A compiled row: only the cells that look at something, as (column, test), and the outputs."""

    rule: Rule
    tests: tuple[tuple[int, Test], ...]
    outputs: tuple[Code, ...]


class TableTrace:
    """What one run of a table looked at and found."""

    __slots__ = ("inputs", "matched", "results", "table")

    def __init__(self, table: "CompiledTable", inputs: list[Value], matched: list[RuleCode]) -> None:
        self.table = table
        self.inputs = inputs
        self.matched = matched
        self.results: list[tuple[RuleCode, Value]] = []


class CompiledTable:
    """A decision table, compiled. ``owner`` is the name of the decision or knowledge model it stands in."""

    __slots__ = ("_all", "_choose", "inputs", "outputs", "owner", "rules", "table")

    def __init__(
        self,
        table: Table,
        owner: str,
        inputs: Sequence[InputCode],
        outputs: Sequence[OutputCode],
        rules: Sequence[RuleCode],
    ) -> None:
        self.table = table
        self.owner = owner
        self.inputs = tuple(inputs)
        self.outputs = tuple(outputs)
        self.rules = tuple(rules)
        self._choose = _POLICIES[table.hit_policy]
        self._all = table.hit_policy != "FIRST"

    def run(self, frame: Frame) -> Value:
        """Look at the inputs, find the rules that apply, and give what the hit policy makes of them."""
        values = [column.code(frame) for column in self.inputs]
        run = frame.run
        run.charge(1 + len(self.rules) // 10)
        for column, value in zip(self.inputs, values, strict=True):
            if column.allowed is not None and value is not None and column.allowed(value, frame) is not True:
                return self.fail(
                    frame, "table-input", f"The value of {column.label!r} is not an allowed one."
                )
        trace = TableTrace(self, values, self._matching(values, frame))
        if len(run.tables) < TABLES_MAX:
            run.tables.append(trace)
        return self._choose(self, trace, frame) if trace.matched else self._without_rule(frame)

    def _matching(self, values: list[Value], frame: Frame) -> list[RuleCode]:
        matched: list[RuleCode] = []
        for rule in self.rules:
            for column, test in rule.tests:
                if test(values[column], frame) is not True:
                    break
            else:
                matched.append(rule)
                if not self._all:
                    break
        return matched

    def result(self, rule: RuleCode, trace: TableTrace, frame: Frame) -> Value:
        """Work out the outputs of a rule: a value, or a context when there are several."""
        if len(rule.outputs) == 1:
            value = rule.outputs[0](frame)
        else:
            value = {
                column.name: code(frame) for column, code in zip(self.outputs, rule.outputs, strict=True)
            }
        trace.results.append((rule, value))
        return value

    def results(self, trace: TableTrace, frame: Frame) -> list[Value]:
        """Work out the outputs of all rules that apply."""
        return [self.result(rule, trace, frame) for rule in trace.matched]

    def _without_rule(self, frame: Frame) -> Value:
        if any(column.default is not None for column in self.outputs):
            defaults = [None if one.default is None else one.default(frame) for one in self.outputs]
            if len(defaults) == 1:
                return defaults[0]
            return {one.name: value for one, value in zip(self.outputs, defaults, strict=True)}
        if self.table.hit_policy in {"RULE ORDER", "OUTPUT ORDER", "COLLECT"}:
            return {"": [], "COUNT": from_int(0)}.get(self.table.aggregation)
        frame.run.note(
            "table-no-rule", f"No rule of the table {self.owner!r} applies.", self.table.place.element
        )
        return None

    def ranked(self, values: list[Value], frame: Frame) -> list[Value]:
        """Sort results by the order of the allowed output values, the first column first (§ 8.2.11)."""
        return sorted(values, key=lambda value: [self._rank(one, value, frame) for one in self.outputs])

    def _rank(self, column: OutputCode, value: Value, frame: Frame) -> int:
        part = value.get(column.name) if len(self.outputs) > 1 else value
        ranks = column.ranks
        return next((index for index, test in enumerate(ranks) if test(part, frame)), len(ranks))

    def fail(self, frame: Frame, code: str, message: str, rules: Sequence[RuleCode] = ()) -> None:
        """Note a fault of the table; its result is null."""
        numbers = tuple(one.rule.number for one in rules)
        place = self.table.place
        message = f"In the table {self.owner!r}: {message}"
        frame.run.fail(Finding("error", code, message, place.element, place.line, numbers))


def _unique(table: CompiledTable, trace: TableTrace, frame: Frame) -> Value:
    if len(trace.matched) > 1:
        numbers = ", ".join(str(one.rule.number) for one in trace.matched)
        message = f"The rules {numbers} apply at once, where only one may."
        return table.fail(frame, "table-unique", message, trace.matched)
    return table.result(trace.matched[0], trace, frame)


def _first(table: CompiledTable, trace: TableTrace, frame: Frame) -> Value:
    return table.result(trace.matched[0], trace, frame)


def _any(table: CompiledTable, trace: TableTrace, frame: Frame) -> Value:
    values = table.results(trace, frame)
    if not all(equal(values[0], value, frame.run) for value in values[1:]):
        numbers = ", ".join(str(one.rule.number) for one in trace.matched)
        message = f"The rules {numbers} apply at once with different results."
        return table.fail(frame, "table-any", message, trace.matched)
    return values[0]


def _priority(table: CompiledTable, trace: TableTrace, frame: Frame) -> Value:
    return table.ranked(table.results(trace, frame), frame)[0]


def _rule_order(table: CompiledTable, trace: TableTrace, frame: Frame) -> Value:
    return table.results(trace, frame)


def _output_order(table: CompiledTable, trace: TableTrace, frame: Frame) -> Value:
    return table.ranked(table.results(trace, frame), frame)


def _collect(table: CompiledTable, trace: TableTrace, frame: Frame) -> Value:
    values = table.results(trace, frame)
    aggregation = table.table.aggregation
    if not aggregation:
        return values
    if aggregation == "COUNT":
        return from_int(len(values))
    if len(table.outputs) > 1:
        return table.fail(frame, "table-collect", "Results of several columns cannot be put together.")
    try:
        return _AGGREGATIONS[aggregation](values)
    except (NoValueError, DecimalException):
        return table.fail(frame, "table-collect", f"The results of the rules have no {aggregation}.")


_AGGREGATIONS: Final[dict[str, Callable[..., Value]]] = {"SUM": total, "MIN": minimum, "MAX": maximum}
_POLICIES: Final[dict[str, Callable[[CompiledTable, TableTrace, Frame], Value]]] = {
    "UNIQUE": _unique,
    "FIRST": _first,
    "ANY": _any,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _collect,
}
