"""Dates and partial dates: typed in three inputs or pasted into one, impossible days, limits, unknown parts."""

import calendar
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.forms.api import show_date
from modellregion.forms.kinds.base import Moment
from modellregion.forms.kinds.dates import DAY, MONTH, MONTHS, YEAR, Date, PartialDate, first_day
from modellregion.forms.tests.asking import TODAY, ask, check, typed_again

DATE = Date()
PAST = Date(latest=0)
BIRTH = PartialDate()
DATES = st.dates(date(1000, 1, 1), date(9999, 12, 31))


def parts(day: object = "", month: object = "", year: object = "") -> dict[str, str]:
    return {DAY: str(day), MONTH: str(month), YEAR: str(year)}


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (parts(27, 3, 2026), date(2026, 3, 27)),
        (parts("27.", " 03 ", "2026"), date(2026, 3, 27)),
        (parts("01", "1.", "1900"), date(1900, 1, 1)),
        (parts(29, 2, 2024), date(2024, 2, 29)),
        (parts(29, 2, 2000), date(2000, 2, 29)),
        (parts(31, 12, 9999), date(9999, 12, 31)),
        (parts(1, 1, 1000), date(1000, 1, 1)),
        (parts(27, "März", 2026), date(2026, 3, 27)),
        (parts(27, "Maerz", 2026), date(2026, 3, 27)),
        (parts(27, "mar.", 2026), date(2026, 3, 27)),
        (parts(1, "Jänner", 2026), date(2026, 1, 1)),
        (parts(24, "Dez", 2026), date(2026, 12, 24)),
        (parts(3, "October", 2026), date(2026, 10, 3)),
        (parts("٢٧", "٣", "٢٠٢٦"), date(2026, 3, 27)),
        (parts("27.3.2026"), date(2026, 3, 27)),
        (parts(" 27.03.2026 "), date(2026, 3, 27)),
        (parts("27 3 2026"), date(2026, 3, 27)),
        (parts("27. 3. 2026"), date(2026, 3, 27)),
        (parts("2026-03-27"), date(2026, 3, 27)),
        (parts("27. März 2026"), date(2026, 3, 27)),
        (parts("27 March 2026"), date(2026, 3, 27)),
        (parts("27-Mar-2026"), date(2026, 3, 27)),
        (parts("March 27, 2026"), date(2026, 3, 27)),
        (parts("Dec 24th, 2026"), date(2026, 12, 24)),
    ],
    ids=str,
)
def test_dates_as_people_type_them(typed: dict[str, str], value: date) -> None:
    assert ask(DATE, typed).value == value
    assert ask(PartialDate(earliest_year=1000), typed, date.max).value == value.isoformat()


@pytest.mark.parametrize(
    ("typed", "rule", "german"),
    [
        (
            parts(31, 2, 2026),
            "date_impossible@tag",
            "Den 31. Februar 2026 gibt es nicht. Bitte prüfen Sie „Angabe“.",
        ),
        (
            parts(29, 2, 2023),
            "date_impossible@tag",
            "Den 29. Februar 2023 gibt es nicht. Bitte prüfen Sie „Angabe“.",
        ),
        (
            parts(29, 2, 1900),
            "date_impossible@tag",
            "Den 29. Februar 1900 gibt es nicht. Bitte prüfen Sie „Angabe“.",
        ),
        (
            parts(31, "April", 2026),
            "date_impossible@tag",
            "Den 31. April 2026 gibt es nicht. Bitte prüfen Sie „Angabe“.",
        ),
        (
            parts(0, 5, 2026),
            "date_impossible@tag",
            "Den 0. Mai 2026 gibt es nicht. Bitte prüfen Sie „Angabe“.",
        ),
        (
            parts("31.2.2026"),
            "date_impossible@tag",
            "Den 31. Februar 2026 gibt es nicht. Bitte prüfen Sie „Angabe“.",
        ),
        (
            parts(1, 13, 2026),
            "date_month@monat",
            "Einen 13. Monat gibt es nicht. Bitte prüfen Sie „Angabe“: Der Monat ist eine Zahl von 1 bis 12.",
        ),
        (
            parts(27, 3, 26),
            "date_year_short@jahr",
            "Bitte geben Sie bei „Angabe“ das Jahr mit vier Ziffern an, zum Beispiel 1980.",
        ),
        (
            parts(1, 1, "0000"),
            "date_year_short@jahr",
            "Bitte geben Sie bei „Angabe“ das Jahr mit vier Ziffern an, zum Beispiel 1980.",
        ),
        (
            parts("27.3.26"),
            "date_year_short@jahr",
            "Bitte geben Sie bei „Angabe“ das Jahr mit vier Ziffern an, zum Beispiel 1980.",
        ),
        (parts(27, 3), "date_incomplete@jahr", "Bitte geben Sie bei „Angabe“ Tag, Monat und Jahr an."),
        (parts(27), "date_incomplete@monat", "Bitte geben Sie bei „Angabe“ Tag, Monat und Jahr an."),
        (parts("", 3, 2026), "date_incomplete@tag", "Bitte geben Sie bei „Angabe“ Tag, Monat und Jahr an."),
    ],
    ids=str,
)
def test_dates_that_are_none(typed: dict[str, str], rule: str, german: str) -> None:
    answer = ask(DATE, typed)
    assert answer.rules == [rule]
    assert answer.sentences() == [german]


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        (parts("morgen"), DAY),
        (parts("3/4/2026"), DAY),
        (parts("27.3.2026", 4, ""), DAY),
        (parts(27, "Ma", 2026), MONTH),
        (parts(27, "Ju", 2026), MONTH),
        (parts(27, "Brumaire", 2026), MONTH),
        (parts(27, 3, "MMXXVI"), YEAR),
        (parts(-1, 3, 2026), DAY),
        (parts(27, 3, "20260"), YEAR),
        (parts("²", 3, 2026), DAY),
        (parts("9" * 2_000_000, 3, 2026), DAY),
        (parts(" " * 1_000_000 + "x"), DAY),
        (parts(27, "ä" * 2_000_000, 2026), MONTH),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_cannot_be_read_is_shown_where_it_stands(typed: dict[str, str], part: str) -> None:
    for kind in (DATE, BIRTH):
        assert ask(kind, typed).rules == [f"date_unreadable@{part}"]


def test_limits_are_days_or_counted_from_today() -> None:
    yesterday, tomorrow = TODAY - timedelta(1), TODAY + timedelta(1)
    assert check(PAST, TODAY) == check(PAST, yesterday) == []
    assert check(PAST, tomorrow) == ["date_in_future@tag"]
    assert check(Date(earliest=0), yesterday) == ["date_too_early@tag"]
    assert check(Date(earliest=-1, latest=1), yesterday) == check(Date(earliest=-1, latest=1), tomorrow) == []
    assert check(Date(latest=date(2026, 1, 1)), date(2026, 1, 2)) == ["date_too_late@tag"]


def test_sentences_of_limits() -> None:
    late = ask(Date(latest=366), parts(1, 6, 2030))
    assert late.sentences("de") == ["„Angabe“ darf nicht nach dem 21.05.2027 liegen."]
    assert late.sentences("en") == ["“Angabe” must not be after 21 May 2027."]
    early = ask(Date(earliest=date(1900, 1, 1)), parts(31, 12, 1899))
    assert early.sentences("de") == ["„Angabe“ darf nicht vor dem 01.01.1900 liegen."]
    assert early.sentences("en") == ["“Angabe” must not be before 1 January 1900."]
    assert ask(PAST, parts(1, 1, 2099)).sentences("de") == ["„Angabe“ darf nicht in der Zukunft liegen."]


@pytest.mark.parametrize(
    "value", ["2026-03-27", 20260327, None, datetime(2026, 3, 27, tzinfo=UTC), date(999, 1, 1), True]
)
def test_other_channels_send_dates_only(value: object) -> None:
    assert check(DATE, value) == ["wrong_type"]


@given(st.integers(-1, 40), st.integers(-1, 14), st.integers(990, 10010))
def test_a_date_is_taken_when_the_calendar_has_it(day: int, month: int, year: int) -> None:
    try:
        expected = date(year, month, day) if year >= 1000 else None
    except ValueError:
        expected = None
    assert ask(DATE, parts(day, month, year)).value == expected


@given(DATES, st.sampled_from(["de", "en"]))
def test_what_is_shown_can_be_typed(value: date, language: str) -> None:
    assert typed_again(DATE, value) == value
    assert ask(DATE, parts(show_date(value, language))).value == value
    assert ask(DATE, parts(value.isoformat())).value == value
    assert DATE.from_feel(DATE.feel(value)) == value


@given(DATES, st.sampled_from([0, 1]))
def test_months_may_be_written_out(value: date, language: int) -> None:
    name = MONTHS[value.month - 1][language]
    assert ask(DATE, parts(value.day, name, value.year)).value == value
    assert ask(DATE, parts(value.day, name[:3], value.year)).value == value


@pytest.mark.parametrize(
    ("typed", "value", "german", "english"),
    [
        (parts(12, 10, 1960), "1960-10-12", "12.10.1960", "12 October 1960"),
        (parts("", 10, 1960), "1960-10", "Oktober 1960", "October 1960"),
        (parts("", "", 1960), "1960", "1960", "1960"),
        (parts("00", "00", 1960), "1960", "1960", "1960"),
        (parts(0, 10, 1960), "1960-10", "Oktober 1960", "October 1960"),
        (parts("", "Mai", 1960), "1960-05", "Mai 1960", "May 1960"),
        (parts("00.00.1960"), "1960", "1960", "1960"),
        (parts(29, 2, 2024), "2024-02-29", "29.02.2024", "29 February 2024"),
    ],
    ids=str,
)
def test_birth_dates_may_lack_day_and_month(
    typed: dict[str, str], value: str, german: str, english: str
) -> None:
    assert ask(BIRTH, typed).value == value
    assert (BIRTH.show(value, "de"), BIRTH.show(value, "en")) == (german, english)
    assert typed_again(BIRTH, value) == value


@pytest.mark.parametrize(
    ("typed", "rule", "german"),
    [
        (parts(12, 10), "date_year_missing@jahr", "Bitte geben Sie bei „Angabe“ mindestens das Jahr an."),
        (
            parts(12, "", 1960),
            "date_day_without_month@monat",
            "Bitte geben Sie bei „Angabe“ auch den Monat an.",
        ),
        (
            parts(31, 2, 1960),
            "date_impossible@tag",
            "Den 31. Februar 1960 gibt es nicht. Bitte prüfen Sie „Angabe“.",
        ),
        (
            parts("", 13, 1960),
            "date_month@monat",
            "Einen 13. Monat gibt es nicht. Bitte prüfen Sie „Angabe“: Der Monat ist eine Zahl von 1 bis 12.",
        ),
        (
            parts("", "", 60),
            "date_year_short@jahr",
            "Bitte geben Sie bei „Angabe“ das Jahr mit vier Ziffern an, zum Beispiel 1980.",
        ),
        (parts(21, 5, 2026), "date_in_future@tag", "„Angabe“ darf nicht in der Zukunft liegen."),
        (parts("", 6, 2026), "date_in_future@tag", "„Angabe“ darf nicht in der Zukunft liegen."),
        (parts("", "", 1879), "date_too_early@jahr", "„Angabe“ darf nicht vor dem 01.01.1880 liegen."),
    ],
    ids=str,
)
def test_birth_dates_that_are_none(typed: dict[str, str], rule: str, german: str) -> None:
    answer = ask(BIRTH, typed)
    assert answer.rules == [rule]
    assert answer.sentences() == [german]


def test_a_birth_date_whose_day_is_unknown_may_lie_in_this_month() -> None:
    assert ask(BIRTH, parts("", 5, 2026)).rules == ask(BIRTH, parts("", "", 2026)).rules == []


@pytest.mark.parametrize(
    "value",
    [
        "1960-02-30",
        "1960-13",
        "60",
        "1960-1-1",
        "",
        "0000-01-01",
        "0999",
        "١٩٦٠",
        1960,
        None,
        date(1960, 1, 1),
    ],
)
def test_other_channels_send_partial_dates_only(value: object) -> None:
    assert check(PartialDate(earliest_year=0), value) == ["wrong_type"]


@given(st.integers(0, 32), st.integers(0, 13), st.integers(1880, 2026))
def test_a_partial_date_is_taken_when_the_calendar_has_its_parts(day: int, month: int, year: int) -> None:
    is_right = month <= 12 and (month > 0 or day == 0)
    is_right = is_right and (day == 0 or day <= calendar.monthrange(year, month)[1])
    answer = ask(BIRTH, parts(day, month, year), date(2026, 12, 31))
    assert (answer.value is not None) == is_right
    if is_right:
        assert first_day(answer.value) == date(year, month or 1, day or 1)
        assert typed_again(BIRTH, answer.value) == answer.value


@given(DATES)
def test_a_computed_partial_date_is_the_whole_date(value: date) -> None:
    assert BIRTH.feel(BIRTH.from_feel(value)) == value
    assert BIRTH.check(BIRTH.from_feel(value), Moment(date.max)) in (
        [],
        BIRTH.check("1000", Moment(date.max)),
    )


@given(*[st.text("0123456789 .-/ä²١Märzok\n", max_size=12) | st.text(max_size=8)] * 3)
def test_no_text_breaks_a_date(day: str, month: str, year: str) -> None:
    for kind in (DATE, BIRTH):
        typed = parts(day, month, year)
        answer = ask(kind, typed)
        assert answer.value is not None or answer.problems or not "".join(typed.values()).strip()
