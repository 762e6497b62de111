"""How long a job that fails is tried again."""

from datetime import UTC, datetime, timedelta

from django.db import OperationalError
from procrastinate.jobs import Job

from modellregion.kernel.jobs import ATTEMPTS_MAX, ATTEMPTS_MAX_OF_DATABASE, RETRY


def _pause(attempts: int, exception: Exception) -> timedelta | None:
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="example", attempts=attempts)
    decision = RETRY.get_retry_decision(exception=exception, job=job)
    return None if decision is None or decision.retry_at is None else decision.retry_at - datetime.now(UTC)


def test_soon_at_first_then_hourly_and_not_for_ever() -> None:
    pauses = [_pause(attempts, OSError()) for attempts in range(ATTEMPTS_MAX + 1)]
    assert pauses[-1] is None
    given = [pause for pause in pauses if pause is not None]
    assert len(given) == ATTEMPTS_MAX
    assert timedelta(seconds=2) < given[0] <= timedelta(seconds=4)
    assert timedelta(minutes=59) < max(given) <= timedelta(hours=1)
    assert timedelta(days=6) < sum(given, timedelta()) < timedelta(days=9)


def test_when_the_database_was_away_each_minute() -> None:
    pauses = [_pause(attempts, OperationalError()) for attempts in range(ATTEMPTS_MAX_OF_DATABASE + 1)]
    assert pauses[-1] is None
    given = [pause for pause in pauses if pause is not None]
    assert timedelta(seconds=2) < given[0] <= timedelta(seconds=4)
    assert timedelta(seconds=59) < max(given) <= timedelta(minutes=1)
    assert timedelta(days=6) < sum(given, timedelta()) < timedelta(days=9)
