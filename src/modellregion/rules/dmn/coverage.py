"""Overlaps and gaps of decision tables, found before a citizen finds them (DMN 1.5 § 8.1: complete, unique)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from modellregion.rules.dmn.domains import (
    Column,
    FormulaError,
    column_of,
    empty_frame,
    literals_of,
    named_values,
)
from modellregion.rules.dmn.items import Types, meaning_of
from modellregion.rules.dmn.model import Text
from modellregion.rules.dmn.tables import CompiledTable
from modellregion.rules.errors import Finding, LimitError, Severity
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.feel import tree
from modellregion.rules.values.text import quoted, text_of
from modellregion.rules.values.types import ANY, ContextType, Type

OVERLAPS_MAX: Final = 20
GAPS_MAX: Final = 5


class TableCheck:
    """Checks one table.

    ``trees`` are the texts of the model as they were read, by identity; ``variables`` the types of the names that
    the table's columns may look at. ``effort`` is the budget that all tables of a model share.
    """

    def __init__(
        self,
        compiled: CompiledTable,
        types: Types,
        trees: Mapping[int, tree.Node],
        variables: Mapping[str, Type],
        effort: Run,
    ) -> None:
        self.compiled = compiled
        self._effort = effort
        self.table = compiled.table
        self._types = types
        self._trees = trees
        self._variables = variables

    def findings(self) -> list[Finding]:
        """Find rules that overlap, rules that never apply, and inputs that no rule is for."""
        if not self.compiled.rules:
            return []
        try:
            columns = [self._column(index) for index in range(len(self.table.inputs))]
            return [*self._dead(columns), *self._overlaps(columns), *self._gaps(columns)]
        except FormulaError as error:
            message = f"Overlaps and gaps cannot be checked: {error}."
        except LimitError:
            message = "Overlaps and gaps cannot be checked: there are too many combinations."
        return [self._finding("note", "table-not-checked", message)]

    def _finding(
        self,
        severity: Severity,
        code: str,
        message: str,
        rules: tuple[int, ...] = (),
        example: Sequence[tuple[str, Value]] = (),
    ) -> Finding:
        place = self.table.place
        message = f"In the table {self.compiled.owner!r}: {message}"
        return Finding(severity, code, message, place.element, place.line, rules, tuple(example))

    def _column(self, index: int) -> Column:
        column = self.table.inputs[index]
        tests = [dict(rule.tests).get(index) for rule in self.compiled.rules]
        cells = self._read(
            [rule.rule.tests[index] for rule in self.compiled.rules if index < len(rule.rule.tests)]
        )
        wanted = self.type_of(column.expression)
        allowed = self.compiled.inputs[index].allowed
        domain = self._read([column.values, self._types.allowed_values(wanted.text())])
        try:
            named = [*(value for cell in cells for value in literals_of(cell)), *named_values(domain)]
            return column_of(column.label, named, tests, allowed, wanted, self._effort)
        except FormulaError as error:
            raise FormulaError(
                f"the column {column.label!r} asks for more than plain values and ranges"
            ) from error

    def _read(self, texts: Sequence[Text | None]) -> list[tree.Node]:
        return [self._trees[id(text)] for text in texts if id(text) in self._trees]

    def type_of(self, expression: Text) -> Type:
        """Find the type of what a column looks at: that of the variable, else the one that is written."""
        node = self._trees.get(id(expression))
        names: list[str] = []
        while isinstance(node, tree.Path):
            names.append(node.name)
            node = node.source
        found = self._variables.get(node.name) if isinstance(node, tree.Name) else None
        for name in reversed(names):
            found = _entry(found, name)
        return found or self._types.find(expression.type_name)

    def _dead(self, columns: list[Column]) -> Iterator[Finding]:
        for index, rule in enumerate(self.compiled.rules):
            empty = next((column for column in columns if not column.passed[index]), None)
            if empty is not None:
                message = f"Rule {rule.rule.number} never applies: no allowed value of {empty.label!r} passes its cell."
                yield self._finding("warning", "table-dead-rule", message, (rule.rule.number,))

    def _overlaps(self, columns: list[Column]) -> list[Finding]:
        policy = self.table.hit_policy
        if policy not in {"UNIQUE", "ANY", "FIRST"}:
            return []
        found: list[Finding] = []
        rules = self.compiled.rules
        for second in range(len(rules)):
            self._effort.charge(second)
            for first in range(second):
                common = [column.passed[first] & column.passed[second] for column in columns]
                if all(common):
                    finding = self._overlap(policy, first, second, columns, common)
                    if finding is not None:
                        found.append(finding)
                    if len(found) >= OVERLAPS_MAX:
                        return found
        return found

    def _overlap(
        self, policy: str, first: int, second: int, columns: list[Column], common: list[int]
    ) -> Finding | None:
        one, other = self.compiled.rules[first].rule, self.compiled.rules[second].rule
        numbers = (one.number, other.number)
        if policy == "FIRST":
            if all(bits == column.passed[second] for bits, column in zip(common, columns, strict=True)):
                message = f"Rule {other.number} never applies: rule {one.number} before it always does."
                return self._finding("warning", "table-dead-rule", message, numbers)
            return None
        if policy == "ANY" and [text.text for text in one.outputs] == [text.text for text in other.outputs]:
            return None
        example = [(column.label, _first(column, bits)) for column, bits in zip(columns, common, strict=True)]
        message = f"The rules {one.number} and {other.number} overlap, for example for {_said(example)}."
        return self._finding("error", "table-overlap", message, numbers, example)

    def _gaps(self, columns: list[Column]) -> list[Finding]:
        has_default = any(column.default is not None for column in self.compiled.outputs)
        if has_default or self.table.hit_policy in {"COLLECT", "RULE ORDER", "OUTPUT ORDER"}:
            return []
        found = []
        for example in _GapSearch(columns, len(self.compiled.rules), self._effort).examples():
            message = f"No rule applies, for example for {_said(example)}."
            found.append(self._finding("warning", "table-gap", message, (), example))
        return found


class _GapSearch:
    """Goes through the columns and drops rules that do not apply; where none is left, there is a gap.

    Which rules are left decides all that follows, so no such set is looked at twice behind the same column.
    """

    def __init__(self, columns: list[Column], rules: int, effort: Run) -> None:
        self._columns = columns
        self._effort = effort
        self._rules = (1 << rules) - 1
        self._applying = [_by_value(column) for column in columns]

    def examples(self) -> list[list[tuple[str, Value]]]:
        """Give inputs that no rule is for, a few at most."""
        found: list[list[tuple[str, Value]]] = []
        seen: set[tuple[int, int]] = set()
        waiting: list[tuple[int, int, tuple[int, ...]]] = [(0, self._rules, ())]
        while waiting and len(found) < GAPS_MAX:
            level, left, chosen = waiting.pop()
            if level == len(self._columns):
                continue
            self._effort.charge(len(self._applying[level]))
            empty = next(
                (index for index, applying in enumerate(self._applying[level]) if not left & applying), None
            )
            if empty is not None:
                found.append(self._example((*chosen, empty)))
            for index, applying in enumerate(self._applying[level]):
                state = (level + 1, left & applying)
                if state[1] and state not in seen:
                    seen.add(state)
                    waiting.append((*state, (*chosen, index)))
        return found

    def _example(self, chosen: tuple[int, ...]) -> list[tuple[str, Value]]:
        return [
            (column.label, column.sample[index]) for column, index in zip(self._columns, chosen, strict=False)
        ]


def _by_value(column: Column) -> list[int]:
    """Turn the bits around: for each value of the sample, the rules it passes."""
    return [
        sum(1 << rule for rule, bits in enumerate(column.passed) if bits >> index & 1)
        for index in range(len(column.sample))
    ]


def _first(column: Column, bits: int) -> Value:
    return column.sample[(bits & -bits).bit_length() - 1]


def _said(example: Sequence[tuple[str, Value]]) -> str:
    run = empty_frame().run
    shown = [
        f"{label} = {quoted(value) if type(value) is str else text_of(value, run)}"
        for label, value in example
    ]
    return ", ".join(shown) or "any input"


def _entry(found: Type | None, name: str) -> Type | None:
    meaning = None if found is None else meaning_of(found)
    return meaning.entries.get(name, ANY) if isinstance(meaning, ContextType) else None
