"""Code for literals, names, paths, lists, contexts, ranges, functions and their calls."""

from modellregion.rules.compiler.builder import Builder, UnknownTypeError, resolve_type, weight_of
from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.feel import tree
from modellregion.rules.feel.frames import FIXED, GROWING, ROOT, Code, Frame, Scope
from modellregion.rules.values.comparison import less
from modellregion.rules.values.functions import Function
from modellregion.rules.values.kinds import kind_of
from modellregion.rules.values.properties import member
from modellregion.rules.values.ranges import Range, range_of_test
from modellregion.rules.values.temporal_text import (
    DATE,
    TIME,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from modellregion.rules.values.types import ANY, Type, coerce, is_instance


def constant(value: Value) -> Code:
    """Give code that always has the same value."""
    return lambda _frame: value


def literal(node: tree.Literal, _scope: Scope, _builder: Builder) -> Code:
    """Compile a number, text or word."""
    return constant(node.value)


def at_literal(node: tree.AtLiteral, _scope: Scope, _builder: Builder) -> Code:
    """Compile ``@"…"``; a text that is no date, time or duration is null."""
    try:
        return constant(temporal_literal(node.text))
    except NoValueError as error:
        return _always_null("feel-at-literal", str(error))


def temporal_literal(text: str) -> Value:
    """Read the text of ``@"…"``; raises ``NoValueError``."""
    if "P" in text[:2]:
        return parse_duration(text)
    if TIME.fullmatch(text):
        return parse_time(text)
    return parse_date(text) if DATE.fullmatch(text) else parse_date_time(text)


def _always_null(code: str, message: str) -> Code:
    def null(frame: Frame) -> Value:
        frame.run.note(code, message)
        return None

    return null


def name(node: tree.Name, scope: Scope, builder: Builder) -> Code:
    """Compile a name to the quickest way to its frame."""
    wanted = node.name
    builtin = builder.functions.get(wanted)
    places = scope.places(wanted)
    if places and places[0] == (0, FIXED):
        return lambda frame: frame.values[wanted]
    if len(places) == 1 and places[0] == (0, ROOT):
        return _root_name(wanted, builtin)

    def read(frame: Frame) -> Value:
        passed = 0
        here = frame
        for steps, form in places:
            while passed < steps:
                here = here.outer  # type: ignore[assignment] # scopes and frames form the same chain
                passed += 1
            if form == "element" and wanted == "item" and "item" not in here.values:
                return here.element
            try:
                return here.values[wanted]
            except KeyError:
                continue
        return _unknown(wanted, builtin, frame)

    return read


def _root_name(wanted: str, builtin: Function | None) -> Code:
    def read(frame: Frame) -> Value:
        try:
            return frame.values[wanted]
        except KeyError:
            return _unknown(wanted, builtin, frame)

    return read


def _unknown(wanted: str, builtin: Function | None, frame: Frame) -> Value:
    if builtin is None:
        frame.run.note("feel-unknown-name", f"There is no variable {wanted!r}.")
    return builtin


def path(node: tree.Path, scope: Scope, builder: Builder) -> Code:
    """Compile ``source.name``."""
    source = builder.code(node.source, scope)
    wanted = node.name

    def read(frame: Frame) -> Value:
        value = source(frame)
        if type(value) is dict and wanted in value:
            return value[wanted]
        return None if value is None else member(value, wanted, frame.run)

    return read


def list_literal(node: tree.ListLiteral, scope: Scope, builder: Builder) -> Code:
    """Compile ``[a, b]``."""
    items = [builder.code(item, scope) for item in node.items]
    return lambda frame: [item(frame) for item in items]


def context_literal(node: tree.ContextLiteral, scope: Scope, builder: Builder) -> Code:
    """Compile ``{a: b}``; an entry sees the entries before it."""
    inner = Scope(GROWING, [key for key, _ in node.entries], scope)
    entries = [(key, builder.code(value, inner)) for key, value in node.entries]

    def build(frame: Frame) -> Value:
        values: dict[str, Value] = {}
        here = Frame(values, frame, frame.run)
        for key, code in entries:
            values[key] = code(here)
        return values

    return build


def range_literal(node: tree.RangeLiteral, scope: Scope, builder: Builder) -> Code:
    """Compile ``[start..end]``; ends without order, or in the wrong one, make null."""
    start_code, end_code = builder.code(node.start, scope), builder.code(node.end, scope)
    start_included, end_included = node.start_included, node.end_included

    def build(frame: Frame) -> Value:
        start, end = start_code(frame), end_code(frame)
        if not is_order(start, end):
            frame.run.note("feel-range", "A range needs two ends of one kind, the smaller one first.")
            return None
        return Range(start, end, start_included, end_included)

    return build


def is_order(start: Value, end: Value) -> bool:
    """Tell whether two values may be the ends of a range."""
    return start is not None and end is not None and less(end, start) is False


def test_range(node: tree.TestRange, scope: Scope, builder: Builder) -> Code:
    """Compile ``(< end)`` used as a value."""
    end_code = builder.code(node.end, scope)
    operator = node.operator

    def build(frame: Frame) -> Value:
        end = end_code(frame)
        return None if end is None else range_of_test(operator, end)

    return build


class UserFunction(Function):
    """A function that a text or a model defines, with the frame it was defined in."""

    __slots__ = ("_body", "_depth", "_frame", "_types", "_weight", "name", "parameters")

    def __init__(
        self, name: str, parameters: list[tuple[str, Type]], body: Code, frame: Frame, size: tuple[int, int]
    ) -> None:
        self.name = name
        self.parameters = [parameter for parameter, _ in parameters]
        self._types = [wanted for _, wanted in parameters]
        self._body = body
        self._frame = frame
        self._weight, self._depth = size

    def call(self, run: Run, arguments: list[Value]) -> Value:
        """Bind the arguments, turned into the parameters' types, and run the body."""
        if len(arguments) != len(self._types):
            raise NoValueError(f"{self.name} takes {len(self._types)} arguments, not {len(arguments)}.")
        bound = {
            parameter: value if wanted is ANY else _fitting(parameter, value, wanted, run)
            for parameter, wanted, value in zip(self.parameters, self._types, arguments, strict=True)
        }
        run.charge(self._weight)
        run.enter(self._depth)
        try:
            return self._body(Frame(bound, self._frame, run))
        finally:
            run.leave(self._depth)


def _fitting(parameter: str, value: Value, wanted: Type, run: Run) -> Value:
    """Turn an argument into its parameter's type; what cannot be turned is null (§ 10.3.2.9.4)."""
    try:
        return coerce(value, wanted, run)
    except NoValueError as error:
        run.note("feel-argument", f"The argument {parameter!r} is null. {error}")
        return None


def function_definition(node: tree.FunctionDefinition, scope: Scope, builder: Builder) -> Code:
    """Compile ``function(a, b) body``; an external one is a function without value."""
    if node.external:
        return _always_null("feel-external", "Functions of other programs are never run.")
    try:
        parameters = [
            (one.name, ANY if one.type is None else resolve_type(one.type, builder.types))
            for one in node.parameters
        ]
    except UnknownTypeError as error:
        return _always_null("feel-unknown-type", f"There is no type {error}.")
    body = builder.code(node.body, Scope(FIXED, [one.name for one in node.parameters], scope))
    size = (weight_of(node.body), tree.measure(node.body)[1] + UserFunction.levels)
    return lambda frame: UserFunction("function", parameters, body, frame, size)


def _callee(node: tree.Node, scope: Scope, builder: Builder) -> Code:
    code = builder.code(node, scope)
    builtin = builder.functions.get(node.name) if isinstance(node, tree.Name) else None
    if builtin is None:
        return code
    if all(form == ROOT for _, form in scope.places(builtin.name)):
        steps = scope.places(builtin.name)[-1][0]
        return _root_callee(builtin, steps)

    def find(frame: Frame) -> Value:
        # A field called "date" must not take the function date() away.
        found = code(frame)
        return found if isinstance(found, Function) else builtin

    return find


def _root_callee(builtin: Function, steps: int) -> Code:
    def find(frame: Frame) -> Value:
        here = frame
        for _ in range(steps):
            here = here.outer  # type: ignore[assignment] # scopes and frames form the same chain
        found = here.values.get(builtin.name)
        return found if isinstance(found, Function) else builtin

    return find


def call(node: tree.Call, scope: Scope, builder: Builder) -> Code:
    """Compile ``function(a, b)``."""
    callee = _callee(node.function, scope, builder)
    arguments = [builder.code(argument, scope) for argument in node.arguments]

    def run_call(frame: Frame) -> Value:
        function = callee(frame)
        values = [argument(frame) for argument in arguments]
        if not isinstance(function, Function):
            return _no_function(node.function, function, frame.run)
        try:
            return function.call(frame.run, values)
        except NoValueError as error:
            frame.run.note("feel-no-value", str(error))
            return None

    return run_call


def named_call(node: tree.NamedCall, scope: Scope, builder: Builder) -> Code:
    """Compile ``function(first: a)``."""
    callee = _callee(node.function, scope, builder)
    arguments = [(word, builder.code(argument, scope)) for word, argument in node.arguments]

    def run_call(frame: Frame) -> Value:
        function = callee(frame)
        values = {word: argument(frame) for word, argument in arguments}
        if not isinstance(function, Function):
            return _no_function(node.function, function, frame.run)
        try:
            return function.call_named(frame.run, values)
        except NoValueError as error:
            frame.run.note("feel-no-value", str(error))
            return None

    return run_call


def _no_function(node: tree.Node, value: Value, run: Run) -> Value:
    said = repr(node.name) if isinstance(node, tree.Name) else f"a {kind_of(value)}"
    run.note("feel-no-function", f"There is no function {said} to call.")


def instance_of(node: tree.InstanceOf, scope: Scope, builder: Builder) -> Code:
    """Compile ``value instance of type``."""
    source = builder.code(node.value, scope)
    try:
        wanted = resolve_type(node.type, builder.types)
    except UnknownTypeError as error:
        return _always_null("feel-unknown-type", f"There is no type {error}.")
    return lambda frame: is_instance(source(frame), wanted, frame.run)
