"""Reference numbers (Aktenzeichen) by pattern, without gap or double.

A pattern ends with the number, behind a sign that is no digit: ``{plan}-{year}-{number:4}``. All files whose reference
begins alike count in one series, so a pattern that changes in mid-year, and changes back, can never give a number twice.
"""

import re
from uuid import UUID

from modellregion.kernel.counters import next_number
from modellregion.records.errors import PatternInvalidError

DEFAULT_PATTERN = "{plan}-{year}-{number:4}"
_PATTERN = re.compile(
    r"(?P<before>(?:[^{}]|\{plan\}|\{year\}|\{year2\})*[^{}\d])\{number(?::(?P<width>[1-9]))?\}"
)
LENGTH_MAX = 80


def check_pattern(pattern: str) -> str:
    """Return the pattern without blanks around it.

    :raises PatternInvalidError: when no series of numbers follows from it.
    """
    pattern = pattern.strip()
    if pattern and (not _PATTERN.fullmatch(pattern) or len(pattern) > LENGTH_MAX):
        raise PatternInvalidError(pattern)
    return pattern


def beginning(pattern: str, *, plan: str, year: int) -> tuple[str, int]:
    """Return what all references of this pattern begin with in a year, and the least digits of the number."""
    found = _PATTERN.fullmatch(pattern or DEFAULT_PATTERN)
    if found is None:
        raise PatternInvalidError(pattern)
    before = found["before"].replace("{plan}", plan).replace("{year}", str(year))
    return before.replace("{year2}", f"{year % 100:02}"), int(found["width"] or 1)


def next_reference(municipality: UUID, pattern: str, *, plan: str, year: int) -> str:
    """Return the next reference; the series stays locked until the transaction ends, so ask for it late."""
    before, width = beginning(pattern, plan=plan, year=year)
    return f"{before}{next_number(municipality, f'records {before}'):0{width}}"
