"""``matches``, ``replace`` and ``split``: the functions that take regular expressions (DMN 1.5 § 10.3.4.3)."""

import re
from typing import Final

from modellregion.rules.builtins.registry import builtin
from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Run
from modellregion.rules.regex.matching import Search, Slots
from modellregion.rules.regex.program import Program, compile_pattern

# A pattern may be refused only after long work, because it repeats too much.
REFUSED_PATTERN_COST: Final = 1_000
_REFERENCE: Final = re.compile(r"\\([\\$])|\$([0-9]+)|[\\$]")


@builtin("matches(input: string, pattern: string, flags?: string?)", with_run=True)
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    """Tell whether the pattern is found anywhere in the text; a wrong pattern or flag makes null."""
    return Search(_compiled(pattern, flags or "", run), text, run).first(0) is not None


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string?)", with_run=True)
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Replace all matches; ``$1`` stands for the first group, ``$0`` for the match. No empty match is allowed."""
    program = _consuming(pattern, flags or "", run)
    pieces = _pieces(replacement, program)
    parts: list[str] = []
    position = length = 0
    for slots in Search(program, text, run).all():
        found = text[position : slots[0]] + "".join(_filled(piece, text, slots) for piece in pieces)
        parts.append(found)
        length += len(found)
        run.charge(1)
        run.sized_text(length)
        position = slots[1]
    result = "".join([*parts, text[position:]])
    run.sized_text(len(result))
    return result


@builtin("split(string: string, delimiter: string)", with_run=True)
def split(run: Run, text: str, delimiter: str) -> list[str]:
    """Cut a text at each match of a pattern that matches at least one character."""
    parts: list[str] = []
    position = 0
    for slots in Search(_consuming(delimiter, "", run), text, run).all():
        parts.append(text[position : slots[0]])
        run.charge(1)
        run.sized_list(len(parts) + 1)
        position = slots[1]
    return [*parts, text[position:]]


def _compiled(pattern: str, flags: str, run: Run) -> Program:
    """Compile a pattern, and pay for it by its length and that of its program."""
    run.charge(1 + len(pattern) // 4)
    try:
        program = compile_pattern(pattern, flags)
    except NoValueError:
        run.charge(REFUSED_PATTERN_COST)
        raise
    run.charge(len(program.instructions) // 4)
    return program


def _consuming(pattern: str, flags: str, run: Run) -> Program:
    program = _compiled(pattern, flags, run)
    if Search(program, "", run).first(0) is not None:
        raise NoValueError("A pattern that matches the empty text cannot be replaced or split at.")
    return program


def _pieces(replacement: str, program: Program) -> list[str | int]:
    """Split a replacement into texts and the numbers of groups."""
    if program.flags.quoted:
        return [replacement]
    pieces: list[str | int] = []
    position = 0
    for found in _REFERENCE.finditer(replacement):
        pieces.append(replacement[position : found.start()])
        position = found.end()
        if found.group(1):
            pieces.append(found.group(1))
        elif found.group(2):
            pieces.extend(_group_number(found.group(2), program.groups))
        else:
            raise NoValueError(
                r"In a replacement, '$' is followed by a number; '\$' and '\\' are the signs themselves."
            )
    return [*pieces, replacement[position:]]


def _group_number(digits: str, groups: int) -> list[str | int]:
    # As many digits as there are groups for; the others are text (F&O 3.1 § 5.6.4).
    length = 1
    while length < len(digits) and int(digits[: length + 1]) <= groups:
        length += 1
    number = int(digits[:length])
    return [number if number <= groups else "", digits[length:]]


def _filled(piece: str | int, text: str, slots: Slots) -> str:
    if isinstance(piece, str):
        return piece
    start, end = slots[piece * 2], slots[piece * 2 + 1]
    return text[start:end] if start >= 0 and end >= 0 else ""
