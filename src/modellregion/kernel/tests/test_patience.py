"""How long a job that fails is tried again."""

from datetime import UTC, datetime, timedelta

from procrastinate.jobs import Job

from modellregion.kernel.jobs import ATTEMPTS_MAX, RETRY


def _pause(attempts: int) -> timedelta | None:
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="example", attempts=attempts)
    decision = RETRY.get_retry_decision(exception=OSError(), job=job)
    return None if decision is None or decision.retry_at is None else decision.retry_at - datetime.now(UTC)


def test_soon_at_first_then_hourly_and_not_for_ever() -> None:
    pauses = [_pause(attempts) for attempts in range(ATTEMPTS_MAX + 1)]
    assert pauses[-1] is None
    given = [pause for pause in pauses if pause is not None]
    assert len(given) == ATTEMPTS_MAX
    assert timedelta(seconds=2) < given[0] <= timedelta(seconds=4)
    assert timedelta(minutes=59) < max(given) <= timedelta(hours=1)
    assert timedelta(days=6) < sum(given, timedelta()) < timedelta(days=9)
