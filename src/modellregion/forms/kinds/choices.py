"""Choices: yes or no, one of a list, several of a list."""

from dataclasses import dataclass
from typing import Any, ClassVar

from modellregion.forms.kinds.base import Entered, Kind, Moment, Read
from modellregion.forms.lists import Code, CodeList
from modellregion.forms.messages import Problem

# A list longer than this is drawn as a select box, a shorter one as radio buttons.
RADIO_MAX = 7


def _code(value: str, german: str, english: str) -> Code:
    return Code(value, {"de": german, "en": english}, {})


YES, NO, UNKNOWN = "ja", "nein", "unbekannt"
_YES_NO = CodeList(
    "ja_nein", "1", {"de": "", "en": ""}, {YES: _code(YES, "Ja", "Yes"), NO: _code(NO, "Nein", "No")}
)
_YES_NO_UNKNOWN = CodeList(
    "ja_nein_unbekannt",
    "1",
    {"de": "", "en": ""},
    {**_YES_NO.codes, UNKNOWN: _code(UNKNOWN, "Nicht bekannt", "Not known")},
)


@dataclass(frozen=True, slots=True)
class YesNo(Kind):
    """Yes or no (``yes_no``); the value is a truth value."""

    control: ClassVar[str] = "radio"
    required_rule: ClassVar[str] = "required_choice"
    value_type: ClassVar[Any] = bool
    options: CodeList = _YES_NO

    def read(self, entered: Entered) -> Read:
        """Read one of the two words."""
        text = entered.text().strip()
        if not text:
            return Read()
        if text not in self.options.codes:
            return Read(problems=[Problem("unknown_choice")])
        return Read(text == YES)

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check that it is a truth value."""
        return [] if isinstance(value, bool) else [Problem("wrong_type")]

    def enter(self, value: Any) -> dict[str, list[str]]:
        """Return the word."""
        return {"": [YES if value else NO]}

    def show(self, value: Any, language: str) -> str:
        """Return the word in the language."""
        return self.options.codes[YES if value else NO].label(language)


@dataclass(frozen=True, slots=True)
class Confirmation(Kind):
    """A box that must be ticked (``confirmation``): a statement the person makes."""

    control: ClassVar[str] = "confirmation"
    required_rule: ClassVar[str] = "required_choice"
    value_type: ClassVar[Any] = bool

    def read(self, entered: Entered) -> Read:
        """Read the tick."""
        return Read(True if entered.text().strip() == YES else None)

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check that it was ticked."""
        if not isinstance(value, bool):
            return [Problem("wrong_type")]
        return [] if value else [Problem("required_choice")]

    def enter(self, value: Any) -> dict[str, list[str]]:
        """Return the tick."""
        return {"": [YES] if value else []}

    def show(self, value: Any, language: str) -> str:
        """Return the word in the language."""
        return _YES_NO.codes[YES if value else NO].label(language)


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """One of a code list (``choice``, ``yes_no_unknown``); the value is the code."""

    control: ClassVar[str] = "choice"
    required_rule: ClassVar[str] = "required_choice"
    options: CodeList = _YES_NO_UNKNOWN

    def read(self, entered: Entered) -> Read:
        """Read a code."""
        return Read(entered.text().strip() or None)

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check that the list has the code."""
        if not isinstance(value, str):
            return [Problem("wrong_type")]
        return [] if value in self.options.codes else [Problem("unknown_choice")]

    def show(self, value: Any, language: str) -> str:
        """Return the label."""
        code = self.options.codes.get(value)
        return code.label(language) if code else str(value)


@dataclass(frozen=True, slots=True)
class Choices(Kind):
    """Several of a code list (``choices``); the value is a list of codes in the list's order."""

    control: ClassVar[str] = "checkboxes"
    required_rule: ClassVar[str] = "required_choice"
    value_type: ClassVar[Any] = list[str]
    options: CodeList = _YES_NO_UNKNOWN
    minimum: int = 1
    maximum: int = 100

    def read(self, entered: Entered) -> Read:
        """Read all codes that were ticked or chosen, each once."""
        chosen = set(entered.all())
        known = [code for code in self.options.codes if code in chosen]
        return Read([*known, *sorted(chosen - set(known))] or None)

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check that the list has the codes, and how many there are."""
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            return [Problem("wrong_type")]
        if len(set(value)) < len(value):
            return [Problem("wrong_type")]
        if any(code not in self.options.codes for code in value):
            return [Problem("unknown_choice")]
        if len(value) < self.minimum:
            return [Problem("too_few_choices", values={"min": self.minimum})]
        if len(value) > self.maximum:
            return [Problem("too_many_choices", values={"max": self.maximum})]
        return []

    def enter(self, value: Any) -> dict[str, list[str]]:
        """Return the codes."""
        return {"": list(value)}

    def show(self, value: Any, language: str) -> str:
        """Return the labels, separated by commas."""
        codes = self.options.codes
        return ", ".join(codes[code].label(language) if code in codes else code for code in value)


def yes_no_unknown() -> Choice:
    """Return the kind ``yes_no_unknown``: the form's ja / nein / nicht bekannt."""
    return Choice(options=_YES_NO_UNKNOWN)
