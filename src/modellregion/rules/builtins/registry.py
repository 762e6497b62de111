"""How a built-in function is declared and called.

A signature is written as the standard writes it: ``substring(string: string, start position: number, length?: number)``.
``?`` behind a name: may be left out. ``?`` behind a kind: may be null. ``...`` behind a name: any number of arguments.
Kinds may be joined by ``|``; ``any`` takes everything, null included.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import CHARACTERS_A_STEP, Run, Value
from modellregion.rules.values import kinds
from modellregion.rules.values.functions import Function
from modellregion.rules.values.kinds import kind_of
from modellregion.rules.values.temporal import make_date_time, make_time, zone_with_offset


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a built-in function; no kinds at all means any."""

    name: str
    kinds: frozenset[str]
    optional: bool
    nullable: bool
    repeated: bool

    def bind(self, value: Value) -> Value:
        """Turn an argument into what the function takes (§ 10.3.2.9.4); raises ``NoValueError``."""
        if not self.kinds:
            return value
        kind = kind_of(value)
        if kind in self.kinds:
            return value
        if value is None:
            if self.nullable:
                return None
            raise NoValueError(f"The argument {self.name!r} must not be null.")
        if kind == kinds.LIST and len(value) == 1 and kind_of(value[0]) in self.kinds:
            return value[0]
        if kinds.LIST in self.kinds:
            return [value]
        if kind == kinds.DATE and kinds.DATE_TIME in self.kinds:
            return make_date_time(value, make_time(0, 0, 0, 0, zone_with_offset(0)))
        raise NoValueError(
            f"The argument {self.name!r} must be a {' or '.join(sorted(self.kinds))}, not a {kind}."
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a built-in function."""

    parameters: tuple[Parameter, ...]
    required: int
    repeated: bool
    function: Callable[..., Value]
    with_run: bool

    def takes(self, count: int) -> bool:
        """Tell whether so many arguments fit."""
        return self.required <= count and (self.repeated or count <= len(self.parameters))

    def takes_names(self, names: set[str]) -> bool:
        """Tell whether arguments of these names fit."""
        wanted = {one.name for one in self.parameters if not one.optional}
        return wanted <= names <= {one.name for one in self.parameters} and not self.repeated

    def run(self, run: Run, arguments: list[Value]) -> Value:
        """Bind and call; raises ``NoValueError``."""
        parameters = self.parameters
        last = len(parameters) - 1
        bound = [parameters[min(index, last)].bind(value) for index, value in enumerate(arguments)]
        return self.function(run, *bound) if self.with_run else self.function(*bound)


class Builtin(Function):
    """A built-in function: a name and the ways to call it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.signatures: list[Signature] = []

    def add(self, signature: Signature) -> None:
        """Add a way to call; the first one says how many parameters the function has as a value."""
        if not self.signatures:
            self.parameters = [one.name for one in signature.parameters]
        self.signatures.append(signature)

    def call(self, run: Run, arguments: list[Value]) -> Value:
        """Call by position, in the first way that takes the arguments."""
        _charge(run, arguments)
        refusal: NoValueError | None = None
        for signature in self.signatures:
            if signature.takes(len(arguments)):
                try:
                    return signature.run(run, arguments)
                except NoValueError as error:
                    refusal = refusal or error
        raise refusal or NoValueError(f"The function {self.name} does not take {len(arguments)} arguments.")

    def call_named(self, run: Run, arguments: dict[str, Value]) -> Value:
        """Call by names, in the way that has these names."""
        _charge(run, list(arguments.values()))
        for signature in self.signatures:
            if signature.takes_names(set(arguments)):
                given = [arguments.get(one.name) for one in signature.parameters]
                while given and signature.parameters[len(given) - 1].name not in arguments:
                    given.pop()
                return signature.run(run, given)
        raise NoValueError(f"The function {self.name} has no arguments named {', '.join(arguments)}.")


def _charge(run: Run, arguments: list[Value]) -> None:
    steps = 1
    for value in arguments:
        if type(value) is list:
            steps += len(value)
        elif type(value) is dict:
            steps += len(value) // 10
        elif type(value) is str:
            steps += len(value) // CHARACTERS_A_STEP
    run.charge(steps)


BUILTINS: Final[dict[str, Builtin]] = {}


def builtin(*texts: str, with_run: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a Python function as a built-in one, under each of these signatures.

    ``with_run`` hands the evaluation under way over as the first argument, for functions that loop or call.
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        for text in texts:
            name, _, rest = text.partition("(")
            parameters = tuple(_parameter(part) for part in rest.rstrip(")").split(", ") if part)
            required = sum(not one.optional for one in parameters)
            repeated = any(one.repeated for one in parameters)
            signature = Signature(parameters, required, repeated, function, with_run)
            BUILTINS.setdefault(name, Builtin(name)).add(signature)
        return function

    return declare


def _parameter(text: str) -> Parameter:
    name, _, kind = text.partition(": ")
    wanted = frozenset() if kind == "any" else frozenset(kind.rstrip("?").split(" | "))
    return Parameter(
        name=name.rstrip("?."),
        kinds=wanted,
        optional=name.endswith("?"),
        nullable=kind.endswith("?"),
        repeated=name.endswith("..."),
    )
