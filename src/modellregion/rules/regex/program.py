"""Trees to a flat program that the matcher walks through. Repetitions are written out, so no counters are needed."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias

from modellregion.rules.errors import NoValueError
from modellregion.rules.regex.characters import Accepts
from modellregion.rules.regex.pattern import (
    Again,
    Choice,
    Edge,
    Flags,
    Group,
    One,
    Part,
    PatternReader,
    Repeat,
    Sequence,
)

PROGRAM_LENGTH_MAX: Final = 10_000
PARTS_EMITTED_MAX: Final = 40_000

TAKE, SPLIT, JUMP, SAVE, EDGE, AGAIN, DONE = range(7)

# (what, accepts) for TAKE; (what, first choice, second choice) for SPLIT; (what, number or sign) for the others.
Instruction: TypeAlias = tuple[int, Accepts] | tuple[int, int, int] | tuple[int, int] | tuple[int, str]


@dataclass(slots=True)
class Program:
    """A compiled pattern."""

    flags: Flags
    groups: int
    instructions: list[Instruction] = field(default_factory=list)
    has_references: bool = False
    parts_emitted: int = 0

    def add(self, instruction: Instruction) -> int:
        """Add an instruction and give its place; raises ``NoValueError`` when the program gets too long."""
        if len(self.instructions) >= PROGRAM_LENGTH_MAX:
            raise NoValueError("The pattern repeats too much.")
        self.instructions.append(instruction)
        return len(self.instructions) - 1

    def emit(self, part: Part) -> None:
        """Add the instructions of a part; raises ``NoValueError`` when repetitions make it too much."""
        # Counted besides the instructions: an empty part repeated in a repetition makes work, but no instruction.
        self.parts_emitted += 1
        if self.parts_emitted > PARTS_EMITTED_MAX:
            raise NoValueError("The pattern repeats too much.")
        if isinstance(part, One):
            self.add((TAKE, part.accepts))
        elif isinstance(part, Sequence):
            for one in part.parts:
                self.emit(one)
        elif isinstance(part, Edge):
            self.add((EDGE, part.sign))
        elif isinstance(part, Again):
            self.has_references = True
            self.add((AGAIN, part.group))
        elif isinstance(part, Group):
            self._emit_group(part)
        elif isinstance(part, Choice):
            self._emit_choice(part)
        else:
            self._emit_repeat(part)

    def _emit_group(self, part: Group) -> None:
        if part.number == 0:
            self.emit(part.body)
            return
        self.add((SAVE, part.number * 2))
        self.emit(part.body)
        self.add((SAVE, part.number * 2 + 1))

    def _emit_choice(self, part: Choice) -> None:
        jumps = []
        for branch in part.branches[:-1]:
            split = self.add((SPLIT, 0, 0))
            self.emit(branch)
            jumps.append(self.add((JUMP, 0)))
            self.instructions[split] = (SPLIT, split + 1, len(self.instructions))
        self.emit(part.branches[-1])
        for jump in jumps:
            self.instructions[jump] = (JUMP, len(self.instructions))

    def _emit_repeat(self, part: Repeat) -> None:
        for _ in range(part.least):
            self.emit(part.body)
        if part.most is None:
            split = self.add((SPLIT, 0, 0))
            self.emit(part.body)
            self.add((JUMP, split))
            self._join([split], greedy=part.greedy)
            return
        splits = []
        for _ in range(part.most - part.least):
            splits.append(self.add((SPLIT, 0, 0)))
            self.emit(part.body)
        self._join(splits, greedy=part.greedy)

    def _join(self, splits: list[int], *, greedy: bool) -> None:
        end = len(self.instructions)
        for split in splits:
            self.instructions[split] = (SPLIT, split + 1, end) if greedy else (SPLIT, end, split + 1)


@lru_cache(maxsize=256)
def compile_pattern(pattern: str, flags: str) -> Program:
    """Compile a pattern with its flags; raises ``NoValueError`` when it is none."""
    known = Flags.from_text(flags)
    reader = PatternReader(pattern, known)
    part = reader.read()
    program = Program(known, reader.groups)
    program.emit(part)
    program.add((DONE, 0))
    return program
