"""Runs single statements over this thread's connection: for the few that every step of every case sends."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper


class _Kept(threading.local):
    """The cursor of this thread's connection; to make one costs nearly as much as to send a small statement."""

    cursor: CursorWrapper | None = None


_kept = _Kept()


def run(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run one statement and return its rows, none for a statement that returns none.

    The rows are held until the next call in this thread, so this is nothing for long lists.

    :raises django.db.Error: what the database says.
    """
    if connection.queries_logged:
        with connection.cursor() as cursor:
            return _run(cursor, statement, values)
    kept = _kept.cursor
    if kept is None or kept.closed or kept.connection is not connection.connection:
        kept = _kept.cursor = connection.cursor()
    return _run(kept, statement, values)


def run_parts(parts: Sequence[tuple[str, str]], values: Mapping[str, Any]) -> None:
    """Run several statements that write as one: each has a name, the last one is the statement itself.

    :raises django.db.Error: what the database says.
    """
    *before, last = parts
    run(f"WITH {', '.join(f'{name} AS ({sql})' for name, sql in before)} {last[1]}", values)


def _run(
    cursor: CursorWrapper, statement: str, values: Sequence[Any] | Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    cursor.execute(statement, values)
    return cursor.fetchall() if cursor.description else []
