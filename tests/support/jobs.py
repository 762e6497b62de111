"""Does the jobs that commands have written down, here and now, in the transaction of the test."""

import json
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app

ROUNDS_MAX = 50


def work_off() -> list[str]:
    """Do all jobs that are due, and those they cause; return their names in order."""
    done: list[str] = []
    for _ in range(ROUNDS_MAX):
        due = _take_due()
        if not due:
            return done
        for name, arguments in due:
            app.tasks[name].func(**arguments)
            done.append(name)
    raise AssertionError(f"jobs cause jobs without end: {done[-5:]}")


def _take_due() -> list[tuple[str, dict[str, Any]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH due AS (DELETE FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at <= now(), true) "
            "RETURNING id, task_name, args) SELECT task_name, args FROM due ORDER BY id"
        )
        return [(name, json.loads(arguments)) for name, arguments in cursor.fetchall()]
