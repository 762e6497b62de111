"""Jobs: work that is written down in the same transaction as its cause, and done by the worker afterwards.

Procrastinate keeps them in PostgreSQL. A job runs at least once; its handler makes a second run harmless.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

# 4 s, 16 s, 64 s … up to an hour apart; after that a person sees it in the list of failed jobs.
RETRY = RetryStrategy(max_attempts=12, exponential_wait=4)

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
