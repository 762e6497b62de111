"""A place in the tokens, the names known there, and how deep the parser has gone."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from modellregion.rules.errors import FeelSyntaxError
from modellregion.rules.feel.lexer import END, SIGN, WORD, Token, error_at, tokenize
from modellregion.rules.feel.names import Lexicon, name_until, normal_name, words_at
from modellregion.rules.feel.tree import Node
from modellregion.rules.limits import NESTING_MAX


class Vocabulary:
    """The names somebody made known before the text was read: built-in functions and types to begin with.

    Build one and use it for many texts.
    """

    def __init__(self, *, functions: Iterable[str] = (), types: Iterable[str] = ()) -> None:
        self.scope = Lexicon(functions)
        # What may stand behind a dot: no function, and so "date and time" is no obstacle there.
        self.members = Lexicon()
        self.types = Lexicon(types)

    def with_names(
        self, names: Iterable[str], *, types: Iterable[str] = (), members: Iterable[str] = ()
    ) -> "Vocabulary":
        """Give a vocabulary that knows more: variables, types, and names that only stand behind a dot or in a filter."""
        known = tuple(names)
        more = Vocabulary()
        more.scope = Lexicon(known, self.scope)
        more.members = Lexicon((*known, *members), self.members)
        more.types = Lexicon(types, self.types)
        return more


class Cursor:
    """What all parts of the parser share. One instance reads one text once."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.index = 0
        self.types = vocabulary.types
        self._scope = vocabulary.scope
        # Keys that contexts of this text declare: a path or a filter may name them anywhere.
        self._declared = Lexicon(outer=vocabulary.members)
        self._filters = 0
        self._depth = 0

    def expression(self) -> Node:
        """Read one expression of any form."""
        raise NotImplementedError

    def operand(self) -> Node:
        """Read what may stand on either side of a comparison."""
        raise NotImplementedError

    @property
    def token(self) -> Token:
        """The token at hand."""
        return self.tokens[self.index]

    def at(self, *texts: str) -> bool:
        """Tell whether one of these words or signs is at hand."""
        token = self.tokens[self.index]
        return token.text in texts and token.kind in {WORD, SIGN}

    def after(self, distance: int = 1) -> Token:
        """Look ahead."""
        return self.tokens[min(self.index + distance, len(self.tokens) - 1)]

    def take(self, text: str) -> bool:
        """Go past a word or sign if it is at hand."""
        if self.at(text):
            self.index += 1
            return True
        return False

    def expect(self, text: str, why: str) -> None:
        """Go past a word or sign that must be at hand; raises ``FeelSyntaxError``."""
        if not self.take(text):
            raise self.error("feel-expected", f"{why} needs {text!r} here, but there is {self.found()}.")

    def found(self) -> str:
        """Name the token at hand, for an error."""
        return "the end" if self.token.kind == END else repr(self.token.text[:40])

    def error(self, code: str, message: str, token: Token | None = None) -> FeelSyntaxError:
        """Build the error for the token at hand, or for another."""
        return error_at(self.text, (token or self.token).offset, code, message)

    def end(self) -> None:
        """Require the end of the text."""
        if self.token.kind != END:
            raise self.error("feel-unexpected", f"Nothing is expected here, but there is {self.found()}.")

    def deeper(self) -> None:
        """Go one level down; raises ``FeelSyntaxError`` below the limit. ``self.shallower`` comes up again."""
        self._depth += 1
        if self._depth > NESTING_MAX:
            raise self.error("feel-too-deep", f"The expression is nested deeper than {NESTING_MAX} levels.")

    def shallower(self) -> None:
        """Come up again. Not needed after an error: it ends the reading."""
        self._depth -= 1

    def restart(self) -> None:
        """Go back to the beginning, for another way of reading."""
        self.index = 0
        self._depth = 0

    @contextmanager
    def scope(self, names: Collection[str] = ()) -> Iterator[Lexicon]:
        """Make names known for a part of the text."""
        outer = self._scope
        self._scope = Lexicon(names, outer)
        try:
            yield self._scope
        finally:
            self._scope = outer

    @contextmanager
    def filter(self) -> Iterator[None]:
        """Make the keys of contexts known as variables, for the condition of a filter."""
        self._filters += 1
        try:
            yield
        finally:
            self._filters -= 1

    def declare_key(self, name: str) -> None:
        """Remember the key of a context."""
        self._declared.add(name)

    def known_name(self) -> str | None:
        """Read the longest variable or function name known at this place, if there is one."""
        match = self._scope.match(self.tokens, self.index)
        if self._filters:
            match = _longer(match, self._declared.match(self.tokens, self.index))
        return self._past(match)

    def free_name(self) -> str | None:
        """Read words that follow each other as a name nobody declared."""
        name, length = words_at(self.tokens, self.index)
        return self._past((name, length) if length else None)

    def member_name(self) -> str | None:
        """Read the name behind a dot."""
        if self.at("'"):
            return self.quoted_name()
        name, length = words_at(self.tokens, self.index)
        match = self._declared.match(self.tokens, self.index)
        return self._past(_longer(match, (name, length) if length else None))

    def quoted_name(self) -> str:
        """Read ``'a name'``, as the first version of DMN wrote names with blanks; files of that time are about."""
        start = self.index + 1
        name, length = name_until(self.tokens, start, frozenset("'"))
        if not length or self.tokens[start + length].text != "'":
            raise self.error("feel-open-string", "The name that begins here has no closing quote.")
        self.index = start + length + 1
        return normal_name(name)

    def _past(self, match: tuple[str, int] | None) -> str | None:
        if match is None:
            return None
        self.index += match[1]
        return match[0]


def _longer(one: tuple[str, int] | None, other: tuple[str, int] | None) -> tuple[str, int] | None:
    if one is None or other is None:
        return one or other
    return other if other[1] > one[1] else one
