"""Jobs: work that is written down in the same transaction as its cause, and done by the worker afterwards.

Procrastinate keeps them in PostgreSQL. A job runs at least once; its handler makes a second run harmless.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from modellregion.kernel.clock import SYSTEM_CLOCK

ATTEMPTS_MAX = 180
PAUSE_MAX = timedelta(hours=1)
DATABASE_AWAY = (OperationalError, InterfaceError, ConnectorException)
PAUSE_MAX_OF_DATABASE = timedelta(minutes=1)
ATTEMPTS_MAX_OF_DATABASE = 10_000


class Patience(BaseRetryStrategy):
    """Tries again after 4 s, 16 s, 64 s …, at most an hour apart, for about a week; then the job counts as failed.

    A job whose own database went away is tried again within a minute, for about a week too: once the worker can ask
    for jobs, the database is back.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when to try again, or None to give up."""
        attempts_max, longest = ATTEMPTS_MAX, PAUSE_MAX
        if isinstance(exception, DATABASE_AWAY):
            attempts_max, longest = ATTEMPTS_MAX_OF_DATABASE, PAUSE_MAX_OF_DATABASE
        if job.attempts >= attempts_max:
            return None
        pause = min(longest, timedelta(seconds=4 ** min(job.attempts + 1, 10)))
        return RetryDecision(retry_at=SYSTEM_CLOCK.now() + pause)


RETRY = Patience()

task = app.task
periodic = app.periodic

# While the worker runs, ``app`` has a connection of its own, so what it defers would be seen before its cause is
# committed, or without it. What is written down here always goes through the transaction of the one who writes.
_writing = App(connector=DjangoConnector(alias="default"))


def defer(name: str, municipality: UUID, *, at: datetime | None = None, **arguments: Any) -> None:
    """Write one job down, to be done ``at`` a time or at once.

    Arguments are ids and plain values only, never personal data.
    """
    job = _writing.configure_task(name, allow_unknown=True, schedule_at=at)
    job.defer(municipality=str(municipality), **arguments)


def defer_many(name: str, municipality: UUID, arguments: Sequence[Mapping[str, Any]]) -> None:
    """Write several jobs of one kind down with one statement."""
    if arguments:
        rows = [{"municipality": str(municipality), **entry} for entry in arguments]
        _writing.configure_task(name, allow_unknown=True).batch_defer(*rows)
