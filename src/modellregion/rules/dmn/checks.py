"""What is wrong or doubtful in a model that can be read: what a service designer is told before publication."""

from collections.abc import Iterator, Mapping
from typing import Final

from modellregion.rules.compiler.builder import names_in
from modellregion.rules.compiler.cells import INPUT
from modellregion.rules.compiler.statics import free_names, static_kind
from modellregion.rules.dmn.coverage import TableCheck
from modellregion.rules.dmn.domains import FormulaError, empty_frame, literals_of
from modellregion.rules.dmn.items import Types, meaning_of
from modellregion.rules.dmn.logic import LogicCompiler, Reading, Surroundings
from modellregion.rules.dmn.model import Definitions, Place, Text, Variable
from modellregion.rules.dmn.tables import CompiledTable
from modellregion.rules.errors import Finding, Severity
from modellregion.rules.evaluation import Run
from modellregion.rules.feel import tree
from modellregion.rules.feel.frames import ELEMENT, Scope
from modellregion.rules.limits import Limits
from modellregion.rules.values import kinds
from modellregion.rules.values.kinds import kind_of
from modellregion.rules.values.text import text_of
from modellregion.rules.values.types import KindType, Type

# Tries of a cell, pairs of rules and steps in search of gaps, all tables together: some seconds.
EFFORT_MAX: Final = 8_000_000
_CLOCK: Final = frozenset({"now", "today"})


class ModelCheck:
    """Checks one compiled file."""

    def __init__(self, definitions: Definitions, logic: LogicCompiler) -> None:
        self._definitions = definitions
        self._logic = logic
        self._types: Types = logic.types
        self._effort = Run(Limits(steps=EFFORT_MAX), None)
        self._trees: Mapping[int, tree.Node] = {id(one.text): one.tree for one in logic.readings}

    def findings(self) -> list[Finding]:
        """Find everything, the gravest first."""
        found = [
            *self._unknown_types(),
            *(finding for reading in self._logic.readings for finding in self._reading(reading)),
            *(
                finding
                for compiled, around in self._logic.tables
                for finding in self._table(compiled, around)
            ),
            *self._decisions(),
            *self._unused_inputs(),
        ]
        order: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}
        return sorted(found, key=lambda finding: order[finding.severity])

    def _unknown_types(self) -> Iterator[Finding]:
        own = self._definitions
        named: list[tuple[Place, Variable]] = [(one.place, one.variable) for one in own.inputs]
        named += [(one.place, one.variable) for one in own.decisions]
        for place, variable in named:
            if not self._types.knows(variable.type_name):
                yield _found("error", "dmn-unknown-type", f"There is no type {variable.type_name!r}.", place)

    def _reading(self, reading: Reading) -> Iterator[Finding]:
        around, place = reading.surroundings, reading.text.place
        bound, filtered = _bound_names(around.scope)
        if not filtered:
            known = {*around.variables, *bound, INPUT}
            for name in sorted(free_names(reading.tree, known, bound | {INPUT}) - known):
                message = f"{around.owner!r} reads {name!r}, which it does not require."
                yield _found("warning", "dmn-unknown-name", message, place)
        for name in sorted(names_in(reading.tree) & _CLOCK - bound):
            message = f"{around.owner!r} uses {name}(): its result depends on the day it is asked, not on a day of the case."
            yield _found("note", "dmn-clock", message, place)

    def _table(self, compiled: CompiledTable, around: Surroundings) -> Iterator[Finding]:
        if not compiled.rules:
            message = f"The table {compiled.owner!r} has no rules."
            yield _found("warning", "table-empty", message, compiled.table.place)
        check = TableCheck(compiled, self._types, self._trees, around.variables, self._effort)
        for index, column in enumerate(compiled.table.inputs):
            wanted = check.type_of(column.expression)
            for rule in compiled.table.rules:
                if index < len(rule.tests):
                    yield from self._cell(rule.tests[index], wanted, f"Rule {rule.number}, {column.label!r}")
        for number, output in enumerate(compiled.table.outputs):
            wanted = self._types.find(output.type_name)
            for rule in compiled.table.rules:
                if number < len(rule.outputs):
                    where = f"Rule {rule.number}, {output.label or 'the result'!r}"
                    yield from self._result(rule.outputs[number], wanted, where)
                    yield from self._ranked(compiled, number, rule.outputs[number], where)
        yield from check.findings()

    def _cell(self, text: Text, wanted: Type, where: str) -> Iterator[Finding]:
        """Find values in a cell that the column can never have."""
        meaning = meaning_of(wanted)
        node = self._trees.get(id(text))
        if not isinstance(meaning, KindType) or node is None:
            return
        try:
            values = literals_of(node)
        except FormulaError:
            return
        for value in values:
            if value is not None and kind_of(value) != meaning.kind:
                shown = text_of(value, empty_frame().run)
                message = f"{where}: {shown!r} is a {kind_of(value)}, but the column holds a {meaning.kind}."
                yield _found("error", "table-cell-type", message, text.place)

    def _result(self, text: Text, wanted: Type, where: str) -> Iterator[Finding]:
        meaning = meaning_of(wanted)
        node = self._trees.get(id(text))
        kind = None if node is None else static_kind(node)
        if kind is not None and isinstance(meaning, KindType) and kind != meaning.kind:
            message = f"{where}: this gives a {kind}, but a {meaning.kind} is declared."
            # A list of one item is turned into the item, so a list may do.
            yield _found("warning" if kind == kinds.LIST else "error", "dmn-result-type", message, text.place)

    def _ranked(self, compiled: CompiledTable, number: int, text: Text, where: str) -> Iterator[Finding]:
        """Find plain results that are not among the allowed ones of their column."""
        ranks = compiled.outputs[number].ranks
        node = self._trees.get(id(text))
        if not ranks or not isinstance(node, tree.Literal):
            return
        frame = empty_frame()
        if node.value is not None and not any(test(node.value, frame) for test in ranks):
            shown = text_of(node.value, frame.run)
            yield _found("error", "table-output", f"{where}: {shown!r} is not an allowed result.", text.place)

    def _decisions(self) -> Iterator[Finding]:
        for decision in self._definitions.decisions:
            if decision.logic is None:
                message = f"The decision {decision.name!r} has no logic."
                yield _found("warning", "dmn-no-logic", message, decision.place)
            elif isinstance(decision.logic, Text):
                wanted = self._types.find(decision.variable.type_name)
                yield from self._result(decision.logic, wanted, repr(decision.name))

    def _unused_inputs(self) -> Iterator[Finding]:
        own = self._definitions
        used = {one.identifier for decision in own.decisions for one in decision.inputs}
        used |= {one.identifier for service in own.services for one in service.inputs}
        for data in own.inputs:
            if data.place.element not in used:
                message = f"No decision requires the input {data.name!r}."
                yield _found("note", "dmn-unused-input", message, data.place)


def _bound_names(scope: Scope | None) -> tuple[frozenset[str], bool]:
    """Collect the names of a part's own frames; tell whether it stands in a filter, whose names nobody knows."""
    bound: frozenset[str] = frozenset()
    filtered = False
    while scope is not None:
        bound |= scope.names
        filtered = filtered or scope.form == ELEMENT
        scope = scope.outer
    return bound, filtered


def _found(severity: Severity, code: str, message: str, place: Place) -> Finding:
    return Finding(severity, code, message, place.element, place.line)
