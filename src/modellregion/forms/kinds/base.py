"""What every kind of field can do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from modellregion.forms.messages import Problem


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person typed into one field: for each part (``""`` for a field of one input) all values sent."""

    parts: Mapping[str, Sequence[str]]

    def text(self, part: str = "") -> str:
        """Return the last value of a part, or an empty text."""
        values = self.parts.get(part)
        return values[-1] if values else ""

    def all(self, part: str = "") -> list[str]:
        """Return every value of a part that is not blank."""
        return [value for value in self.parts.get(part, ()) if value.strip()]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed; of an input sent twice the last value counts, as in ``text``."""
        return not any(self.text(part).strip() for part in self.parts)


@dataclass(frozen=True, slots=True)
class Read:
    """The outcome of reading what was typed: a value, or problems, or neither when nothing was typed."""

    value: Any = None
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """What a check may know of its surroundings: the date in Germany."""

    today: date = field(default_factory=lambda: date(1970, 1, 1))


@dataclass(frozen=True, slots=True)
class Kind(ABC):
    """A kind of field. Values are plain Python; ``None`` is no value."""

    control: ClassVar[str]
    """Which control a page draws for it."""
    parts: ClassVar[tuple[str, ...]] = ("",)
    """The inputs it consists of; ``""`` is the field itself."""
    required_rule: ClassVar[str] = "required"
    value_type: ClassVar[Any] = str
    """The msgspec type of its values in stored and sent JSON."""

    @abstractmethod
    def read(self, entered: Entered) -> Read:
        """Make a value of what was typed; form only, not yet limits."""

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - most kinds need no moment
        """Return what is wrong with a value, whichever channel it came through."""
        return []

    def enter(self, value: Any) -> dict[str, list[str]]:
        """Return what the inputs hold for a value: the reverse of ``read``."""
        return {"": [str(value)]}

    def show(self, value: Any, language: str) -> str:  # noqa: ARG002 - most kinds look alike in each language
        """Return the value as people read it; a line break separates lines."""
        return str(value)

    def feel(self, value: Any) -> Any:
        """Return the value as conditions and tables see it."""
        return value

    def from_feel(self, value: Any) -> Any:
        """Return a value of this kind for what an expression yields: the reverse of ``feel``."""
        return value
