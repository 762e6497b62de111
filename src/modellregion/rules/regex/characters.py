"""Sets of characters: what one place of a pattern accepts, with and without regard to case."""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from modellregion.rules.regex.blocks import BLOCKS

Accepts: TypeAlias = Callable[[str], bool]

CATEGORIES: Final = frozenset(
    [
        "C",
        "Cc",
        "Cf",
        "Cn",
        "Co",
        "L",
        "Ll",
        "Lm",
        "Lo",
        "Lt",
        "Lu",
        "M",
        "Mc",
        "Me",
        "Mn",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Pe",
        "Pf",
        "Pi",
        "Po",
        "Ps",
        "S",
        "Sc",
        "Sk",
        "Sm",
        "So",
        "Z",
        "Zl",
        "Zp",
        "Zs",
    ]
)
_NAME_START: Final = (
    (0x3A, 0x3A),
    (0x41, 0x5A),
    (0x5F, 0x5F),
    (0x61, 0x7A),
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x2FF),
    (0x370, 0x37D),
    (0x37F, 0x1FFF),
    (0x200C, 0x200D),
    (0x2070, 0x218F),
    (0x2C00, 0x2FEF),
    (0x3001, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFFFD),
    (0x10000, 0xEFFFF),
)
_NAME_PART: Final = (
    *_NAME_START,
    (0x2D, 0x2E),
    (0x30, 0x39),
    (0xB7, 0xB7),
    (0x300, 0x36F),
    (0x203F, 0x2040),
)


def _within_any(ranges: tuple[tuple[int, int], ...]) -> Accepts:
    return lambda character: any(first <= ord(character) <= last for first, last in ranges)


def negated(accepts: Accepts) -> Accepts:
    """Accept what another set does not."""
    return lambda character: not accepts(character)


def category(name: str) -> Accepts | None:
    r"""Give the set that ``\p{name}`` means; None for a name that means nothing."""
    if name in CATEGORIES:
        return lambda character: unicodedata.category(character).startswith(name)
    if name.startswith("Is") and name[2:] in BLOCKS:
        first, last = BLOCKS[name[2:]]
        return lambda character: first <= ord(character) <= last
    return None


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] not in "PZC"


CLASSES: Final[dict[str, Accepts]] = {
    "s": lambda character: character in " \t\n\r",
    "d": lambda character: unicodedata.category(character) == "Nd",
    "w": _is_word,
    "i": _within_any(_NAME_START),
    "c": _within_any(_NAME_PART),
}


def any_character(*, lines_joined: bool) -> Accepts:
    """Give the set of ``.``: without flag ``s``, no line end."""
    return (lambda _character: True) if lines_joined else (lambda character: character not in "\n\r")


@lru_cache(maxsize=4_096)
def case_variants(character: str) -> tuple[str, ...]:
    """Give a character with its other forms of case."""
    forms = {
        character,
        character.lower(),
        character.upper(),
        character.lower().upper(),
        character.upper().lower(),
    }
    return tuple(form for form in forms if len(form) == 1)


@dataclass(frozen=True, slots=True)
class CharacterClass:
    """``[…]``: ranges, which mind case, and sets such as categories, which do not; perhaps less another class."""

    ranges: tuple[tuple[str, str], ...]
    sets: tuple[Accepts, ...]
    negated: bool = False
    less: "CharacterClass | None" = None

    def accepts(self, *, ignore_case: bool) -> Accepts:
        """Give the set as a function (F&O 3.1 § 5.6.2 says how case is ignored)."""
        less = self.less.accepts(ignore_case=ignore_case) if self.less else None
        merged = _merged(self.ranges)
        starts = [first for first, _ in merged]

        def in_ranges(form: str) -> bool:
            index = bisect_right(starts, form) - 1
            return index >= 0 and form <= merged[index][1]

        def accept(character: str) -> bool:
            forms = case_variants(character) if ignore_case else (character,)
            held = any(map(in_ranges, forms)) or any(one(character) for one in self.sets)
            return held != self.negated and not (less is not None and less(character))

        return accept


def _merged(ranges: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Sort ranges and join those that overlap, so that one search finds whether a character is inside."""
    merged: list[tuple[str, str]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def literal(character: str, *, ignore_case: bool) -> Accepts:
    """Accept one character, or all its forms of case."""
    if not ignore_case:
        return lambda other: other == character
    forms = frozenset(case_variants(character))
    return lambda other: other in forms or character in case_variants(other)
