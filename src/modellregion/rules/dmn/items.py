"""The types of a model, out of its item definitions (DMN 1.5 § 7.3.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from modellregion.rules.compiler.cells import Test
from modellregion.rules.dmn.model import Item, Text, Variable
from modellregion.rules.errors import Finding
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.feel.frames import Frame
from modellregion.rules.feel.names import normal_name
from modellregion.rules.values.types import (
    ANY,
    BASIC_TYPES,
    ContextType,
    FunctionType,
    ListType,
    Type,
)

# Compiles the allowed values of a type; None when their text is wrong, which is then a finding already.
MakeTest: TypeAlias = Callable[[Text], Test | None]


@dataclass(slots=True, eq=False)
class NamedType:
    """A type under its name. Its meaning is set when all types of the model are known, because they may be circular."""

    name: str
    meaning: Type = ANY

    def holds(self, value: Value, run: Run) -> bool:
        """Ask the meaning."""
        return self.meaning.holds(value, run)

    def allows(self, value: Value, run: Run) -> bool:
        """Ask the meaning."""
        return self.meaning.allows(value, run)

    def text(self) -> str:
        """Give the name."""
        return self.name


@dataclass(frozen=True, slots=True)
class ConstrainedType:
    """A type with allowed values. They say what may be assigned, not what is an instance (§ 7.3.3)."""

    base: Type
    test: Test

    def holds(self, value: Value, run: Run) -> bool:
        """Ask the type without its constraint."""
        return self.base.holds(value, run)

    def allows(self, value: Value, run: Run) -> bool:
        """Ask the allowed values, too."""
        return self.base.allows(value, run) and self.test(value, Frame({}, None, run)) is True

    def text(self) -> str:
        """Write the type."""
        return self.base.text()


def meaning_of(wanted: Type) -> Type:
    """Give the type behind names and constraints."""
    while isinstance(wanted, NamedType | ConstrainedType):
        wanted = wanted.meaning if isinstance(wanted, NamedType) else wanted.base
    return wanted


def bare_name(type_name: str) -> str:
    """Give a type's name as FEEL knows it: without the prefixes that DMN 1.1 had (``feel:number``)."""
    if type_name in BASIC_TYPES or ":" not in type_name:
        return normal_name(type_name)
    return normal_name(type_name.partition(":")[2])


class Types:
    """All types by name. What is wrong with them goes into ``findings``."""

    def __init__(self, make_test: MakeTest, findings: list[Finding]) -> None:
        self.by_name: dict[str, Type] = {}
        self._allowed: dict[str, Text] = {}
        self._make_test = make_test
        self._findings = findings

    def add(self, items: tuple[Item, ...], prefix: str = "") -> None:
        """Make the types of a model known; ``prefix`` is the name it is imported under."""
        named = {prefix + item.name: NamedType(item.name) for item in items if item.name}
        self.by_name.update(named)
        for item in items:
            if item.name:
                named[prefix + item.name].meaning = self._meaning(item, prefix)
            if item.allowed is not None:
                self._allowed[prefix + item.name] = item.allowed
        for item in items:
            self._refuse_empty_circle(named.get(prefix + item.name), item)

    def _refuse_empty_circle(self, start: NamedType | None, item: Item) -> None:
        """Find names that only name each other."""
        seen: list[NamedType] = []
        current: Type | None = start
        while isinstance(current, NamedType | ConstrainedType):
            if isinstance(current, ConstrainedType):
                current = current.base
                continue
            if current in seen:
                current.meaning = ANY
                self._report(item, "dmn-type-circle", f"The type {item.name!r} is defined by itself.")
                return
            seen.append(current)
            current = current.meaning

    def _meaning(self, item: Item, prefix: str) -> Type:
        meaning = self._base(item, prefix)
        if item.allowed is not None:
            meaning = self._constrained(meaning, item.allowed)
        if item.is_list:
            meaning = ListType(meaning)
        if item.constraint is not None:
            meaning = self._constrained(meaning, item.constraint)
        return meaning

    def _base(self, item: Item, prefix: str) -> Type:
        if item.components:
            return ContextType({normal_name(one.name): self._meaning(one, prefix) for one in item.components})
        if item.function is not None:
            parameters, result = item.function
            return FunctionType(
                tuple(self._of_variable(one, item, prefix) for one in parameters),
                self.find(result, item, prefix),
            )
        return self.find(item.type_name, item, prefix)

    def _of_variable(self, variable: Variable, item: Item, prefix: str) -> Type:
        return self.find(variable.type_name, item, prefix)

    def _constrained(self, base: Type, allowed: Text) -> Type:
        test = self._make_test(allowed)
        return base if test is None else ConstrainedType(base, test)

    def find(self, type_name: str, item: Item | None = None, prefix: str = "") -> Type:
        """Find the type of a name; none at all, and an unknown one, is any."""
        name = bare_name(type_name)
        if not name:
            return ANY
        found = self.by_name.get(prefix + name) or self.by_name.get(name) or BASIC_TYPES.get(name)
        if found is None and item is not None:
            self._report(item, "dmn-unknown-type", f"There is no type {type_name!r}.")
        return found or ANY

    def allowed_values(self, type_name: str) -> Text | None:
        """Give the text of the allowed values of a type, in their order."""
        return self._allowed.get(bare_name(type_name))

    def knows(self, type_name: str) -> bool:
        """Tell whether a name, if it is one, names a type."""
        name = bare_name(type_name)
        return not name or name in self.by_name or name in BASIC_TYPES

    def _report(self, item: Item, code: str, message: str) -> None:
        self._findings.append(Finding("error", code, message, item.place.element, item.place.line))


def component_names(items: tuple[Item, ...]) -> set[str]:
    """Collect the names of all components, which may stand behind a dot."""
    found: set[str] = set()
    waiting = list(items)
    while waiting:
        item = waiting.pop()
        found.update(normal_name(one.name) for one in item.components)
        waiting.extend(item.components)
    return found
