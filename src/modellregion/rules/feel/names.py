"""Names with blanks and signs: which run of tokens is one name (DMN 1.5 § 10.3.1.3-4).

FEEL names may hold blanks and even ``+ - * / . '``, so only somebody who knows the names in scope can read a text.
The longest known name wins; unknown words that follow each other, which nothing else in the grammar allows, are
read as one name, so that a path into a context of unknown form (``antrag.Art der Reise``) needs no declaration.
"""

import unicodedata
from collections.abc import Iterable

from modellregion.rules.errors import FeelSyntaxError
from modellregion.rules.feel.lexer import END, NUMBER, STRING, WORD, Token, tokenize
from modellregion.rules.limits import NAME_LENGTH_MAX

KEYWORDS = frozenset(
    [
        "and",
        "between",
        "else",
        "every",
        "external",
        "false",
        "for",
        "function",
        "if",
        "in",
        "instance",
        "not",
        "null",
        "of",
        "or",
        "return",
        "satisfies",
        "some",
        "then",
        "true",
    ]
)
# Keywords end a run of words; these two are only keywords where the grammar expects them, never inside a name.
_ENDING = KEYWORDS - {"not", "external", "function", "of"}


def normal_name(name: str) -> str:
    """Write a name with single blanks and composed umlauts, as it is looked up."""
    return unicodedata.normalize("NFC", " ".join(name.split()))


class _Branch:
    """One piece of a name in the tree of names: what may follow, and the name that ends here, if one does."""

    __slots__ = ("following", "name")

    def __init__(self) -> None:
        self.following: dict[tuple[str, bool], _Branch] = {}
        self.name: str | None = None


class Lexicon:
    """The names known at one place of a text, as a tree of their pieces; inner scopes see the outer ones."""

    def __init__(self, names: Iterable[str] = (), outer: "Lexicon | None" = None) -> None:
        self.outer = outer
        self._root = _Branch()
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known; what cannot be a name (a keyword alone, an open quote) is passed over."""
        if len(name) > NAME_LENGTH_MAX:
            return
        try:
            tokens = tokenize(name)[:-1]
        except FeelSyntaxError:
            return
        if not tokens or (len(tokens) == 1 and tokens[0].text in KEYWORDS):
            return
        branch = self._root
        for index, token in enumerate(tokens):
            branch = branch.following.setdefault((token.text, index > 0 and token.spaced), _Branch())
        branch.name = normal_name(name)

    def match(self, tokens: list[Token], start: int) -> tuple[str, int] | None:
        """Find the longest known name that begins at a token: its normal form and its number of tokens."""
        best: tuple[str, int] | None = None
        lexicon: Lexicon | None = self
        while lexicon is not None:
            found = lexicon.own_match(tokens, start)
            if found is not None and (best is None or found[1] > best[1]):
                best = found
            lexicon = lexicon.outer
        return best

    def own_match(self, tokens: list[Token], start: int) -> tuple[str, int] | None:
        """Find the longest name of this lexicon alone."""
        best: tuple[str, int] | None = None
        branch: _Branch | None = self._root
        index = start
        while branch is not None:
            if branch.name is not None:
                best = (branch.name, index - start)
            token = tokens[index]
            if token.kind in {END, STRING}:
                break
            branch = branch.following.get((token.text, index > start and token.spaced))
            index += 1
        return best


def words_at(tokens: list[Token], start: int) -> tuple[str, int]:
    """Read words that follow each other as one name; give it and its number of tokens, 0 when none is there."""
    words: list[str] = []
    index = start
    while True:
        token = tokens[index]
        whole_number = token.kind == NUMBER and token.text.isdigit()
        if words and token.kind != WORD and not (whole_number and token.spaced):
            break
        if not words and (token.kind != WORD or token.text in KEYWORDS):
            break
        if token.text in _ENDING:
            break
        words.append(token.text)
        index += 1
    return " ".join(words), index - start


def name_until(tokens: list[Token], start: int, stops: frozenset[str]) -> tuple[str, int]:
    """Read whatever stands before a stop (as the ``:`` of a key) as one name, blanks as written, made single."""
    parts: list[str] = []
    index = start
    while tokens[index].kind not in {END, STRING} and tokens[index].text not in stops:
        token = tokens[index]
        parts.append((" " if parts and token.spaced else "") + token.text)
        index += 1
    return "".join(parts), index - start
