"""What this room refuses, each as a sentence for a person, German and English."""

from typing import ClassVar


class DeadlineError(Exception):
    """Base of all refusals of this room: what is wrong and what to do, in two languages.

    ``str(error)`` is the English sentence; ``de`` and ``en`` are both; ``code`` is stable and names the kind.
    """

    code: ClassVar[str] = "deadline"

    def __init__(self, de: str, en: str) -> None:
        super().__init__(en)
        self.de = de
        self.en = en


class CalendarError(DeadlineError):
    """The public holidays of a jurisdiction or year are not known."""

    code = "deadline.calendar"


class PeriodError(DeadlineError):
    """A period or its beginning cannot be counted as given."""

    code = "deadline.period"


class RuleNotFoundError(DeadlineError):
    """No rule of law is known for a norm, jurisdiction and date."""

    code = "deadline.rule_not_found"


class RuleDataError(DeadlineError):
    """The rule data of this release contradict themselves."""

    code = "deadline.rule_data"


class ClockError(DeadlineError):
    """A statutory clock cannot do what was asked in the state in which it is."""

    code = "deadline.clock"


class ExtensionRefusedError(ClockError):
    """The law does not allow this extension (Fristverlängerung)."""

    code = "deadline.extension_refused"
