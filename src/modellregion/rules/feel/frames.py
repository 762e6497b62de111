"""Where names live: at compile time as scopes, at run time as frames. Both form the same chain, innermost first."""

from collections.abc import Callable, Collection, Mapping
from typing import Final, Literal, TypeAlias

from modellregion.rules.evaluation import Run, Value
from modellregion.rules.values.kinds import from_caller

ROOT: Final = "root"
FIXED: Final = "fixed"
GROWING: Final = "growing"
ELEMENT: Final = "element"


class Frame:
    """The values of one scope, with the way to the outer ones and to the evaluation under way."""

    __slots__ = ("element", "outer", "run", "values")

    def __init__(
        self, values: dict[str, Value], outer: "Frame | None", run: Run, element: Value = None
    ) -> None:
        self.values = values
        self.outer = outer
        self.run = run
        self.element = element


Form: TypeAlias = Literal["root", "fixed", "growing", "element"]
Code: TypeAlias = Callable[[Frame], Value]


class CallerValues(dict[str, Value]):
    """The caller's variables, each turned into a FEEL value the first time it is read."""

    __slots__ = ("_given",)

    def __init__(self, given: Mapping[str, object], known: Mapping[str, Value] | None = None) -> None:
        """Begin with what is ``known`` already, FEEL values that win over the caller's."""
        super().__init__(known or {})
        self._given = given

    def __missing__(self, name: str) -> Value:
        """Take the variable over; raises ``KeyError`` when the caller has none of this name."""
        value = from_caller(self._given[name])
        self[name] = value
        return value


class Scope:
    """What is known of a frame before it exists.

    ``fixed``: the names are always there. ``growing``: a context under construction, where a name may not be
    there yet. ``element``: an item under a filter, whose entries nobody knows. ``root``: the caller's variables.
    """

    __slots__ = ("form", "names", "outer")

    def __init__(
        self,
        form: Form,
        names: Collection[str],
        outer: "Scope | None",
    ) -> None:
        self.form = form
        self.names = frozenset(names)
        self.outer = outer

    def places(self, name: str) -> list[tuple[int, str]]:
        """Give the frames that may hold a name, as (steps outwards, form), until one that always does."""
        found: list[tuple[int, str]] = []
        scope: Scope | None = self
        steps = 0
        while scope is not None:
            if scope.form in {ROOT, ELEMENT} or name in scope.names:
                found.append((steps, scope.form))
                if scope.form == FIXED:
                    break
            scope = scope.outer
            steps += 1
        return found
