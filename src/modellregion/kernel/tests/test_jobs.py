"""A job exists exactly when its cause does, also when the cause is itself a job."""

import asyncio
import contextlib
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app

from modellregion.kernel.jobs import defer, defer_many

BODY = UUID(int=1)


class ChangedMindError(Exception):
    """What makes the transaction roll back."""


def _jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'example.job'")
        return int(cursor.fetchone()[0])


def _seen_from_outside() -> int:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'example.job'")
            return int(cursor.fetchone()[0])
    finally:
        other.close()


def _write_down_and_change_ones_mind() -> None:
    with transaction.atomic():
        defer("example.job", BODY, number=4)
        raise ChangedMindError


def _write_down() -> tuple[int, int, int]:
    """Defer one and two; return how many others see before the commit, after it, and after a roll-back."""
    try:
        with transaction.atomic():
            defer("example.job", BODY, number=1)
            defer_many("example.job", BODY, [{"number": 2}, {"number": 3}])
            before = _seen_from_outside()
        after = _seen_from_outside()
        with contextlib.suppress(ChangedMindError):
            _write_down_and_change_ones_mind()
        return before, after, _jobs()
    finally:
        connections.close_all()


@pytest.mark.usefixtures("own_database")
def test_a_request_writes_jobs_down_with_its_transaction() -> None:
    assert _write_down() == (0, 3, 3)


@pytest.mark.usefixtures("own_database")
def test_a_running_worker_writes_jobs_down_with_its_transaction() -> None:
    async def work() -> tuple[int, int, int]:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
            async with worker.open_async():
                return await asyncio.to_thread(_write_down)

    assert asyncio.run(work()) == (0, 3, 3)
