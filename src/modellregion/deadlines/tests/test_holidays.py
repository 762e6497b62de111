"""Public holidays: against a second Easter algorithm, against known years, and against the law's changes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.deadlines import holidays
from modellregion.deadlines.api import CalendarError, Closure, calendar_for, easter_sunday

NRW = calendar_for("DE-NW")
YEARS = range(1950, 2101)


def _easter_by_gauss(year: int) -> date:
    """Gauß' rule of 1800 in Lichtenberg's form of 1997, which has no exceptions left."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    golden = year % 19
    seed = (19 * golden + moon) % 30
    correction = (seed + golden // 11) // 29
    full_moon = 21 + seed - correction
    first_sunday = 7 - (year + year // 4 + sun) % 7
    distance = 7 - (full_moon - first_sunday) % 7
    return date(year, 3, 1) + timedelta(days=full_moon + distance - 1)


@given(st.integers(min_value=1583, max_value=9998))
def test_easter_agrees_with_gauss(year: int) -> None:
    assert easter_sunday(year) == _easter_by_gauss(year)


def test_easter_agrees_with_gauss_in_every_year_of_use() -> None:
    assert [year for year in YEARS if easter_sunday(year) != _easter_by_gauss(year)] == []


@pytest.mark.parametrize(
    ("year", "month", "day"),
    # The earliest and the latest possible day, the years of Gauß' exceptions, and years everybody remembers.
    [(1818, 3, 22), (2038, 4, 25), (1954, 4, 18), (1981, 4, 19), (2049, 4, 18), (2076, 4, 19), (2000, 4, 23), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28)],
)  # fmt: skip
def test_known_easter_days(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)


def test_the_year_2025_in_north_rhine_westphalia() -> None:
    assert [(one.day.isoformat(), one.key) for one in NRW.holidays(2025)] == [
        ("2025-01-01", "neujahr"),
        ("2025-04-18", "karfreitag"),
        ("2025-04-21", "ostermontag"),
        ("2025-05-01", "erster_mai"),
        ("2025-05-29", "christi_himmelfahrt"),
        ("2025-06-09", "pfingstmontag"),
        ("2025-06-19", "fronleichnam"),
        ("2025-10-03", "tag_der_deutschen_einheit"),
        ("2025-11-01", "allerheiligen"),
        ("2025-12-25", "erster_weihnachtstag"),
        ("2025-12-26", "zweiter_weihnachtstag"),
    ]


def test_the_year_2017_as_a_town_hall_announced_it() -> None:
    # hamm.de, "Feiertage und stille Feiertage in NRW", without the days of mourning, which are Sundays.
    assert [one.day for one in NRW.holidays(2017)] == [
        date(2017, *day)
        for day in [(1, 1), (4, 14), (4, 17), (5, 1), (5, 25), (6, 5), (6, 15), (10, 3), (10, 31), (11, 1), (12, 25), (12, 26)]
    ]  # fmt: skip


@pytest.mark.parametrize("year", YEARS)
def test_each_year_has_the_holidays_of_its_law(year: int) -> None:
    keys = [one.key for one in NRW.holidays(year)]
    assert ("reformationstag" in keys) == (year == 2017)
    assert ("buss_und_bettag" in keys) == (year <= 1994)
    june = NRW.holiday_on(date(year, 6, 17))
    if 1954 <= year <= 1990:
        assert june is not None
    else:
        assert june is None or june.key == "fronleichnam"
    assert ("tag_der_deutschen_einheit" in keys) == (year >= 1990)
    assert {"neujahr", "karfreitag", "ostermontag", "pfingstmontag", "allerheiligen"} <= set(keys)
    for one in NRW.holidays(year):
        assert one.de
        assert one.en
        assert one.source
        assert one.day.year == year


@pytest.mark.parametrize("year", YEARS)
def test_movable_feasts_fall_on_their_weekdays(year: int) -> None:
    weekdays = {one.key: one.day.isoweekday() for one in NRW.holidays(year)}
    expected = {"karfreitag": 5, "ostermontag": 1, "christi_himmelfahrt": 4, "pfingstmontag": 1, "fronleichnam": 4, "buss_und_bettag": 3}  # fmt: skip
    assert {key: weekdays[key] for key in expected if key in weekdays} == {
        key: weekday for key, weekday in expected.items() if key in weekdays
    }


def test_two_holidays_on_one_day_are_one() -> None:
    first_of_may = NRW.holiday_on(date(2008, 5, 1))
    assert first_of_may is not None
    assert first_of_may.key == "erster_mai"
    assert len(NRW.holidays(2008)) == 10


@pytest.mark.parametrize(
    "day", [date(2025, 12, 24), date(2025, 12, 31), date(2025, 3, 3), date(2025, 10, 31)]
)
def test_days_that_only_feel_like_holidays(day: date) -> None:
    assert NRW.is_working_day(day)


def test_why_a_day_is_closed() -> None:
    assert NRW.closure(date(2025, 9, 6)) is Closure.SATURDAY
    assert NRW.closure(date(2025, 9, 7)) is Closure.SUNDAY
    assert NRW.closure(date(2025, 10, 3)) is Closure.HOLIDAY
    assert NRW.closure(date(2026, 11, 1)) is Closure.HOLIDAY  # a Sunday, named as the holiday
    assert NRW.closure(date(2025, 9, 8)) is None


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(min_value=1, max_value=30))
def test_working_days_are_open_and_counted_one_by_one(day: date, count: int) -> None:
    found = NRW.working_day_after(day, count)
    assert NRW.is_working_day(found)
    between = [day + timedelta(days=offset) for offset in range(1, (found - day).days + 1)]
    assert sum(NRW.is_working_day(one) for one in between) == count
    assert NRW.working_day_from(found) == found


def test_laender_differ() -> None:
    repentance = date(2025, 11, 19)
    assert calendar_for("DE-SN").holiday_on(repentance)
    assert not NRW.holiday_on(repentance)
    assert calendar_for("DE-BY").holiday_on(date(2025, 1, 6))
    assert not calendar_for("DE").holiday_on(date(2025, 6, 19))
    assert calendar_for("DE-BE").holiday_on(date(2025, 5, 8))
    assert not calendar_for("DE-BE").holiday_on(date(2026, 5, 8))


def test_what_is_not_known_is_refused_with_a_sentence() -> None:
    with pytest.raises(CalendarError, match=r"No public holidays are known for “AT-9”") as unknown:
        calendar_for("AT-9")
    assert unknown.value.de.startswith("Für „AT-9“ sind keine Feiertage bekannt.")
    with pytest.raises(CalendarError, match="known from 1995 on, not for 1990"):
        calendar_for("DE-BY").is_working_day(date(1990, 3, 1))
    with pytest.raises(CalendarError, match="Gregorian"):
        easter_sunday(1500)


def test_the_holiday_data_name_only_known_laender() -> None:
    data = holidays._data()
    known = {row.key for row in data.jurisdiction}
    assert len(known) == 17
    for row in data.holiday:
        assert set(row.where) <= known
        assert row.holds(row.where[0], row.from_year or row.to_year or 2025)
