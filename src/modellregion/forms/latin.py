"""Characters of official names: DIN 91379:2022-08, and the keys under which names are found again.

All procedures that exchange data with citizens, businesses or other levels must accept this set (IT-Planungsrat,
decisions 2019/16 and 2019/53, in force since 1 November 2024). Text is kept in NFC.
"""

import re
import unicodedata
from enum import StrEnum


class Charset(StrEnum):
    """Data types of the standard: what a field may hold."""

    NAME = "A"
    """Names of natural persons."""
    PLACE = "B"
    """Other names: towns, streets with house numbers, firms."""
    TEXT = "C"
    """Everything the standard demands, with line breaks: free text."""


# Ranges as hexadecimal code points, "first-last" or one alone.
_SHARED = (
    "0187-0188 018F 0197 01A0-01A1 01AF-01B0 01B7 01CD-01DC 01DE-01DF 01E2-01F0 01F4-01F5 01F8-01FF 0212-0213 "
    "0218-021B 021E-021F 0227-0233 0259 0268 0292 02B9-02BA 02BE-02BF 02C8 02CC 1E02-1E03 1E06-1E07 1E0A-1E11 1E17 "
    "1E1C-1E2B 1E2F-1E37 1E3A-1E3B 1E40-1E49 1E52-1E5B 1E5E-1E63 1E6A-1E6F 1E80-1E87 1E8C-1E97 1E9E 1EA0-1EF9 2019 2021"
)
_RANGES = {
    Charset.NAME: "0020 0027 002C-002E 0041-005A 0060-007A 007E 00A8 00B4 00B7 00C0-00D6 00D8-00F6 00F8-017E",
    Charset.PLACE: "0020-007E 00A1-00A3 00A5 00A7-00AC 00AE-00B7 00B9-00BB 00BF-017E 20AC",
    Charset.TEXT: "0009-000A 000D 0020-007E 00A0-00AC 00AE-017E 20AC",
}
# Letters that exist only as a base letter with combining marks: base, then the marks it may carry.
_SEQUENCES = (
    "A:030B C:0300,0304,0306,0308,0315,0323,0326,0328+0306 D:0302 F:0300,0304 G:0300 H:0304,0326,0331 J:0301,030C "
    "K:0300,0302,0304,0307,0315,031B,0326,035F+0048,035F+0068 L:0302,0325,0325+0304,0326 M:0300,0302,0306,0310 "
    "N:0302,0304,0306,0326 P:0300,0304,0315,0323 R:0306,0325,0325+0304 S:0300,0304,031B+0304,0331 "
    "T:0300,0304,0308,0315,031B U:0307 Z:0300,0304,0306,0308,0327 "
    "a:030B c:0300,0304,0306,0308,0315,0323,0326,0328+0306 d:0302 f:0300,0304 g:0300 h:0304,0326 j:0301 "
    "k:0300,0302,0304,0307,0315,031B,0326,035F+0068 l:0302,0325,0325+0304,0326 m:0300,0302,0306,0310 "
    "n:0302,0304,0306,0326 p:0300,0304,0315,0323 r:0306,0325,0325+0304 s:0300,0304,031B+0304,0331 "
    "t:0300,0304,0315,031B u:0307 z:0300,0304,0306,0308,0327 "
    "Ç:0306 Û:0304 ç:0306 û:0304 ÿ:0301 Č:0315,0323 č:0315,0323 ē:030D Ī:0301 ī:0301 ō:030D Ž:0326,0327 ž:0326,0327 "
    "Ḳ:0304 ḳ:0304 Ṣ:0304 ṣ:0304 Ṭ:0304 ṭ:0304 Ạ:0308 ạ:0308 Ọ:0308 ọ:0308 Ụ:0304,0308 ụ:0304,0308"
)

# What word processors put in place of plain signs; the standard knows only the plain ones.
_TYPOGRAPHY = str.maketrans(
    {
        "\u00a0": " ",
        "\u00ad": "",
        "\u200b": "",
        "\ufeff": "",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2018": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u2026": "...",
        "\u202f": " ",
    }
)
_BLANKS = re.compile(r"[^\S\r\n]+")


def _character_class(charset: Charset) -> str:
    parts = []
    for item in f"{_RANGES[charset]} {_SHARED}".split():
        first, _, last = item.partition("-")
        parts.append(f"\\u{first}-\\u{last or first}")
    return "".join(parts)


def _sequences() -> list[str]:
    found = []
    for item in _SEQUENCES.split():
        base, _, marks = item.partition(":")
        found += [base + "".join(chr(int(mark, 16)) for mark in one.split("+")) for one in marks.split(",")]
    # The longest first, so that no sequence hides a longer one.
    return sorted(found, key=len, reverse=True)


_SEQUENCE = "|".join(map(re.escape, _sequences()))
# Finds what is allowed only as a whole, or the first character that is not allowed at all (group 1).
_FOREIGN = {charset: re.compile(f"{_SEQUENCE}|([^{_character_class(charset)}])") for charset in Charset}
_MARKS_MAX = 30
"""More marks on one letter than any script has (Unicode's Stream-Safe Text Format, UAX 15)."""


def compose(text: str) -> str:
    """Return ``text`` in NFC.

    Putting marks into their order takes time that grows with the square of their number, so a run of marks that no
    writing has is broken up first; such text is refused anyway.
    """
    return text if text.isascii() else unicodedata.normalize("NFC", _with_few_marks(text))


def _with_few_marks(text: str) -> str:
    pieces: list[str] = []
    start = run = 0
    for place, character in enumerate(text):
        run = run + 1 if unicodedata.combining(character) else 0
        if run > _MARKS_MAX:
            pieces.append(text[start:place] + "\u034f")
            start, run = place, 1
    return "".join([*pieces, text[start:]]) if pieces else text


def tidy(text: str, *, lines: bool = False) -> str:
    """Return ``text`` in NFC with plain signs and single blanks, trimmed; line breaks stay only with ``lines``."""
    text = compose(text.translate(_TYPOGRAPHY)).replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        text = text.replace("\n", " ")
    return _BLANKS.sub(" ", text).strip()


def first_foreign_character(text: str, charset: Charset) -> str | None:
    """Return the first character that the standard does not allow, with its letter and marks; None when all are.

    A letter with a mark it may not carry is named whole, as the reader sees it; of endless marks only the first few.
    """
    for match in _FOREIGN[charset].finditer(text):
        if match[1] is not None:
            start, stop = match.start(), match.end()
            while start > 0 and unicodedata.combining(text[start]):
                start -= 1
            while stop < min(len(text), start + 5) and unicodedata.combining(text[stop]):
                stop += 1
            return text[start : min(stop, start + 5)]
    return None


def length(text: str) -> int:
    """Count letters as a reader does: a base letter with its marks is one."""
    if text.isascii():
        return len(text)
    return sum(1 for character in text if not unicodedata.combining(character))


# Letters that do not fall apart into a base letter and marks; the signs of transliteration (ayn, hamza, palatals) are
# left out by most who type a name.
_PLAIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ħ": "h", "ŋ": "n", "ə": "e",
     "ɨ": "i", "ʒ": "z", "ŧ": "t", "ǥ": "g", "ƈ": "c", "ĸ": "k"}
    | dict.fromkeys("·ʹʺʼʾʿˈˌ", "")
)  # fmt: skip
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_DIGRAPHS = re.compile(r"([aou])e|aa")


def _plain_letters(text: str) -> str:
    """Return ``text`` in small letters without any marks."""
    apart = unicodedata.normalize("NFKD", compose(text.casefold()))
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(_PLAIN)


def search_key(text: str) -> str:
    """Return the key under which a name is found again, however its letters are typed.

    »Müller«, »Mueller« and »Muller«, »Groß« and »Gross«, »Łukasz« and »Lukasz« share a key each: words of a-z and 0-9,
    separated by one blank. Not for display and not for sorting.
    """
    words = _NOT_A_WORD.sub(" ", _plain_letters(text)).strip()
    return _DIGRAPHS.sub(lambda match: match.group(1) or "a", words)


def sort_key(text: str) -> str:
    """Return the key under which names stand in a list (DIN 5007-1: ä as a, ß as ss)."""
    return _plain_letters(text)
