"""Functions as values: built-in ones, those a model or an expression defines, and decision services."""

from collections.abc import Sequence
from typing import ClassVar

from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Run, Value


class Function:
    """What can be called. ``parameters`` are the names for a call with named arguments."""

    name: str = "function"
    parameters: Sequence[str] = ()
    # How deep one call goes down, in evaluation levels, apart from the functions it calls itself.
    levels: ClassVar[int] = 4

    def call(self, run: Run, arguments: list[Value]) -> Value:
        """Call with arguments in their order; raises ``NoValueError`` when they do not fit."""
        raise NotImplementedError

    def call_named(self, run: Run, arguments: dict[str, Value]) -> Value:
        """Call with named arguments; raises ``NoValueError`` when a name is missing or unknown."""
        if arguments.keys() != set(self.parameters):
            wanted = ", ".join(self.parameters)
            raise NoValueError(f"{self.name} takes the arguments {wanted}.")
        return self.call(run, [arguments[name] for name in self.parameters])
