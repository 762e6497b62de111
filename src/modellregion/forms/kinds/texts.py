"""Text in the characters of DIN 91379: names, places, free text."""

import unicodedata
from dataclasses import dataclass
from typing import Any, ClassVar

from modellregion.forms import latin
from modellregion.forms.kinds.base import Entered, Kind, Moment, Read
from modellregion.forms.latin import Charset
from modellregion.forms.messages import Problem

# Control and format signs, separators, private and unassigned code points, marks without a letter.
_INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Zl", "Zp", "Zs"}


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """Text (``text``, ``text_latin``)."""

    control: ClassVar[str] = "text"

    charset: Charset = Charset.TEXT
    max_length: int = 200
    min_length: int = 1
    lines: int = 1

    def read(self, entered: Entered) -> Read:
        """Take the text in NFC, trimmed."""
        return Read(latin.tidy(entered.text(), lines=self.lines > 1) or None)

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check length and characters."""
        if not isinstance(value, str):
            return [Problem("wrong_type")]
        return check_text(value, self)


def check_text(value: str, kind: Text, part: str = "") -> list[Problem]:
    """Return the first thing wrong with a text, as a list of one or none."""
    if not value.strip():
        return [Problem("required", part)]
    length = latin.length(value)
    if length > kind.max_length:
        return [Problem("too_long", part, {"length": grouped(length), "max": grouped(kind.max_length)})]
    if length < kind.min_length:
        return [Problem("too_short", part, {"min": grouped(kind.min_length)})]
    character = latin.first_foreign_character(value, kind.charset)
    if character is None and kind.lines == 1:
        character = next((sign for sign in "\t\n\r" if sign in value), None)
    return [] if character is None else [_foreign(character, kind.charset, part)]


def _foreign(character: str, charset: Charset, part: str) -> Problem:
    if charset is Charset.NAME and character.isdigit():
        return Problem("digit_in_name", part)
    if unicodedata.category(character[0]) in _INVISIBLE:
        names = "+".join(f"U+{ord(c):04X}" for c in character)
        return Problem("invisible_character", part, {"character": names})
    return Problem("foreign_character", part, {"character": character})


def grouped(number: int) -> tuple[str, str]:
    """Return a number with its thousands set apart, in German and English."""
    english = f"{number:,}"
    return english.replace(",", "."), english
