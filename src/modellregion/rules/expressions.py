"""Compiled expressions and unary tests, as the faces of other rooms hold them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final

from modellregion.rules.builtins.catalogue import BUILTINS
from modellregion.rules.compiler.compile import Compiler
from modellregion.rules.errors import LimitError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.feel import tree
from modellregion.rules.feel.cursor import Vocabulary
from modellregion.rules.feel.frames import CallerValues, Code, Frame
from modellregion.rules.feel.parser import parse_expression, parse_tests
from modellregion.rules.limits import DEFAULT_LIMITS, Limits
from modellregion.rules.values.types import BASIC_TYPES

COMPILER: Final = Compiler(BUILTINS)


@lru_cache(maxsize=256)
def _vocabulary(names: frozenset[str]) -> Vocabulary:
    return Vocabulary(names, functions=BUILTINS, types=BASIC_TYPES)


def vocabulary_of(names: Iterable[str]) -> Vocabulary:
    """Give the vocabulary of some variables and all built-in functions and types."""
    return _vocabulary(frozenset(names))


class Expression:
    """A FEEL expression, read and compiled once; immutable and safe to share between threads."""

    __slots__ = ("_code", "_depth", "text", "tree")

    def __init__(self, text: str, root: tree.Node) -> None:
        self.text = text
        self.tree = root
        self._code: Code = COMPILER.code(root)
        self._depth = tree.measure(root)[1]

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


def run_guarded(code: Code, frame: Frame, depth: int) -> Value:
    """Run code as the outermost call of an evaluation."""
    frame.run.enter(depth)
    try:
        return code(frame)
    except RecursionError as error:
        # Depth is counted and limited; this happens only to a caller who is near the end of the stack already.
        raise LimitError("limit-depth", "The evaluation was stopped: the stack is used up.") from error


def compile_expression(text: str, *, names: Collection[str] = ()) -> Expression:
    """Read and compile an expression; raises ``FeelSyntaxError``."""
    return Expression(text, parse_expression(text, vocabulary_of(names)))


__all__ = ["Expression", "compile_expression", "parse_tests"]
