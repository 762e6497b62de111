"""Runs a program over a text, backtracking as Perl does but never twice through the same place."""

from collections.abc import Iterator
from typing import Final, cast

from modellregion.rules.evaluation import Run
from modellregion.rules.regex.characters import Accepts, case_variants
from modellregion.rules.regex.program import DONE, EDGE, JUMP, SAVE, SPLIT, TAKE, Instruction, Program

# So many instructions cost one step of the evaluation's budget.
INSTRUCTIONS_A_STEP: Final = 2
# With back-references the places remembered are larger, and one may be visited many times.
REFERENCE_COST: Final = 4
_CHARGED_AT_ONCE: Final = 64

# Start and end of the whole match and of each group, -1 where a group holds nothing.
Slots = tuple[int, ...]


class Search:
    """One program over one text; every place tried is remembered across all starting points."""

    def __init__(self, program: Program, text: str, run: Run) -> None:
        self._program = program
        self._text = text
        self._run = run
        self._tried: set[object] = set()
        self._size = len(program.instructions)
        self._owed = 0
        self._cost = REFERENCE_COST if program.has_references else 1

    def first(self, start: int) -> Slots | None:
        """Find the first match that begins at a place or behind it."""
        for position in range(start, len(self._text) + 1):
            found = self._match_at(position)
            if found is not None:
                return found
        return None

    def all(self) -> Iterator[Slots]:
        """Find all matches that do not overlap. The pattern must not match the empty text."""
        position = 0
        while position <= len(self._text):
            found = self.first(position)
            if found is None:
                return
            yield found
            # A match that was found is a way that did not fail; the places on it may serve again.
            self._tried.clear()
            position = max(found[1], found[0] + 1)

    def _match_at(self, start: int) -> Slots | None:
        empty: Slots = (start, -1) + (-1,) * (2 * self._program.groups)
        waiting: list[tuple[int, int, Slots]] = [(0, start, empty)]
        while waiting:
            place, position, slots = waiting.pop()
            found = self._follow(place, position, slots, waiting)
            if found is not None:
                return found
        return None

    def _follow(
        self, place: int, position: int, slots: Slots, waiting: list[tuple[int, int, Slots]]
    ) -> Slots | None:
        """Go on until the way ends; second choices are left in ``waiting``."""
        instructions = self._program.instructions
        while self._is_new(place, position, slots):
            instruction = instructions[place]
            what = instruction[0]
            if what == SPLIT:
                _, first, second = cast("tuple[int, int, int]", instruction)
                waiting.append((second, position, slots))
                place = first
            elif what == JUMP:
                place = cast("int", instruction[1])
            elif what == DONE:
                return (slots[0], position, *slots[2:])
            else:
                if what == SAVE:
                    slot = cast("int", instruction[1])
                    slots = (*slots[:slot], position, *slots[slot + 1 :])
                else:
                    behind = self._behind(instruction, position, slots)
                    if behind is None:
                        return None
                    position = behind
                place += 1
        return None

    def _behind(self, instruction: Instruction, position: int, slots: Slots) -> int | None:
        """Give the position behind what an instruction accepts, None when it accepts nothing here."""
        what = instruction[0]
        if what == TAKE:
            accepts = cast("Accepts", instruction[1])
            text = self._text
            return position + 1 if position < len(text) and accepts(text[position]) else None
        if what == EDGE:
            return position if self._at_edge(cast("str", instruction[1]), position) else None
        return self._behind_repeated(cast("int", instruction[1]), position, slots)

    def _is_new(self, place: int, position: int, slots: Slots) -> bool:
        self._owed += self._cost
        if self._owed >= _CHARGED_AT_ONCE:
            self._run.charge(self._owed // INSTRUCTIONS_A_STEP)
            self._owed = 0
        number = position * self._size + place
        state: object = (number, slots[2:]) if self._program.has_references else number
        if state in self._tried:
            return False
        self._tried.add(state)
        return True

    def _at_edge(self, sign: str, position: int) -> bool:
        if sign == "^":
            return position == 0 or (self._program.flags.many_lines and self._text[position - 1] == "\n")
        at_end = position == len(self._text)
        return at_end or (self._program.flags.many_lines and self._text[position] == "\n")

    def _behind_repeated(self, group: int, position: int, slots: Slots) -> int | None:
        start, end = slots[group * 2], slots[group * 2 + 1]
        if start < 0 or end < 0:
            return position
        wanted = self._text[start:end]
        there = self._text[position : position + len(wanted)]
        self._run.charge(1 + len(wanted) // 100)
        if len(there) != len(wanted):
            return None
        if there != wanted and not (self._program.flags.ignore_case and _same_but_case(there, wanted)):
            return None
        return position + len(wanted)


def _same_but_case(one: str, other: str) -> bool:
    return all(left in case_variants(right) for left, right in zip(one, other, strict=True))
