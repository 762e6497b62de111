r"""Patterns to trees (F&O 3.1 § 5.6.1; XML Schema 1.1 part 2, appendix G). What XPath does not know is refused."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from modellregion.rules.errors import NoValueError
from modellregion.rules.regex import characters
from modellregion.rules.regex.characters import Accepts, CharacterClass

PATTERN_LENGTH_MAX: Final = 5_000
GROUP_DEPTH_MAX: Final = 40
REPEATS_MAX: Final = 5_000
CLASS_SETS_MAX: Final = 50
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", **{sign: sign for sign in "\\|.?*+(){}-[]^$"}}
_SPECIAL: Final = frozenset(".\\?*+(){}|[]^$")


@dataclass(frozen=True, slots=True)
class One:
    """One character of a set."""

    accepts: Accepts


@dataclass(frozen=True, slots=True)
class Edge:
    """``^`` or ``$``."""

    sign: str


@dataclass(frozen=True, slots=True)
class Again:
    r"""``\1``: what a group held."""

    group: int


@dataclass(frozen=True, slots=True)
class Group:
    """Brackets; ``number`` is 0 for those that hold nothing fast."""

    number: int
    body: "Part"


@dataclass(frozen=True, slots=True)
class Repeat:
    """``*``, ``{2,5}`` and their like; ``most`` is None without bound."""

    body: "Part"
    least: int
    most: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts behind each other."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """``a|b``."""

    branches: tuple["Part", ...]


Part: TypeAlias = One | Edge | Again | Group | Repeat | Sequence | Choice


@dataclass(frozen=True, slots=True)
class Flags:
    """The letters behind a pattern: ``s``, ``m``, ``i``, ``x``, ``q``."""

    dot_all: bool = False
    many_lines: bool = False
    ignore_case: bool = False
    free_spacing: bool = False
    quoted: bool = False

    @classmethod
    def from_text(cls, text: str) -> "Flags":
        """Read the letters; raises ``NoValueError`` for any other."""
        if set(text) - set("smixq"):
            raise NoValueError(f"{text[:20]!r} are not flags: s, m, i, x and q are.")
        return cls("s" in text, "m" in text, "i" in text, "x" in text, "q" in text)


class PatternReader:
    """Reads one pattern; raises ``NoValueError`` for what is none."""

    def __init__(self, text: str, flags: Flags) -> None:
        if len(text) > PATTERN_LENGTH_MAX:
            raise NoValueError(f"A pattern has at most {PATTERN_LENGTH_MAX} characters.")
        self.text = text
        self.flags = flags
        self.index = 0
        self.groups = 0
        self._closed: set[int] = set()
        self._depth = 0

    def read(self) -> Part:
        """Read the whole pattern."""
        if self.flags.quoted:
            return Sequence(tuple(self._literal(character) for character in self.text))
        part = self._choice()
        if self.index < len(self.text):
            raise self._wrong("an unexpected ')'")
        return part

    def _wrong(self, what: str) -> NoValueError:
        return NoValueError(f"The pattern {self.text[:60]!r} has {what} at place {self.index + 1}.")

    def _at(self, text: str) -> bool:
        return self.text.startswith(text, self.index)

    def _take(self, text: str) -> bool:
        if self._at(text):
            self.index += len(text)
            return True
        return False

    def _next(self) -> str:
        if self.index >= len(self.text):
            raise self._wrong("an unexpected end")
        self.index += 1
        return self.text[self.index - 1]

    def _skip_space(self) -> None:
        while self.flags.free_spacing and self.index < len(self.text) and self.text[self.index] in " \t\n\r":
            self.index += 1

    def _literal(self, character: str) -> Part:
        return One(characters.literal(character, ignore_case=self.flags.ignore_case))

    def _choice(self) -> Part:
        branches = [self._sequence()]
        while self._take("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while True:
            self._skip_space()
            if self.index >= len(self.text) or self.text[self.index] in "|)":
                return Sequence(tuple(parts))
            parts.append(self._repeated(self._atom()))

    def _repeated(self, atom: Part) -> Part:
        self._skip_space()
        if not (self.index < len(self.text) and self.text[self.index] in "?*+{"):
            return atom
        if isinstance(atom, Edge):
            raise self._wrong("a repetition of nothing")
        least, most = self._counts()
        self._skip_space()
        greedy = not self._take("?")
        self._skip_space()
        if self.index < len(self.text) and self.text[self.index] in "?*+{":
            raise self._wrong("a repetition of a repetition")
        return Repeat(atom, least, most, greedy)

    def _counts(self) -> tuple[int, int | None]:
        sign = self._next()
        if sign != "{":
            return (1 if sign == "+" else 0), (1 if sign == "?" else None)
        least = self._count()
        most: int | None = least
        if self._take(","):
            most = None if self._at("}") else self._count()
        if not self._take("}") or (most is not None and most < least):
            raise self._wrong("a wrong repetition")
        return least, most

    def _count(self) -> int:
        self._skip_space()
        start = self.index
        while self.index < len(self.text) and self.text[self.index] in "0123456789":
            self.index += 1
        digits = self.text[start : self.index]
        self._skip_space()
        if not digits or len(digits) > 9 or int(digits) > REPEATS_MAX:
            raise self._wrong("a wrong repetition")
        return int(digits)

    def _atom(self) -> Part:
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return One(self._class().accepts(ignore_case=self.flags.ignore_case))
        if character == ".":
            return One(characters.any_character(lines_joined=self.flags.dot_all))
        if character in "^$":
            return Edge(character)
        if character == "\\":
            return self._escape()
        if character in _SPECIAL:
            raise self._wrong(f"an unexpected {character!r}")
        return self._literal(character)

    def _group(self) -> Part:
        self._depth += 1
        if self._depth > GROUP_DEPTH_MAX:
            raise self._wrong("too many brackets in brackets")
        number = 0
        if not self._take("?:"):
            self.groups += 1
            number = self.groups
        body = self._choice()
        if not self._take(")"):
            raise self._wrong("an open bracket")
        self._depth -= 1
        self._closed.add(number)
        return Group(number, body)

    def _escape(self) -> Part:
        character = self._next()
        if character in "123456789":
            return self._again(character)
        found = self._set(character)
        if found is not None:
            return One(found)
        if character not in _ESCAPED:
            raise self._wrong(f"an unknown escape {character!r}")
        return self._literal(_ESCAPED[character])

    def _again(self, digits: str) -> Part:
        # Further digits belong to the number as long as there are that many groups (§ 5.6.1).
        while self.index < len(self.text) and self.text[self.index] in "0123456789":
            if int(digits + self.text[self.index]) > self.groups:
                break
            digits += self._next()
        if int(digits) not in self._closed:
            raise self._wrong("a reference to a group that is not closed yet")
        return Again(int(digits))

    def _set(self, character: str) -> Accepts | None:
        known = characters.CLASSES.get(character.lower())
        if known is not None:
            return characters.negated(known) if character.isupper() else known
        if character not in "pP":
            return None
        end = self.text.find("}", self.index)
        if not self._take("{") or end < 0:
            raise self._wrong("an open category")
        name = self.text[self.index : end]
        self.index = end + 1
        found = characters.category(name)
        if found is None:
            raise self._wrong(f"an unknown category {name[:30]!r}")
        return characters.negated(found) if character == "P" else found

    def _class(self) -> CharacterClass:
        self._depth += 1
        if self._depth > GROUP_DEPTH_MAX:
            raise self._wrong("too many brackets in brackets")
        negated = self._take("^")
        ranges: list[tuple[str, str]] = []
        sets: list[Accepts] = []
        less: CharacterClass | None = None
        while not self._at("]"):
            if self._at("-[") and (ranges or sets):
                self.index += 2
                less = self._class()
                break
            self._class_item(ranges, sets)
        if not self._take("]") or not (ranges or sets) or len(sets) > CLASS_SETS_MAX:
            raise self._wrong("an open, empty or overlong class")
        self._depth -= 1
        return CharacterClass(tuple(ranges), tuple(sets), negated, less)

    def _class_item(self, ranges: list[tuple[str, str]], sets: list[Accepts]) -> None:
        first = self._class_character(sets)
        if first is None:
            return
        if self._at("-") and not self._at("-]") and not self._at("-["):
            self.index += 1
            last = self._class_character(None)
            if last is None or last < first:
                raise self._wrong("a wrong range")
            ranges.append((first, last))
        else:
            ranges.append((first, first))

    def _class_character(self, sets: list[Accepts] | None) -> str | None:
        character = self._next()
        if character == "[":
            raise self._wrong("an unexpected '['")
        if character != "\\":
            return character
        escaped = self._next()
        found = self._set(escaped)
        if found is not None:
            if sets is None:
                raise self._wrong("a wrong range")
            sets.append(found)
            return None
        if escaped not in _ESCAPED:
            raise self._wrong(f"an unknown escape {escaped!r}")
        return _ESCAPED[escaped]
