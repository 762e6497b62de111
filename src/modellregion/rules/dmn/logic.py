"""Boxed expressions to code. A text that cannot be read becomes a finding, and code that is null."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from modellregion.rules.compiler.basics import UserFunction, constant
from modellregion.rules.compiler.builder import names_in
from modellregion.rules.compiler.cells import Test
from modellregion.rules.compiler.compile import Compiler
from modellregion.rules.compiler.loops import Rounds, filter_code, for_code, quantified_code
from modellregion.rules.dmn import model
from modellregion.rules.dmn.items import Types
from modellregion.rules.dmn.model import Box, Place, Text, Variable
from modellregion.rules.dmn.tables import CompiledTable, InputCode, OutputCode, RuleCode
from modellregion.rules.errors import FeelSyntaxError, Finding, NoValueError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.feel import tree
from modellregion.rules.feel.cursor import Vocabulary
from modellregion.rules.feel.frames import ELEMENT, FIXED, GROWING, Code, Form, Frame, Scope
from modellregion.rules.feel.parser import parse_expression, parse_tests
from modellregion.rules.values.functions import Function
from modellregion.rules.values.types import ANY, FunctionType, Type, coerce

# How many levels of evaluation a box adds to that of its parts, at most.
LEVELS_A_BOX: Final = 3


@dataclass(frozen=True, slots=True)
class Logic:
    """Code with what it costs: levels of evaluation, and steps for one run through it."""

    code: Code
    levels: int
    weight: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a box can see: names for the parser, frames for the compiler, whose box it is, and its outermost names."""

    owner: str
    vocabulary: Vocabulary
    scope: Scope
    variables: Mapping[str, Type]

    def inside(self, form: Form, names: Collection[str]) -> "Surroundings":
        """Give the surroundings of a part that sees more names."""
        return Surroundings(
            self.owner, self.vocabulary.with_names(names), Scope(form, names, self.scope), self.variables
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that was read: kept for the checks, which look at trees and not at texts."""

    text: Text
    tree: tree.Node
    surroundings: Surroundings


NULL: Final = Logic(constant(None), 1, 1)
Part: TypeAlias = Callable[[Any, Surroundings], Logic]


class LogicCompiler:
    """Compiles the logic of one model; keeps every text it read, and what is wrong with those it could not."""

    def __init__(self, compiler: Compiler, types: Types, findings: list[Finding], language: str) -> None:
        self._compiler = compiler
        self.types = types
        self._findings = findings
        self._language = language
        self.readings: list[Reading] = []
        self.tables: list[tuple[CompiledTable, Surroundings]] = []
        self._deepest = 0
        self._parts: dict[type, Part] = {
            Text: self.text,
            model.Table: self._table,
            model.ContextBox: self._context,
            model.ListBox: self._list,
            model.RelationBox: self._relation,
            model.FunctionBox: self._function,
            model.InvocationBox: self._invocation,
            model.ConditionalBox: self._conditional,
            model.FilterBox: self._filter,
            model.LoopBox: self._loop,
        }

    def logic(self, box: Box, around: Surroundings) -> Logic:
        """Compile a box; a text with a type is turned into it."""
        found = self._parts[type(box)](box, around)
        if isinstance(box, Text) and box.type_name:
            return typed(found, self.types.find(box.type_name), box.place)
        return found

    def _report(self, place: Place, code: str, message: str) -> None:
        self._findings.append(Finding("error", code, message, place.element, place.line))

    def _is_feel(self, text: Text) -> bool:
        language = text.language or self._language
        if not language or "feel" in language.lower():
            return True
        self._report(text.place, "dmn-language", f"The language {language!r} is not supported; FEEL is.")
        return False

    def text(self, text: Text, around: Surroundings) -> Logic:
        """Compile a text; an empty one is null."""
        if not text.text or not self._is_feel(text):
            return NULL
        try:
            node = parse_expression(text.text, around.vocabulary)
        except FeelSyntaxError as error:
            return Logic(self._unreadable(text, error), 1, 1)
        weight, depth = self._read(text, node, around)
        return Logic(self._compiler.code(node, around.scope), depth, weight)

    def test(self, text: Text | None, around: Surroundings) -> Test | None:
        """Compile the tests of a cell or of allowed values; None for an empty one and for ``-``."""
        if text is None or not text.text or not self._is_feel(text):
            return None
        try:
            node = parse_tests(text.text, around.vocabulary)
        except FeelSyntaxError as error:
            null = self._unreadable(text, error)
            return lambda _value, frame: null(frame)
        self._read(text, node, around)
        return self._compiler.cell(node, around.scope)

    def _ranks(self, text: Text | None, around: Surroundings) -> tuple[Test, ...]:
        if text is None or not self._is_feel(text):
            return ()
        try:
            node = parse_tests(text.text, around.vocabulary)
        except FeelSyntaxError:
            return ()
        tests = [self._compiler.cell(tree.Tests((one,)), around.scope) for one in node.tests]
        return tuple(test for test in tests if test is not None)

    def _read(self, text: Text, node: tree.Node, around: Surroundings) -> tuple[int, int]:
        """Keep what was read; give the steps and levels that running it takes."""
        self.readings.append(Reading(text, node, around))
        count, depth = tree.measure(node)
        self._deepest = max(self._deepest, depth)
        return 1 + count // 10, depth

    def _unreadable(self, text: Text, error: FeelSyntaxError) -> Code:
        message = f"{text.text[:80]!r} cannot be read. {error}"
        self._report(text.place, error.code, message)

        def null(frame: Frame) -> Value:
            frame.run.note(error.code, message)
            return None

        return null

    def _table(self, table: model.Table, around: Surroundings) -> Logic:
        self._deepest = 1
        inputs = [
            InputCode(one.label, self.text(one.expression, around).code, self.test(one.values, around))
            for one in table.inputs
        ]
        outputs = [
            OutputCode(
                one.name or one.label or f"output {number}",
                None if one.default is None else self.text(one.default, around).code,
                self._ranks(one.values or self.types.allowed_values(one.type_name), around),
            )
            for number, one in enumerate(table.outputs, 1)
        ]
        rules = [self._rule(rule, around) for rule in table.rules]
        compiled = CompiledTable(table, around.owner, inputs, outputs, rules)
        self.tables.append((compiled, around))
        return Logic(compiled.run, self._deepest + LEVELS_A_BOX, 1 + len(rules) // 10)

    def _rule(self, rule: model.Rule, around: Surroundings) -> RuleCode:
        tests = [(column, self.test(text, around)) for column, text in enumerate(rule.tests)]
        outputs = tuple(self.text(text, around).code for text in rule.outputs)
        return RuleCode(rule, tuple((column, test) for column, test in tests if test is not None), outputs)

    def _joined(self, code: Code, *parts: Logic) -> Logic:
        levels = max((part.levels for part in parts), default=0) + LEVELS_A_BOX
        return Logic(code, levels, 1 + sum(part.weight for part in parts))

    def _context(self, box: model.ContextBox, around: Surroundings) -> Logic:
        here = around.inside(GROWING, [one.name for one, _ in box.entries if one is not None])
        entries: list[tuple[str | None, Logic]] = []
        for variable, value in box.entries:
            part = self.logic(value, here)
            if variable is None:
                entries.append((None, part))
            else:
                wanted = self.types.find(variable.type_name)
                entries.append((variable.name, typed(part, wanted, Place(variable.name, box.place.line))))
        codes = [(name, part.code) for name, part in entries]
        return self._joined(_context_code(codes), *(part for _, part in entries))

    def _list(self, box: model.ListBox, around: Surroundings) -> Logic:
        parts = [self.logic(item, around) for item in box.items]
        codes = [part.code for part in parts]
        return self._joined(lambda frame: [code(frame) for code in codes], *parts)

    def _relation(self, box: model.RelationBox, around: Surroundings) -> Logic:
        rows = [[self.logic(cell, around) for cell in row] for row in box.rows]
        codes = [[part.code for part in row] for row in rows]

        def build(frame: Frame) -> Value:
            return [
                {column: code(frame) for column, code in zip(box.columns, row, strict=False)} for row in codes
            ]

        return self._joined(build, *(part for row in rows for part in row))

    def parameters(self, variables: tuple[Variable, ...]) -> list[tuple[str, Type]]:
        """Give the names and types of parameters."""
        return [(one.name, self.types.find(one.type_name)) for one in variables]

    def function_parts(
        self, box: model.FunctionBox, around: Surroundings
    ) -> tuple[list[tuple[str, Type]], Code, tuple[int, int]]:
        """Compile a function: its parameters, its body, and what a call costs in steps and levels."""
        parameters = self.parameters(box.parameters)
        body = NULL
        if box.kind.upper() != "FEEL":
            body = Logic(_external(box.kind), 1, 1)
        elif box.body is not None:
            body = self.logic(box.body, around.inside(FIXED, [name for name, _ in parameters]))
            body = typed(body, result_type(self.types.find(box.type_name)), box.place)
        return parameters, body.code, (body.weight, body.levels + UserFunction.levels)

    def _function(self, box: model.FunctionBox, around: Surroundings) -> Logic:
        parameters, body, size = self.function_parts(box, around)
        return Logic(lambda frame: UserFunction(around.owner, parameters, body, frame, size), 1, 1)

    def _invocation(self, box: model.InvocationBox, around: Surroundings) -> Logic:
        function = self.logic(box.function, around)
        bindings = [(name, self.logic(argument, around)) for name, argument in box.bindings]
        codes = [(name, part.code) for name, part in bindings]
        return self._joined(_call_code(function.code, codes), function, *(part for _, part in bindings))

    def _conditional(self, box: model.ConditionalBox, around: Surroundings) -> Logic:
        parts = [self.logic(one, around) for one in (box.condition, box.consequence, box.alternative)]
        condition, consequence, alternative = (part.code for part in parts)
        return self._joined(
            lambda frame: consequence(frame) if condition(frame) is True else alternative(frame), *parts
        )

    def _filter(self, box: model.FilterBox, around: Surroundings) -> Logic:
        source = self.logic(box.source, around)
        match = self.logic(box.match, around.inside(ELEMENT, []))
        return self._joined(filter_code(source.code, match.code, match.weight), source, match)

    def _loop(self, box: model.LoopBox, around: Surroundings) -> Logic:
        outer = around.inside(FIXED, ["partial"]) if box.form == "for" else around
        source = self.logic(box.source, outer)
        read_before = len(self.readings)
        body = self.logic(box.body, outer.inside(FIXED, [box.variable]))
        rounds = Rounds([(box.variable, source.code, None)], body.weight)
        if box.form == "for":
            partial = any("partial" in names_in(one.tree) for one in self.readings[read_before:])
            return self._joined(for_code(rounds, body.code, partial=partial), source, body)
        return self._joined(quantified_code(rounds, body.code, every=box.form == "every"), source, body)


def result_type(wanted: Type) -> Type:
    """Give the type of a function's result: editors write that, or the type of the function."""
    return wanted.result if isinstance(wanted, FunctionType) else wanted


def typed(logic: Logic, wanted: Type, place: Place) -> Logic:
    """Turn the result of code into a type; a result that cannot be turned is null, and a fault."""
    if wanted is ANY:
        return logic
    code = logic.code

    def turn(frame: Frame) -> Value:
        value = code(frame)
        return None if value is None else turned(value, wanted, frame.run, place)

    return Logic(turn, logic.levels + 1, logic.weight)


def turned(value: Value, wanted: Type, run: Run, place: Place) -> Value:
    """Turn a value into a type; one that cannot be turned is null, and a fault."""
    try:
        return coerce(value, wanted, run)
    except NoValueError as error:
        run.fail(Finding("error", "dmn-type", f"{place.element}: {error}", place.element, place.line))
        return None


def _external(kind: str) -> Code:
    def null(frame: Frame) -> Value:
        frame.run.note("dmn-external", f"A function in {kind} is never run.")
        return None

    return null


def _context_code(entries: list[tuple[str | None, Code]]) -> Code:
    def build(frame: Frame) -> Value:
        values: dict[str, Value] = {}
        here = Frame(values, frame, frame.run)
        for name, code in entries:
            value = code(here)
            if name is None:
                return value
            values[name] = value
        return values

    return build


def _call_code(function_code: Code, arguments: list[tuple[str, Code]]) -> Code:
    def run_call(frame: Frame) -> Value:
        function = function_code(frame)
        values = {name: code(frame) for name, code in arguments}
        if not isinstance(function, Function):
            frame.run.note("feel-no-function", "There is no function to invoke.")
            return None
        try:
            return function.call_named(frame.run, values)
        except NoValueError as error:
            frame.run.note("feel-no-value", str(error))
            return None

    return run_call
