"""FEEL types: when a value is an instance of one, and when it is turned into one (DMN 1.5 § 10.3.2.9)."""

from dataclasses import dataclass, field
from typing import Protocol

from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.values import kinds
from modellregion.rules.values.functions import Function
from modellregion.rules.values.kinds import kind_of
from modellregion.rules.values.ranges import Range
from modellregion.rules.values.temporal import make_date_time, make_time, zone_with_offset

LEVELS_A_TYPE = 3


class Type(Protocol):
    """A type of FEEL or of a model's item definition."""

    def holds(self, value: Value, run: Run) -> bool:
        """Tell whether a value is an instance; null is one of every type but is asked for elsewhere."""
        ...

    def allows(self, value: Value, run: Run) -> bool:
        """Tell whether an instance is also among the values the type allows."""
        ...

    def text(self) -> str:
        """Write the type as FEEL writes it."""
        ...


class Unconstrained:
    """A type whose instances are all allowed."""

    __slots__ = ()

    def allows(self, value: Value, run: Run) -> bool:  # noqa: ARG002 - the protocol's signature
        """Allow every instance."""
        return True


@dataclass(frozen=True, slots=True)
class AnyType(Unconstrained):
    """Holds everything."""

    def holds(self, value: Value, run: Run) -> bool:  # noqa: ARG002 - the protocol's signature
        """Hold every value."""
        return True

    def text(self) -> str:
        """Write the type."""
        return "Any"


ANY = AnyType()


@dataclass(frozen=True, slots=True)
class KindType(Unconstrained):
    """One of FEEL's plain kinds, as ``number`` or ``date and time``; also lists and contexts of anything."""

    kind: str

    def holds(self, value: Value, run: Run) -> bool:  # noqa: ARG002 - the protocol's signature
        """Compare the kind."""
        return kind_of(value) == self.kind

    def text(self) -> str:
        """Write the type."""
        return "Null" if self.kind == kinds.NULL else self.kind


@dataclass(frozen=True, slots=True)
class ListType:
    """A list whose items all are of one type, or null."""

    item: Type

    def holds(self, value: Value, run: Run) -> bool:
        """Look at every item."""
        if type(value) is not list:
            return False
        return all(holds_or_null(self.item, item, run) for item in value)

    def allows(self, value: Value, run: Run) -> bool:
        """Look at every item."""
        return all(_allows_or_null(self.item, item, run) for item in value)

    def text(self) -> str:
        """Write the type."""
        return f"list<{self.item.text()}>"


@dataclass(slots=True)
class ContextType:
    """A context with at least these entries. Not frozen: the types of a model may name each other."""

    entries: dict[str, Type] = field(default_factory=dict)

    def holds(self, value: Value, run: Run) -> bool:
        """Look at every entry the type names; more entries do no harm."""
        if type(value) is not dict:
            return False
        return all(
            name in value and holds_or_null(entry, value[name], run) for name, entry in self.entries.items()
        )

    def allows(self, value: Value, run: Run) -> bool:
        """Look at every entry the type names."""
        return all(_allows_or_null(entry, value[name], run) for name, entry in self.entries.items())

    def text(self) -> str:
        """Write the type."""
        return "context<" + ", ".join(f"{name}: {entry.text()}" for name, entry in self.entries.items()) + ">"


@dataclass(frozen=True, slots=True)
class RangeType(Unconstrained):
    """A range whose ends are of one type."""

    item: Type

    def holds(self, value: Value, run: Run) -> bool:
        """Look at both ends."""
        if type(value) is not Range:
            return False
        return holds_or_null(self.item, value.start, run) and holds_or_null(self.item, value.end, run)

    def text(self) -> str:
        """Write the type."""
        return f"range<{self.item.text()}>"


@dataclass(frozen=True, slots=True)
class FunctionType(Unconstrained):
    """A function of so many parameters."""

    parameters: tuple[Type, ...]
    result: Type

    def holds(self, value: Value, run: Run) -> bool:  # noqa: ARG002 - the protocol's signature
        """Count the parameters; what a function gives is known only when it is called."""
        return isinstance(value, Function) and len(value.parameters) == len(self.parameters)

    def text(self) -> str:
        """Write the type."""
        return f"function<{', '.join(one.text() for one in self.parameters)}> -> {self.result.text()}"


BASIC_TYPES: dict[str, Type] = {
    "Any": ANY,
    "Null": KindType(kinds.NULL),
    "number": KindType(kinds.NUMBER),
    "string": KindType(kinds.STRING),
    "boolean": KindType(kinds.BOOLEAN),
    "date": KindType(kinds.DATE),
    "time": KindType(kinds.TIME),
    "date and time": KindType(kinds.DATE_TIME),
    "dateTime": KindType(kinds.DATE_TIME),
    "days and time duration": KindType(kinds.DAY_TIME),
    "dayTimeDuration": KindType(kinds.DAY_TIME),
    "years and months duration": KindType(kinds.YEAR_MONTH),
    "yearMonthDuration": KindType(kinds.YEAR_MONTH),
    "list": KindType(kinds.LIST),
    "context": KindType(kinds.CONTEXT),
    "range": KindType(kinds.RANGE),
    "function": KindType(kinds.FUNCTION),
}


def holds_or_null(wanted: Type, value: Value, run: Run) -> bool:
    """Ask for a part of a value: null is fine there."""
    run.charge(1)
    if value is None:
        return True
    # Types of a model may name themselves, and values may be as deep as loops make them.
    run.enter(LEVELS_A_TYPE)
    try:
        return wanted.holds(value, run)
    finally:
        run.leave(LEVELS_A_TYPE)


def _allows_or_null(wanted: Type, value: Value, run: Run) -> bool:
    run.charge(1)
    if value is None:
        return True
    run.enter(LEVELS_A_TYPE)
    try:
        return wanted.allows(value, run)
    finally:
        run.leave(LEVELS_A_TYPE)


def is_instance(value: Value, wanted: Type, run: Run) -> bool:
    """Answer ``value instance of type``; null is an instance of ``Null`` alone."""
    if value is None:
        return isinstance(wanted, KindType) and wanted.kind == kinds.NULL
    return wanted.holds(value, run)


def coerce(value: Value, wanted: Type, run: Run) -> Value:
    """Turn a value into a type where DMN says so, else raise ``NoValueError``.

    A list of one becomes its item, an item a list of one, a date its midnight in UTC (§ 10.3.2.9.4); what is then
    not among the values the type allows is refused.
    """
    if value is None:
        return None
    turned = value if wanted.holds(value, run) else _turned(value, wanted, run)
    if not wanted.allows(turned, run):
        raise NoValueError(f"The value is not among those that {wanted.text()} allows.")
    return turned


def _turned(value: Value, wanted: Type, run: Run) -> Value:
    if type(value) is list:
        if len(value) == 1 and wanted.holds(value[0], run):
            return value[0]
    elif wanted.holds([value], run):
        return [value]
    if kind_of(value) == kinds.DATE:
        midnight = make_date_time(value, make_time(0, 0, 0, 0, zone_with_offset(0)))
        if wanted.holds(midnight, run):
            return midnight
    raise NoValueError(f"A {kind_of(value)} is no {wanted.text()}.")
