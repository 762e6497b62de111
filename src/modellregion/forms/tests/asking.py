"""Asks one kind of field as a page does: what was typed is read, then checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from modellregion.forms.api import Problem, sentence
from modellregion.forms.kinds.base import Entered, Kind, Moment

TODAY = date(2026, 5, 20)
LABEL = "Angabe"

Typed = str | Sequence[str] | Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What became of it: the value, or what is wrong."""

    value: Any
    problems: Sequence[Problem]

    @property
    def rules(self) -> list[str]:
        """The rules that were broken, each with the part it concerns."""
        return [f"{problem.rule}@{problem.part}".removesuffix("@") for problem in self.problems]

    def sentences(self, language: str = "de") -> list[str]:
        """Return what a person is told."""
        return [sentence(problem, label=LABEL, language=language) for problem in self.problems]


def entered(typed: Typed) -> Entered:
    """Return what was typed: one text, several values of one input, or a text for each part."""
    if isinstance(typed, str):
        return Entered({"": [typed]})
    if isinstance(typed, Mapping):
        return Entered({part: [text] for part, text in typed.items()})
    return Entered({"": list(typed)})


def ask(kind: Kind, typed: Typed, today: date = TODAY) -> Answer:
    """Read and check what was typed."""
    read = kind.read(entered(typed))
    problems = list(read.problems)
    if not problems and read.value is not None:
        problems = kind.check(read.value, Moment(today))
    return Answer(None if problems else read.value, problems)


def check(kind: Kind, value: Any, today: date = TODAY) -> list[str]:
    """Return the rules that a value breaks, whichever channel it came through."""
    return Answer(value, kind.check(value, Moment(today))).rules


def typed_again(kind: Kind, value: Any) -> Any:
    """Return the value that comes of leaving the inputs as a page shows them."""
    return kind.read(Entered(kind.enter(value))).value
