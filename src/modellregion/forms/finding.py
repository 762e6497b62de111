"""What somebody looks for: typed words as conditions on search keys, and where a text answers them.

A key answers a typed word when it begins with it, when it is another form of it (the stem of Snowball's German
algorithm: »Häuser« finds »Haus«, »Genehmigungen« finds »Genehmigung«), or, for names and on request, when it sounds alike.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import snowballstemmer

from modellregion.forms.latin import compose, search_key
from modellregion.forms.phonetics import LENGTH_MIN, SOUND, sound_code

WORDS_MAX = 12
WORD_LENGTH_MAX = 60
STEM_LENGTH_MIN = 3
# A long stem may go on as it likes, derived words included; a short one only as nouns and adjectives are inflected, or
# »Taten« would find »Tatort« as well.
OPEN_STEM_LENGTH = 5
_ENDINGS = ("", "e", "em", "en", "er", "ern", "es", "n", "r", "s", "st", "t")
_PIECE = re.compile(r"\S+")
_WORD = re.compile(r"\w+(?:[-.'’]\w+)*")
EXCERPT_LENGTH = 180


@dataclass(frozen=True, slots=True)
class Sought:
    """One typed word: keys that begin with ``starts``, keys that are in ``exactly``, and how it sounds ("" for not)."""

    starts: tuple[str, ...]
    exactly: frozenset[str]
    sound: str

    def is_answered(self, key: str, *, similar: bool) -> bool:
        """Tell whether a word's key answers."""
        if key.startswith(self.starts) or key in self.exactly:
            return True
        return bool(similar and self.sound and key.isalpha() and sound_code(key) == self.sound)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a shown text; ``is_hit`` when it answers a typed word."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Search:
    """All typed words; each of them must be answered. ``similar``: names that sound alike answer, too."""

    words: tuple[Sought, ...]
    similar: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything is looked for."""
        return bool(self.words)

    def tsquery(self) -> str:
        """Return the search as PostgreSQL's ``to_tsquery('simple', …)`` reads it."""
        return " & ".join(f"({' | '.join(self._alternatives(word))})" for word in self.words)

    def _alternatives(self, word: Sought) -> list[str]:
        found = [f"{start}:*" for start in word.starts] + sorted(word.exactly)
        if self.similar and word.sound:
            found.append(SOUND + word.sound)
        return found

    def is_answered_by(self, text: str) -> bool:
        """Tell whether a text answers every word."""
        keys = search_key(text).split()
        return all(any(word.is_answered(key, similar=self.similar) for key in keys) for word in self.words)

    def pieces(self, text: str) -> list[Piece]:
        """Return a short text in pieces, those that answer marked."""
        found: list[Piece] = []
        end = 0
        for match in _WORD.finditer(text):
            if self._answers(match[0]):
                if match.start() > end:
                    found.append(Piece(text[end : match.start()], is_hit=False))
                found.append(Piece(match[0], is_hit=True))
                end = match.end()
        return [*found, Piece(text[end:], is_hit=False)] if end < len(text) else found

    def _answers(self, written: str) -> bool:
        keys = search_key(written).split()
        return any(word.is_answered(key, similar=self.similar) for word in self.words for key in keys)

    def excerpt(self, text: str, length: int = EXCERPT_LENGTH) -> list[Piece]:
        """Return a passage of a long text around its first hit; nothing when it has none."""
        patterns = [_as_written(start, is_open=True) for word in self.words for start in word.starts]
        patterns += [_as_written(key, is_open=False) for word in self.words for key in word.exactly]
        if not patterns:
            return []
        text = compose(text)
        match = re.search(rf"(?<!\w)(?:{'|'.join(patterns)})", text, re.IGNORECASE)
        if match is None:
            return []
        start, stop = max(match.start() - length // 3, 0), match.start() + length
        start = (start and text.find(" ", start, match.start()) + 1) or start
        passage = " ".join(text[start:stop].split())
        passage = f"{'… ' if start else ''}{passage}{' …' if stop < len(text) else ''}"
        return self.pieces(passage)


def read_search(typed: str, *, similar: bool = False) -> Search:
    """Return what was typed as a search; signs that no key has separate words, at most twelve count."""
    words = [word for piece in _PIECE.findall(compose(typed)) for word in _sought(piece)]
    return Search(tuple(words[:WORDS_MAX]), similar)


def _sought(piece: str) -> Iterator[Sought]:
    keys = search_key(piece).split()
    is_number = any(not key.isalpha() for key in keys)
    for place, key in enumerate((key[:WORD_LENGTH_MAX] for key in keys), 1):
        if is_number and place < len(keys):
            # In »GEW-2026-17« only the end may go on. An index knows whole words at once, but must gather beginnings.
            yield Sought((), frozenset([key]), "")
            continue
        if not key.isalpha():
            yield Sought((key,), frozenset(), "")
            continue
        code = sound_code(key)
        # A word that falls apart (»Müller-Lüdenscheidt«) has no letters to take a stem of but its keys'.
        starts, exactly = _forms(key, search_key(_stem(piece if len(keys) == 1 else key)))
        yield Sought(starts, exactly, code if len(code) >= LENGTH_MIN else "")


def _forms(key: str, stem: str) -> tuple[tuple[str, ...], frozenset[str]]:
    starts = (key,) if len(key) > 1 else ()
    if len(stem) < STEM_LENGTH_MIN or stem == key or " " in stem:
        return starts, frozenset(() if starts else (key,))
    if len(stem) >= OPEN_STEM_LENGTH:
        return tuple(dict.fromkeys((stem, *starts))), frozenset()
    # Vowels that meet at the seam become one in a key, as in »neu« and »neuer«.
    return starts, frozenset(search_key(stem + ending) for ending in _ENDINGS)


def _stem(word: str) -> str:
    word = word.casefold()
    bare = "".join(letter for letter in word if letter.isalpha())
    return str(_stemmer().stemWord(bare))


@cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("german")


# How the letters of a key may have been written: one letter with its marks, or the two that stand for an umlaut.
_WRITTEN = {"a": "a[ea]?|æ", "o": "o(?:e)?|œ", "u": "ue?"}


@cache
def _letters() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letter = chr(code)
        key = search_key(letter)
        if len(key) == 1:
            found.setdefault(key, []).append(letter)
    return {key: "".join(letters) for key, letters in found.items()}


def _as_written(key: str, *, is_open: bool) -> str:
    parts = []
    for place, letter in enumerate(key):
        written = f"(?:{_WRITTEN.get(letter, letter)}|[{letter}{_letters().get(letter, '')}])"
        if letter == "s" and key[place : place + 2] == "ss":
            written = f"(?:ß|{written})"
        elif letter == "s" and key[place - 1 : place + 1] == "ss":
            written += "?"
        parts.append(written)
    return "".join(parts) + ("" if is_open else r"(?!\w)")
