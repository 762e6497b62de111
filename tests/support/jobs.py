"""Does the jobs that commands have written down, here and now, in the transaction of the test."""

import json
from datetime import datetime
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app

from modellregion.kernel.clock import rehearsed_time

ROUNDS_MAX = 50


def work_off() -> list[str]:
    """Do all jobs that are due, and those they cause; return their names in order."""
    return _work_off(None)


def work_off_at(at: datetime) -> list[str]:
    """Do all jobs that are due at a time, with the machine's clock at that time."""
    with rehearsed_time(at):
        return _work_off(at)


def _work_off(at: datetime | None) -> list[str]:
    done: list[str] = []
    for _ in range(ROUNDS_MAX):
        due = _take_due(at)
        if not due:
            return done
        for name, arguments in due:
            app.tasks[name].func(**arguments)
            done.append(name)
    raise AssertionError(f"jobs cause jobs without end: {done[-5:]}")


def _take_due(at: datetime | None) -> list[tuple[str, dict[str, Any]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH due AS (DELETE FROM procrastinate_jobs WHERE status = 'todo' "
            "AND coalesce(scheduled_at <= coalesce(%s, now()), true) "
            "RETURNING id, scheduled_at, task_name, args) SELECT task_name, args FROM due ORDER BY scheduled_at, id",
            [at],
        )
        return [(name, json.loads(arguments)) for name, arguments in cursor.fetchall()]
