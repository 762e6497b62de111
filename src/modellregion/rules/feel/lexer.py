"""FEEL text to tokens (DMN 1.5 § 10.3.1.2, grammar rules 28 to 40 and 61 to 66).

A token knows whether white space stood before it, because only names ask: ``a-b`` can be a name, ``a - b`` never.
"""

import re
import unicodedata
from typing import Final, NamedTuple

from modellregion.rules.errors import FeelSyntaxError
from modellregion.rules.limits import TEXT_LENGTH_MAX

WORD: Final = "word"
NUMBER: Final = "number"
STRING: Final = "string"
SIGN: Final = "sign"
END: Final = "end"

_NAME_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
# The white space of rule 62 that the ranges above would take for letters.
_BLANK_LETTERS = "\u1680\u180e"
_NAME_PART = _NAME_START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE = "\t-\r \u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"

_SKIPPED = re.compile(rf"(?:[{_SPACE}]+|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_TOKEN = re.compile(
    rf"(?P<word>(?![{_BLANK_LETTERS}])[{_NAME_START}](?:(?![{_BLANK_LETTERS}])[{_NAME_PART}])*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r'|(?P<string>"(?:[^"\\\n\r]|\\[^\n\r])*")'
    r"|(?P<sign>\*\*|\.\.|<=|>=|!=|->|.)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """One word, number, text or sign, with its place."""

    kind: str
    text: str
    offset: int
    spaced: bool


def tokenize(text: str) -> list[Token]:
    """Split a text; the last token is always the end. Raises ``FeelSyntaxError``."""
    if len(text) > TEXT_LENGTH_MAX:
        raise FeelSyntaxError(
            "feel-too-long", f"The expression is too long: {TEXT_LENGTH_MAX} characters are allowed."
        )
    tokens: list[Token] = []
    position = 0
    while True:
        skipped = _SKIPPED.match(text, position)
        if skipped:
            position = skipped.end()
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            tokens.append(Token(END, "", len(text), spaced=True))
            return tokens
        if found.group() == '"':
            raise error_at(
                text, position, "feel-open-string", "The text that begins here has no closing quote."
            )
        if text.startswith("/*", position):
            raise error_at(
                text, position, "feel-open-comment", "The comment that begins here is never closed."
            )
        tokens.append(Token(found.lastgroup, _composed(found), position, skipped is not None))
        position = found.end()


def _composed(found: re.Match[str]) -> str:
    # A name is the same name whether its umlauts were typed as one sign or as two (Unicode NFC, as DIN 91379 wants it).
    text = found.group()
    return text if text.isascii() or found.lastgroup != WORD else unicodedata.normalize("NFC", text)


def error_at(text: str, offset: int, code: str, message: str) -> FeelSyntaxError:
    """Build the error for a place in the text."""
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return FeelSyntaxError(code, message, line, column)


def unquoted(literal: str) -> str:
    r"""Give the text a string literal stands for; an unknown escape such as ``\d`` stays as it is written.

    Raises ``ValueError`` for an escape that stands for no character.
    """
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    plain = _ESCAPE.sub(_escaped, inner)
    # Two \u escapes may together stand for one character beyond the basic plane, as in Java and JSON.
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _escaped(found: re.Match[str]) -> str:
    code = found.group(1) or found.group(2)
    if code:
        return chr(int(code, 16))
    return _ESCAPED.get(found.group(3), found.group())
