"""Counting as an algebra: its laws hold for every date, and instants fall on the right day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from modellregion.deadlines.api import (
    BERLIN,
    HALF_MONTH,
    HALF_YEAR,
    QUARTER,
    Beginning,
    Period,
    PeriodError,
    Shift,
    Unit,
    calendar_for,
    days,
    end_of_hours,
    ends_at,
    extended_last_day,
    first_working_day_of_next_month,
    last_day,
    local_date,
    months,
    shifted,
    weeks,
    working_days,
    years,
)

NRW = calendar_for("DE-NW")
some_day = st.dates(date(1950, 1, 1), date(2090, 12, 31))
some_unit = st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS, Unit.WORKING_DAYS])
some_period = st.builds(Period, st.integers(min_value=1, max_value=8), some_unit)
some_beginning = st.sampled_from(Beginning)
some_shift = st.sampled_from(Shift)


@given(some_day, some_period, some_beginning)
def test_a_shifted_end_is_never_closed_and_never_earlier(
    start: date, period: Period, beginning: Beginning
) -> None:
    end = last_day(start, period, beginning, NRW)
    due = shifted(end, Shift.NEXT_WORKING_DAY, NRW)
    assert NRW.is_working_day(due)
    assert end <= due
    assert all(not NRW.is_working_day(end + timedelta(days=offset)) for offset in range((due - end).days))
    assert shifted(end, Shift.NONE, NRW) == end


@given(some_day, some_day, some_period, some_beginning, some_shift)
def test_who_starts_later_never_ends_earlier(
    one: date, other: date, period: Period, beginning: Beginning, shift: Shift
) -> None:
    early, late = sorted([one, other])
    early_end = shifted(last_day(early, period, beginning, NRW), shift, NRW)
    late_end = shifted(last_day(late, period, beginning, NRW), shift, NRW)
    assert early_end <= late_end


@given(some_day, some_period, some_beginning)
def test_a_longer_period_never_ends_earlier(start: date, period: Period, beginning: Beginning) -> None:
    longer = Period(period.count + 1, period.unit)
    assert last_day(start, period, beginning, NRW) < last_day(start, longer, beginning, NRW)


@given(some_day, some_period)
def test_a_day_that_counts_ends_the_period_no_later(start: date, period: Period) -> None:
    counted = last_day(start, period, Beginning.DAY, NRW)
    not_counted = last_day(start, period, Beginning.EVENT, NRW)
    assert start <= counted <= not_counted
    assert start < not_counted


@given(some_day, st.integers(min_value=1, max_value=60))
def test_weeks_keep_the_weekday_and_days_the_distance(start: date, count: int) -> None:
    assert last_day(start, weeks(count), Beginning.EVENT, NRW).weekday() == start.weekday()
    assert last_day(start, days(count), Beginning.EVENT, NRW) - start == timedelta(days=count)


@given(some_day, st.integers(min_value=1, max_value=60))
def test_months_keep_the_number_of_the_day_or_end_the_month(start: date, count: int) -> None:
    end = last_day(start, months(count), Beginning.EVENT, NRW)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == count
    if end.day != start.day:
        assert end.day < start.day
        assert (end + timedelta(days=1)).day == 1


@given(some_day, st.integers(min_value=1, max_value=20))
def test_a_year_is_twelve_months(start: date, count: int) -> None:
    for beginning in Beginning:
        assert last_day(start, years(count), beginning, NRW) == last_day(
            start, months(12 * count), beginning, NRW
        )


@given(some_day, st.integers(min_value=1, max_value=12))
def test_periods_that_follow_each_other_leave_no_gap(start: date, count: int) -> None:
    """A month counted from its first day, then another from the day after: no day is lost, none counted twice."""
    assume(start.day <= 28)
    first = last_day(start, months(count), Beginning.DAY, NRW)
    second = last_day(first + timedelta(days=1), months(count), Beginning.DAY, NRW)
    assert second == last_day(start, months(2 * count), Beginning.DAY, NRW)


@given(some_day, some_period, some_period, some_shift)
def test_an_extension_never_shortens(start: date, period: Period, more: Period, shift: Shift) -> None:
    end = last_day(start, period, Beginning.EVENT, NRW)
    extended = extended_last_day(end, more, NRW)
    assert extended > end
    assert shifted(extended, shift, NRW) >= shifted(end, shift, NRW)


@given(some_day)
def test_the_statistics_day_is_the_first_open_day_of_the_next_month(day: date) -> None:
    found = first_working_day_of_next_month(day, NRW)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == 1
    assert NRW.is_working_day(found)
    assert all(not NRW.is_working_day(found.replace(day=number)) for number in range(1, found.day))


def test_the_words_of_section_189() -> None:
    assert (months(6), months(3), days(15)) == (HALF_YEAR, QUARTER, HALF_MONTH)
    assert months(1, and_a_half=True) == Period(1, Unit.MONTHS, 15)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2025-09-05T10:15+02:00", 48, "2025-09-07T10:15+02:00"),  # through a weekend
        ("2025-04-18T10:15+02:00", 72, "2025-04-21T10:15+02:00"),  # Good Friday to Easter Monday
        ("2025-03-29T12:00+01:00", 24, "2025-03-30T13:00+02:00"),  # the night of 23 hours
        ("2025-10-25T12:00+02:00", 24, "2025-10-26T11:00+01:00"),  # the night of 25 hours
        ("2025-12-31T20:00+01:00", 6, "2026-01-01T02:00+01:00"),
    ],
)
def test_hours_run_through_and_have_their_natural_length(start: str, hours: int, end: str) -> None:
    found = end_of_hours(datetime.fromisoformat(start), hours)
    assert found == datetime.fromisoformat(end)
    assert found.isoformat(timespec="minutes") == end


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2025-01-31T23:30:00+00:00", date(2025, 2, 1)),  # winter: half past midnight in Berlin
        ("2025-07-31T22:30:00+00:00", date(2025, 8, 1)),  # summer: half past midnight in Berlin
        ("2025-07-31T21:59:59+00:00", date(2025, 7, 31)),
        ("2025-03-29T23:30:00+00:00", date(2025, 3, 30)),  # the night the clocks go forward
        ("2025-03-30T21:59:59+00:00", date(2025, 3, 30)),
        ("2025-03-30T22:00:00+00:00", date(2025, 3, 31)),
        ("2025-10-26T22:59:59+00:00", date(2025, 10, 26)),  # the night the clocks go back
        ("2025-10-26T23:00:00+00:00", date(2025, 10, 27)),
        ("2024-12-31T22:59:59+00:00", date(2024, 12, 31)),  # still the law of three days
        ("2024-12-31T23:00:00+00:00", date(2025, 1, 1)),
        ("2025-09-05T23:59:00-04:00", date(2025, 9, 6)),  # sent from New York
    ],
)
def test_an_instant_falls_on_its_day_in_germany(instant: str, day: date) -> None:
    assert local_date(datetime.fromisoformat(instant)) == day


@given(st.datetimes(datetime(1996, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - Hypothesis adds the zone
def test_a_day_ends_where_the_next_begins(instant: datetime) -> None:
    day = local_date(instant)
    assert ends_at(day - timedelta(days=1)) <= instant < ends_at(day)


def test_the_end_of_a_day_is_midnight_in_germany() -> None:
    assert ends_at(date(2025, 3, 30)).isoformat() == "2025-03-31T00:00:00+02:00"
    assert ends_at(date(2025, 10, 26)).isoformat() == "2025-10-27T00:00:00+01:00"
    assert ends_at(date(2025, 3, 30)) - ends_at(date(2025, 3, 29)) == timedelta(days=1)  # wall time
    length = ends_at(date(2025, 3, 30)).astimezone(UTC) - ends_at(date(2025, 3, 29)).astimezone(UTC)
    assert length == timedelta(hours=23)
    assert ends_at(date(2025, 3, 30)).tzinfo is BERLIN


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(PeriodError, match="at least one unit, not 0"):
        days(0)
    with pytest.raises(PeriodError, match="half a month"):
        Period(1, Unit.WEEKS, 15)
    with pytest.raises(PeriodError, match="-1 days"):
        Period(1, Unit.MONTHS, -1)
    with pytest.raises(PeriodError, match="time zone"):
        local_date(datetime(2025, 1, 1))  # noqa: DTZ001 - the point of the test
    with pytest.raises(PeriodError, match="at least one hour"):
        end_of_hours(datetime(2025, 1, 1, tzinfo=UTC), 0)
    assert working_days(10).unit is Unit.WORKING_DAYS
