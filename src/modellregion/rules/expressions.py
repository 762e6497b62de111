"""Compiled expressions and unary tests, as other rooms hold them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final

from modellregion.rules.builtins.catalogue import BUILT_IN_NAMES, BUILTINS
from modellregion.rules.compiler.cells import INPUT
from modellregion.rules.compiler.compile import Compiler
from modellregion.rules.compiler.statics import free_names, static_kind
from modellregion.rules.evaluation import Run, Value, stack_used_up
from modellregion.rules.feel import tree
from modellregion.rules.feel.cursor import Vocabulary
from modellregion.rules.feel.frames import CallerValues, Code, Frame
from modellregion.rules.feel.parser import parse_expression, parse_tests
from modellregion.rules.feel.printer import print_tree
from modellregion.rules.limits import DEFAULT_LIMITS, Limits
from modellregion.rules.values.kinds import from_caller

COMPILER: Final = Compiler(BUILTINS)


@lru_cache(maxsize=64)
def _vocabulary(names: frozenset[str]) -> Vocabulary:
    return BUILT_IN_NAMES.with_names(names)


def vocabulary_of(names: Iterable[str]) -> Vocabulary:
    """Give the vocabulary of some variables and all built-in functions and types."""
    return _vocabulary(frozenset(names))


class Expression:
    """A FEEL expression, read and compiled once; immutable and safe to share between threads.

    ``names`` are the variables it reads. A name inside a filter (``antraege[status = "neu"]``) may be an entry of
    the list's items; it counts as a variable only when it was declared to ``compile_expression``.
    ``static_type`` is the kind of its result (``boolean``, ``number``, ``string``, ``list`` …) as far as the text
    alone tells, else None; any expression may also be null.
    """

    __slots__ = ("_code", "_depth", "names", "static_type", "text", "tree")

    def __init__(self, text: str, root: tree.Node, declared: Collection[str] = ()) -> None:
        self.text = text
        self.tree = root
        self.names = free_names(root, declared)
        self.static_type = static_kind(root)
        self._code: Code = COMPILER.code(root)
        self._depth = tree.measure(root)[1]

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(
        self,
        context: Mapping[str, Value],
        *,
        limits: Limits = DEFAULT_LIMITS,
        now: datetime | None = None,
    ) -> Value:
        """Work the expression out with these variables; whatever goes wrong in FEEL's sense gives None.

        ``now`` is what ``now()`` and ``today()`` go by; without it they are null. Raises ``LimitError`` when the
        limits are used up, and ``TypeError`` for a variable that is no FEEL value (a float, for example).
        """
        return run_guarded(self._code, Frame(CallerValues(context), None, Run(limits, now)), self._depth)


class UnaryTests:
    """The tests of a table's cell, as ``> 18, [3..5], not(7)``; immutable and safe to share between threads."""

    __slots__ = ("_depth", "_test", "names", "text", "tree")

    def __init__(self, text: str, root: tree.Tests, declared: Collection[str] = ()) -> None:
        self.text = text
        self.tree = root
        self.names = free_names(root, declared, [INPUT])
        self._test = COMPILER.cell(root)
        self._depth = tree.measure(root)[1]

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"

    def test(
        self,
        value: Value,
        context: Mapping[str, Value] | None = None,
        *,
        limits: Limits = DEFAULT_LIMITS,
        now: datetime | None = None,
    ) -> bool | None:
        """Tell whether a value passes; None when it cannot be compared. Raises as ``Expression.evaluate``."""
        if self._test is None:
            return True
        test, tested = self._test, from_caller(value)
        frame = Frame(CallerValues(context or {}), None, Run(limits, now))
        verdict: bool | None = run_guarded(lambda inner: test(tested, inner), frame, self._depth)
        return verdict


def run_guarded(code: Code, frame: Frame, depth: int) -> Value:
    """Run code as the outermost call of an evaluation."""
    run = frame.run
    run.enter(depth)
    try:
        value = code(frame)
    except RecursionError as error:
        raise stack_used_up() from error
    run.leave(depth)
    if type(value) is list or type(value) is dict:
        run.settle(value)
    return value


def compile_expression(text: str, *, names: Collection[str] = ()) -> Expression:
    """Read and compile an expression; ``names`` are the variables it may use, which matters for names with blanks.

    Raises ``FeelSyntaxError`` with line and column. The same text with the same names is compiled once and shared:
    adapted versions of a package differ in few of their expressions.
    """
    return _expression(text, frozenset(names))


@lru_cache(maxsize=2048)
def _expression(text: str, names: frozenset[str]) -> Expression:
    return Expression(text, parse_expression(text, vocabulary_of(names)), names)


def compile_unary_tests(text: str, *, names: Collection[str] = ()) -> UnaryTests:
    """Read and compile the tests of a table's cell; raises ``FeelSyntaxError`` with line and column."""
    return UnaryTests(text, parse_tests(text, vocabulary_of(names)), frozenset(names))


def print_expression(expression: Expression | UnaryTests) -> str:
    """Write an expression or tests in their normal form: single blanks, no needless brackets, no comments."""
    return print_tree(expression.tree)
