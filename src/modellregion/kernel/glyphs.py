"""Which signs the fonts of letters can draw: a letter with any other would not compile, and so never be sent."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_ENTRY = 16
_HEAD = 12
_GROUP = 12
# Platform 3, encoding 10, format 12: all of Unicode (OpenType, table cmap).
_WINDOWS_ALL_OF_UNICODE = (3, 10)


def drawable_signs(folder: Path) -> frozenset[int]:
    """Return the code points that every font in a folder has a glyph for."""
    covered = [_covered(path.read_bytes()) for path in sorted(folder.glob("*.ttf"))]
    return frozenset(set.intersection(*covered)) if covered else frozenset()


def _number(data: bytes, place: int, length: int = 4) -> int:
    return int.from_bytes(data[place : place + length], "big")


def _covered(font: bytes) -> set[int]:
    entries = range(_HEAD, _HEAD + _ENTRY * _number(font, 4, 2), _ENTRY)
    table = next(_number(font, place + 8) for place in entries if font[place : place + 4] == b"cmap")
    records = range(table + 4, table + 4 + 8 * _number(font, table + 2, 2), 8)
    start = next(
        table + _number(font, place + 4)
        for place in records
        if (_number(font, place, 2), _number(font, place + 2, 2)) == _WINDOWS_ALL_OF_UNICODE
    )
    groups = range(start + 16, start + 16 + _GROUP * _number(font, start + 12), _GROUP)
    return {sign for place in groups for sign in range(_number(font, place), _number(font, place + 4) + 1)}


def drawable(value: Any, signs: frozenset[int]) -> Any:
    """Return texts, also inside lists and tables, with a replacement character for each sign that cannot be drawn."""
    return _drawable(value, _plain(signs), signs)


@lru_cache(maxsize=4)
def _plain(signs: frozenset[int]) -> frozenset[str]:
    """Return the signs that are drawn as they are: most texts have no others."""
    drawn = (sign for sign in map(chr, signs) if _drawn(sign, signs) == sign)
    return frozenset(drawn).union("\n", map(chr, range(ord(" "), 0x7F)))


def _drawable(value: Any, plain: frozenset[str], signs: frozenset[int]) -> Any:
    if isinstance(value, str):
        return value if plain.issuperset(value) else "".join(_drawn(sign, signs) for sign in value)
    if isinstance(value, Mapping):
        return {name: _drawable(inner, plain, signs) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(inner, plain, signs) for inner in value]
    return value


def _drawn(sign: str, signs: frozenset[int]) -> str:
    category = unicodedata.category(sign)
    if sign == "\n" or (ord(sign) in signs and category not in {"Cc", "Cf", "Co"}):
        return sign
    # Control signs, joiners and variation selectors draw nothing; PDF/A forbids some of them even with a glyph.
    return "" if category in {"Cc", "Cf", "Mn"} else REPLACEMENT
