"""Names with blanks and signs: which run of tokens is one name (DMN 1.5 § 10.3.1.3-4).

FEEL names may hold blanks and even ``+ - * / . '``, so only somebody who knows the names in scope can read a text.
The longest known name wins; unknown words that follow each other, which nothing else in the grammar allows, are
read as one name, so that a path into a context of unknown form (``antrag.Art der Reise``) needs no declaration.
"""

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

Pieces = tuple[tuple[str, bool], ...]


def normal_name(name: str) -> str:
    """Write a name with single blanks, as it is looked up."""
    return " ".join(name.split())


def _pieces(name: str) -> Pieces:
    try:
        tokens = tokenize(name)[:-1]
    except FeelSyntaxError:
        return ()
    return tuple((token.text, token.spaced) for token in tokens)


class Lexicon:
    """The names known at one place of a text; inner scopes see the outer ones."""

    def __init__(self, names: Iterable[str] = (), outer: "Lexicon | None" = None) -> None:
        self.outer = outer
        self._by_first: dict[str, list[tuple[Pieces, str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known; a single word needs no entry, it is a name by itself."""
        if len(name) > NAME_LENGTH_MAX:
            return
        pieces = _pieces(name)
        if len(pieces) < 2 and not (pieces and pieces[0][0] not in KEYWORDS):
            return
        known = self._by_first.setdefault(pieces[0][0], [])
        entry = (pieces, normal_name(name))
        if entry not in known:
            known.append(entry)
            known.sort(key=lambda item: -len(item[0]))

    def match(self, tokens: list[Token], start: int) -> tuple[str, int] | None:
        """Find the longest known name that begins at a token: its normal form and its number of tokens."""
        best: tuple[str, int] | None = None
        lexicon: Lexicon | None = self
        while lexicon is not None:
            for pieces, name in lexicon.beginning_with(tokens[start].text):
                if best is not None and len(pieces) <= best[1]:
                    break
                if _stands_at(pieces, tokens, start):
                    best = (name, len(pieces))
                    break
            lexicon = lexicon.outer
        return best

    def beginning_with(self, text: str) -> list[tuple[Pieces, str]]:
        """Give the names of this lexicon alone whose first piece this is, the longest first."""
        return self._by_first.get(text, [])


def _stands_at(pieces: Pieces, tokens: list[Token], start: int) -> bool:
    if start + len(pieces) >= len(tokens):
        return False
    for index, (text, spaced) in enumerate(pieces):
        token = tokens[start + index]
        if token.text != text or token.kind == STRING or (index and token.spaced != spaced):
            return False
    return True


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
