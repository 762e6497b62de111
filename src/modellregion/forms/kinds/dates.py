"""Dates and partial dates, typed as day, month and year."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from modellregion.forms.kinds.base import Entered, Kind, Moment, Read
from modellregion.forms.latin import search_key
from modellregion.forms.messages import Problem

DAY, MONTH, YEAR = "tag", "monat", "jahr"
_NUMBER = re.compile(r"(\d{1,4})\s*\.?")
MONTHS = (
    ("Januar", "January"), ("Februar", "February"), ("März", "March"), ("April", "April"), ("Mai", "May"),
    ("Juni", "June"), ("Juli", "July"), ("August", "August"), ("September", "September"), ("Oktober", "October"),
    ("November", "November"), ("Dezember", "December"),
)  # fmt: skip
_MONTH_KEYS = [{search_key(name) for name in names} for names in MONTHS]
_MONTH_KEYS[0].add("janner")
_MONTH_KEYS[2].add("mrz")
# A whole date in the first input: 27.3.2026, 27 3 2026, 2026-03-27, 27. März 2026, March 27, 2026. Not 3/4/2026, which
# is two different days on the two sides of the Atlantic.
_WHOLE = (
    re.compile(r"(?P<tag>\d{1,2})(?:\.\s*|\s+)(?P<monat>\d{1,2})(?:\.\s*|\s+)(?P<jahr>\d{1,4})"),
    re.compile(r"(?P<jahr>\d{4})-(?P<monat>\d{1,2})-(?P<tag>\d{1,2})"),
    re.compile(r"(?P<tag>\d{1,2})\.?[\s-]*(?P<monat>[^\W\d_]{3,9})\.?,?[\s-]*(?P<jahr>\d{1,4})"),
    re.compile(r"(?P<monat>[^\W\d_]{3,9})\.?\s*(?P<tag>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<jahr>\d{1,4})"),
)
_LENGTH_MAX = 40
YEAR_MIN = 1000
_Numbers = dict[str, int | None]


def show_date(value: date, language: str) -> str:
    """Return a date as people write it: ``27.03.2026`` or ``27 March 2026``."""
    if language == "en":
        return f"{value.day} {MONTHS[value.month - 1][1]} {value.year}"
    return f"{value.day:02}.{value.month:02}.{value.year:04}"


def _numbers(entered: Entered) -> "_Numbers | Problem":
    """Return day, month and year, None for an empty input; a problem when one of them is no number and no month."""
    texts = {part: entered.text(part).strip() for part in (DAY, MONTH, YEAR)}
    if not texts[MONTH] and not texts[YEAR] and len(texts[DAY]) <= _LENGTH_MAX:
        whole = next(filter(None, (pattern.fullmatch(texts[DAY]) for pattern in _WHOLE)), None)
        texts = whole.groupdict() if whole else texts
    numbers: _Numbers = {}
    for part in (DAY, MONTH, YEAR):
        match = _NUMBER.fullmatch(texts[part]) if len(texts[part]) <= _LENGTH_MAX else None
        numbers[part] = int(match[1]) if match else None
        if part == MONTH and match is None:
            numbers[MONTH] = _month(texts[MONTH])
        if texts[part] and numbers[part] is None:
            return Problem("date_unreadable", part)
    return numbers


def _month(text: str) -> int | None:
    """Return the number of a month that is written out or shortened, in German or English."""
    key = search_key(text[:_LENGTH_MAX])
    if len(key) < 3:
        return None
    found = [number for number, names in enumerate(_MONTH_KEYS, 1) if any(n.startswith(key) for n in names)]
    return found[0] if len(found) == 1 else None


def _impossible(day: int, month: int, year: int) -> Problem:
    if not 1 <= month <= 12:
        return Problem("date_month", MONTH, {"month": month})
    return Problem("date_impossible", DAY, {"day": day, "month_name": MONTHS[month - 1], "year": year})


@dataclass(frozen=True, slots=True)
class Date(Kind):
    """A calendar date (``date``). Limits may be dates or days counted from today."""

    control: ClassVar[str] = "date"
    parts: ClassVar[tuple[str, ...]] = (DAY, MONTH, YEAR)
    value_type: ClassVar[Any] = date

    earliest: date | int | None = None
    latest: date | int | None = None

    def read(self, entered: Entered) -> Read:
        """Read three numbers, or a whole date pasted into the first input."""
        if entered.is_blank:
            return Read()
        numbers = _numbers(entered)
        if isinstance(numbers, Problem):
            return Read(problems=[numbers])
        day, month, year = numbers[DAY], numbers[MONTH], numbers[YEAR]
        if day is None or month is None or year is None:
            missing = DAY if day is None else MONTH if month is None else YEAR
            return Read(problems=[Problem("date_incomplete", missing)])
        if year < YEAR_MIN:
            return Read(problems=[Problem("date_year_short", YEAR)])
        try:
            return Read(date(year, month, day))
        except ValueError:
            return Read(problems=[_impossible(day, month, year)])

    def check(self, value: Any, moment: Moment) -> list[Problem]:
        """Check the limits."""
        if type(value) is not date or value.year < YEAR_MIN:
            return [Problem("wrong_type")]
        earliest, latest = _limit(self.earliest, moment), _limit(self.latest, moment)
        if latest is not None and value > latest:
            if self.latest == 0:
                return [Problem("date_in_future", DAY)]
            return [
                Problem("date_too_late", DAY, {"max": (show_date(latest, "de"), show_date(latest, "en"))})
            ]
        if earliest is not None and value < earliest:
            return [
                Problem(
                    "date_too_early", DAY, {"min": (show_date(earliest, "de"), show_date(earliest, "en"))}
                )
            ]
        return []

    def enter(self, value: Any) -> dict[str, list[str]]:
        """Return day, month and year."""
        return {DAY: [str(value.day)], MONTH: [str(value.month)], YEAR: [str(value.year)]}

    def show(self, value: Any, language: str) -> str:
        """Return the date as people write it."""
        return show_date(value, language)


def _limit(limit: date | int | None, moment: Moment) -> date | None:
    if isinstance(limit, int):
        return moment.today + timedelta(days=limit)
    return limit


@dataclass(frozen=True, slots=True)
class PartialDate(Kind):
    """A date of which day, or day and month, may be unknown (``partial_date``), as birth dates abroad are.

    Values are ISO-like texts: ``1960-10-12``, ``1960-10`` or ``1960``.
    """

    control: ClassVar[str] = "date"
    parts: ClassVar[tuple[str, ...]] = (DAY, MONTH, YEAR)
    value_type: ClassVar[Any] = str

    earliest_year: int = 1880
    not_in_future: bool = True

    def read(self, entered: Entered) -> Read:
        """Read up to three numbers; the year is needed."""
        if entered.is_blank:
            return Read()
        numbers = _numbers(entered)
        if isinstance(numbers, Problem):
            return Read(problems=[numbers])
        # Zeros stand for unknown parts on German identity papers.
        day, month, year = numbers[DAY] or None, numbers[MONTH] or None, numbers[YEAR]
        problem = Problem("date_year_missing", YEAR) if year is None else _partial_problem(day, month, year)
        if problem is not None:
            return Read(problems=[problem])
        return Read(
            "-".join([f"{year:04}", *([f"{month:02}"] if month else []), *([f"{day:02}"] if day else [])])
        )

    def check(self, value: Any, moment: Moment) -> list[Problem]:
        """Check form and limits."""
        first = first_day(value)
        if first is None or first.year < YEAR_MIN:
            return [Problem("wrong_type")]
        if self.not_in_future and first > moment.today:
            return [Problem("date_in_future", DAY)]
        if first.year < self.earliest_year:
            return [
                Problem(
                    "date_too_early",
                    YEAR,
                    {"min": (f"01.01.{self.earliest_year}", f"1 January {self.earliest_year}")},
                )
            ]
        return []

    def enter(self, value: Any) -> dict[str, list[str]]:
        """Return the parts that are known."""
        year, month, day = [*value.split("-"), "", ""][:3]
        return {DAY: [day.lstrip("0")], MONTH: [month.lstrip("0")], YEAR: [year]}

    def show(self, value: Any, language: str) -> str:
        """Return the date as people write it, or only its known parts."""
        pieces = value.split("-")
        if len(pieces) == 3:
            return show_date(date.fromisoformat(value), language)
        if len(pieces) == 2:
            return f"{MONTHS[int(pieces[1]) - 1][1 if language == 'en' else 0]} {pieces[0]}"
        return str(value)

    def feel(self, value: Any) -> Any:
        """Return the first day the date can mean, so that it compares with other dates."""
        return first_day(value)

    def from_feel(self, value: Any) -> Any:
        """Return the whole date."""
        return value.isoformat() if type(value) is date else value


def _partial_problem(day: int | None, month: int | None, year: int) -> Problem | None:
    if year < YEAR_MIN:
        return Problem("date_year_short", YEAR)
    if day is not None and month is None:
        return Problem("date_day_without_month", MONTH)
    if month is not None and not 1 <= month <= 12:
        return Problem("date_month", MONTH, {"month": month})
    if day is not None and month is not None and day > calendar.monthrange(year, month)[1]:
        return _impossible(day, month, year)
    return None


def first_day(value: Any) -> date | None:
    """Return the first day a partial date can mean, or None when it is no partial date."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", value):
        return None
    try:
        return date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        return None
