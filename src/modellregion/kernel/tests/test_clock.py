"""The clock: instants in UTC, legal dates in Germany, also around midnight and when summer time begins."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from modellregion.kernel.clock import FixedClock


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 27, 9, 30, tzinfo=UTC), date(2026, 3, 27)),
        (datetime(2026, 1, 31, 22, 59, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 1, 31, 23, 0, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), date(2026, 8, 1)),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 12, 31, 20, 0, tzinfo=timezone(timedelta(hours=-5))), date(2027, 1, 1)),
    ],
)
def test_the_legal_date_is_the_one_in_germany(instant: datetime, day: date) -> None:
    clock = FixedClock(instant)
    assert clock.today() == day
    assert clock.now() == instant
    assert clock.now().tzinfo is UTC
