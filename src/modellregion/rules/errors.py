"""The errors and findings of this room: sentences with a stable code, so that they can be translated later."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing somebody should look at, in a model or in the course of one evaluation.

    ``code`` is stable and meant for translation; ``message`` is a sentence. ``element`` is the id (or name) of
    the model's element, ``line`` its line in the XML file, 0 where there is none. ``rules`` are the numbers of
    the table's rules as an editor shows them, counted from 1; ``example`` is one input that shows the fault.
    """

    severity: Severity
    code: str
    message: str
    element: str = ""
    line: int = 0
    rules: tuple[int, ...] = ()
    example: tuple[tuple[str, object], ...] = ()


class RulesError(Exception):
    """What every error of this room has: a stable ``code`` and a sentence, ``message``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class FeelSyntaxError(RulesError):
    """A text is not a FEEL expression; ``line`` and ``column`` count from 1 and point at the first wrong sign."""

    def __init__(self, code: str, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(code, message)
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"Line {self.line}, column {self.column}: {self.message}"


class LimitError(RulesError):
    """An evaluation needed more steps, depth or memory than its limits allow, and was stopped."""


class ModelError(RulesError):
    """A file is not a usable decision model; ``findings`` say why, each with element and line."""

    def __init__(self, code: str, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(code, message)
        self.findings = findings


class DecisionError(RulesError):
    """A decision came to no lawful result, for example because two rules of a UNIQUE table applied."""

    def __init__(self, code: str, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(code, message)
        self.findings = findings


class NoValueError(Exception):
    """Inside this room only: an operation has no value for its operands, so its result is null.

    DMN 1.5 § 10.3.2.13 wants null and a word to the user: the text becomes a note of the evaluation.
    """
