"""Timers through the store under a clock that is set by hand: summer time, the past, the end of the calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from modellregion.process import api as process
from modellregion.process.store.tests.stored import StoredOffice
from modellregion.process.tests.drawing import compiled

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def waiting(timer: str, now: datetime) -> StoredOffice:
    graph = compiled(f"start s\ncatch wait {timer}\nend e\ns -> wait -> e")
    return StoredOffice(graph, now=now).start()


@pytest.mark.parametrize(
    ("began", "timer", "fires"),
    [
        ("2026-10-24 12:00", "after=P1D", "2026-10-25 12:00"),
        ("2026-10-24 12:00", "after=PT24H", "2026-10-25 11:00"),
        ("2026-03-28 12:00", "after=P1D", "2026-03-29 12:00"),
        ("2026-03-28 12:00", "after=PT24H", "2026-03-29 13:00"),
        ("2026-03-28 02:30", "after=P1D", "2026-03-29 03:30"),
        ("2024-01-31 09:00", "after=P1M", "2024-02-29 09:00"),
        ("2026-12-01 09:00", "after=P30D", "2026-12-31 09:00"),
        ("2026-01-05 09:00", "at=2026-07-01", "2026-07-01 00:00"),
        ("2026-01-05 09:00", "at=2026-10-25T02:30:00+01:00", "2026-10-25 02:30+01:00"),
    ],
)
def test_a_timer_fires_at_its_german_time_and_not_a_second_earlier(
    began: str, timer: str, fires: str
) -> None:
    office = waiting(timer, datetime.fromisoformat(began).replace(tzinfo=BERLIN))
    expected = datetime.fromisoformat(fires)
    expected = (expected if expected.tzinfo else expected.replace(tzinfo=BERLIN)).astimezone(UTC)
    (job,) = office.state.jobs.values()
    assert job.run_at == expected
    office.now = expected - timedelta(seconds=1)
    assert office.send(process.TimerFired(job_id=job.id)).answer is process.Answer.NOT_DUE
    office.now = expected
    assert office.send(process.TimerFired(job_id=job.id)).answer is process.Answer.DONE
    assert office.ended == "completed"
    assert office.send(process.TimerFired(job_id=job.id)).answer is process.Answer.INSTANCE_ENDED


def test_a_time_that_is_past_fires_at_once() -> None:
    office = waiting("at=1999-12-31", datetime(2026, 1, 5, 9, tzinfo=UTC))
    (job,) = office.state.jobs.values()
    assert job.run_at < office.now
    assert office.send(process.TimerFired(job_id=job.id)).answer is process.Answer.DONE
    assert office.ended == "completed"


@pytest.mark.parametrize("timer", ["after=P9000Y", "at=9999-12-31T23:59:59Z", "after=P999999Y"])
def test_what_lies_at_the_end_of_the_calendar_is_kept_and_can_be_cancelled(timer: str) -> None:
    office = waiting(timer, datetime(2026, 1, 5, 9, tzinfo=UTC))
    (job,) = office.state.jobs.values()
    assert job.run_at == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    office.wait(days=365 * 7000)
    assert office.send(process.TimerFired(job_id=job.id)).answer is process.Answer.NOT_DUE
    assert office.send(process.Cancel(reason="genug gewartet", actor="x")).answer is process.Answer.DONE
    assert office.ended == "cancelled"
