"""Measures the journal inside a stage's environment: ``python -m benchmarks.journal_inside``; prints JSON.

The bare row is one INSERT of the same columns into a table without keys of ours, in a transaction of its own.
"""

import json
import sys
import time
from collections.abc import Callable

import django
from django.db import connection, transaction


def main(appends: int, bulk: int, rounds: int) -> None:
    """Measure and print."""
    django.setup()
    from modellregion.journal.api import (
        NewEntry,
        Subject,
        append,
        make_receipt,
        sequence,
        sign_checkpoint,
        verify,
    )
    from modellregion.kernel.context import system_context
    from modellregion.kernel.ids import new_id
    from modellregion.kernel.tenancy import tenant
    from modellregion.region.api import find_body

    body = find_body("paderborn")
    assert body is not None
    ctx, subject = system_context(body.id), Subject("thing", new_id())

    def enter() -> None:
        with tenant(ctx):
            append(ctx, NewEntry(subject, "done", note="Nummer 1"))

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.municipality', %s, true)", [str(body.id)])
            cursor.execute(
                "INSERT INTO bare_entry VALUES (%s, %s, 'thing', %s, now(), 'done', 'system', NULL, false, %s)",
                [body.id, new_id(), subject.id, b"\0" * 32],
            )

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bare_entry (LIKE journal_entry)")
        cursor.execute("CREATE INDEX ON bare_entry (municipality_id, subject_id, id)")
        cursor.execute("CREATE UNIQUE INDEX ON bare_entry (municipality_id, id)")
    found = {
        "append": min(_each(enter, appends) for _ in range(rounds)),
        "bare": min(_each(bare, appends) for _ in range(rounds)),
    }
    sequence(body.id)
    with tenant(ctx):
        for _ in range(bulk // 1000):
            append(ctx, *(NewEntry(subject, "done", note="Nummer 1") for _ in range(1000)))
    found["placed"] = bulk / _seconds(lambda: sequence(body.id))
    found["sign"] = _seconds(lambda: sign_checkpoint(body.id)) * 1000
    entry = NewEntry(subject, "done")
    with tenant(ctx):
        append(ctx, entry)
    sign_checkpoint(body.id)
    found["receipt"] = _each(lambda: make_receipt(body.id, entry=entry.id), 100)
    started = time.perf_counter()
    report = verify(body.id)
    assert report.is_sound, report.findings
    found |= {"verified": report.size / (time.perf_counter() - started), "leaves": report.size}
    print(json.dumps(found))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _each(work: Callable[[], object], times: int) -> float:
    """Return the milliseconds of one."""
    return _seconds(lambda: [work() for _ in range(times)]) * 1000 / times


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
