"""What a check has to say about a process model, and the errors of this room."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error keeps the model from being published, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one element of a model.

    ``line`` counts from 1 in the XML as handed in. ``path`` names the elements of the shortest run that shows the
    fault, for findings of the soundness walk; it is empty otherwise.
    """

    severity: Severity
    code: str
    message: str
    element: str | None = None
    line: int | None = None
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "model"
        subject = f" {self.element}" if self.element else ""
        trail = f" [{' -> '.join(self.path)}]" if self.path else ""
        return f"{place}{subject}: {self.severity} {self.code}: {self.message}{trail}"


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether the model may not be published."""
    return any(finding.severity is Severity.ERROR for finding in findings)


FINDINGS_MAX = 500


def in_reading_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by line, then element and code; the same finding stands only once.

    Beyond the first 500 the last one says how many there are.
    """
    ordered = sorted(
        dict.fromkeys(findings), key=lambda found: (found.line or 0, found.element or "", found.code)
    )
    if len(ordered) <= FINDINGS_MAX:
        return ordered
    severity = Severity.ERROR if has_errors(ordered) else Severity.WARNING
    more = Finding(
        severity, "more_findings", f"These are the first {FINDINGS_MAX} of {len(ordered)} findings."
    )
    return [*ordered[:FINDINGS_MAX], more]


class ProcessError(Exception):
    """Base of this room's errors; ``code`` is stable, the text is a sentence for a person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ModelRefusedError(ProcessError):
    """The model can't be read or can't be published; ``findings`` say why, with element and line."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = in_reading_order(findings)
        errors = [finding for finding in self.findings if finding.severity is Severity.ERROR]
        super().__init__(
            "model_refused",
            f"The process model has {len(errors)} error(s):\n" + "\n".join(map(str, errors)),
        )


class CommandRefusedError(ProcessError):
    """The command can't be carried out as asked (unknown outcome, forbidden target, unusable value).

    Nothing was changed. It is permanent: the same command will be refused again in the same state.
    """


class NeedsWholeStateError(ProcessError):
    """The command ends work beyond the rows handed in; load every live row of the instance and call again."""

    def __init__(self) -> None:
        super().__init__("needs_whole_state", "This command needs every live row of the instance.")


class UnreadableGraphError(ProcessError):
    """The stored graph is not one this engine wrote, or was changed since."""
