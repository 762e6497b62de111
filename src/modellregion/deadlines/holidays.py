"""Public holidays and closed days (Feiertage, Sonnabende, Sonntage) of a Land, computed for any year its law is known.

Sources are named with every holiday in ``data/holidays.toml``. A closed day is a day on which a period cannot end when
the rule shifts: Saturday, Sunday or public holiday (§ 31 Abs. 3 VwVfG, § 193 BGB). 24 and 31 December are none.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Annotated

import msgspec

from modellregion.deadlines.errors import CalendarError

SATURDAY = 5
SUNDAY = 6

_FIRST_GREGORIAN_YEAR = 1583
_MonthDay = Annotated[str, msgspec.Meta(pattern=r"^[01][0-9]-[0-3][0-9]$")]


class Closure(StrEnum):
    """Why a day is closed; a public holiday that falls on a Sunday is named as the holiday."""

    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday (gesetzlicher Feiertag) on one day of one year."""

    day: date
    key: str
    de: str
    """Name in the law, ``"Fronleichnamstag"``."""
    en: str
    source: str
    """Paragraph of the law, with its date where the day was one for some years only."""
    verified: bool
    """True when checked against the law's text or an authority's notice."""


class _HolidayRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    key: str
    de: str
    en: str
    where: tuple[str, ...]
    source: str
    verified: bool
    fixed: _MonthDay | None = None
    easter: int | None = None
    weekday: Annotated[int, msgspec.Meta(ge=1, le=7)] | None = None
    before: _MonthDay | None = None
    from_year: int | None = None
    to_year: int | None = None

    def __post_init__(self) -> None:
        ways = [self.fixed is not None, self.easter is not None, self.before is not None]
        if ways.count(True) != 1 or (self.before is None) != (self.weekday is None):
            raise ValueError(f"holiday {self.key!r} needs exactly one of fixed, easter, weekday with before")

    def holds(self, jurisdiction: str, year: int) -> bool:
        known = "DE" in self.where or jurisdiction in self.where
        return known and (self.from_year or year) <= year <= (self.to_year or year)

    def day_in(self, year: int) -> date:
        if self.fixed is not None:
            return date.fromisoformat(f"{year:04}-{self.fixed}")
        if self.easter is not None:
            return easter_sunday(year) + timedelta(days=self.easter)
        eve = date.fromisoformat(f"{year:04}-{self.before}") - timedelta(days=1)
        return eve - timedelta(days=(eve.isoweekday() - (self.weekday or 1)) % 7)


class _JurisdictionRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    key: str
    name: str
    complete_from: int
    verified: bool
    law: str = ""
    note: str = ""


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    jurisdiction: tuple[_JurisdictionRow, ...]
    holiday: tuple[_HolidayRow, ...]


class Calendar:
    """The working calendar of a Land (Feiertagskalender); get one with ``calendar_for``.

    Every method raises ``CalendarError`` for a year before the first one whose holidays are known.
    """

    def __init__(self, jurisdiction: str, name: str, complete_from: int) -> None:
        self.jurisdiction = jurisdiction
        self.name = name
        self.complete_from = complete_from

    def __repr__(self) -> str:
        return f"Calendar({self.jurisdiction!r})"

    def holidays(self, year: int) -> tuple[Holiday, ...]:
        """Return the year's public holidays in order of date."""
        if year < self.complete_from:
            raise CalendarError(
                f"Die Feiertage von {self.name} sind ab {self.complete_from} bekannt, nicht für {year}.",
                f"The public holidays of {self.name} are known from {self.complete_from} on, not for {year}.",
            )
        return tuple(_holidays(self.jurisdiction, year).values())

    def holiday_on(self, day: date) -> Holiday | None:
        """Return the public holiday on this day, if it is one."""
        if day.year < self.complete_from:
            self.holidays(day.year)
        return _holidays(self.jurisdiction, day.year).get(day)

    def closure(self, day: date) -> Closure | None:
        """Return why a period cannot end on this day, or None on a working day."""
        if self.holiday_on(day):
            return Closure.HOLIDAY
        weekday = day.weekday()
        if weekday == SUNDAY:
            return Closure.SUNDAY
        return Closure.SATURDAY if weekday == SATURDAY else None

    def is_working_day(self, day: date) -> bool:
        """Tell whether the day is neither Saturday nor Sunday nor public holiday (Arbeitstag)."""
        return self.closure(day) is None

    def working_day_from(self, day: date) -> date:
        """Return the day itself when it is a working day, otherwise the next one."""
        while self.closure(day) is not None:
            day += timedelta(days=1)
        return day

    def working_day_after(self, day: date, count: int = 1) -> date:
        """Return the ``count``-th working day after the day, which itself never counts; ``count`` is at least 1."""
        for _ in range(count):
            day = self.working_day_from(day + timedelta(days=1))
        return day


def calendar_for(jurisdiction: str) -> Calendar:
    """Return the calendar of a Land by ISO 3166-2 code (``"DE-NW"``) or of all Länder alike (``"DE"``).

    Raises ``CalendarError`` when the Land is unknown.
    """
    for row in _data().jurisdiction:
        if row.key == jurisdiction:
            return Calendar(row.key, row.name, row.complete_from)
    known = ", ".join(row.key for row in _data().jurisdiction)
    raise CalendarError(
        f"Für „{jurisdiction}“ sind keine Feiertage bekannt. Bekannt sind: {known}.",
        f"No public holidays are known for “{jurisdiction}”. Known are: {known}.",
    )


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar.

    The “anonymous Gregorian algorithm” (Nature, 20 April 1876; Meeus, Astronomical Algorithms, chapter 8). Raises
    ``CalendarError`` before 1583, the first whole year of the Gregorian calendar.
    """
    if year < _FIRST_GREGORIAN_YEAR:
        raise CalendarError(
            f"Ostern {year} wird nicht berechnet: Der gregorianische Kalender beginnt 1582.",
            f"Easter of {year} is not computed: the Gregorian calendar begins in 1582.",
        )
    golden = year % 19
    century, in_century = divmod(year, 100)
    leaps, leap_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon_shift + 15) % 30
    quads, quad_rest = divmod(in_century, 4)
    to_sunday = (32 + 2 * leap_rest + 2 * quads - epact - quad_rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def _data() -> _Data:
    text = (resources.files("modellregion.deadlines") / "data" / "holidays.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _Data)


@cache
def _holidays(jurisdiction: str, year: int) -> dict[date, Holiday]:
    found = [
        Holiday(row.day_in(year), row.key, row.de, row.en, row.source, row.verified)
        for row in _data().holiday
        if row.holds(jurisdiction, year)
    ]
    # Two holidays may share a day (Ascension on 1 May, as in 2008); the first named in the data keeps it.
    by_day: dict[date, Holiday] = {}
    for one in sorted(found, key=lambda holiday: holiday.day):
        by_day.setdefault(one.day, one)
    return by_day
