"""Completing a work item: the clerk's one request that certifies, with process, file, journal and jobs in one transaction.

The floor is what that transaction wrote, written again by a bare psycopg script: its new rows inserted, its changed rows
updated, one statement a row, all sent at once in one transaction.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Composed, Identifier, Placeholder
from psycopg.types.json import Jsonb

from benchmarks import notice
from benchmarks.browser import Browser
from benchmarks.figures import Figure, percentile
from benchmarks.lists import DESK
from benchmarks.stage import Stage, cpu_ms
from modellregion.cli.up import DEMO_PASSWORD

SUBJECT = "work item"
CASES = 60
WARM_UP = 10
_TABLES = """
SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'id') ORDER BY 1
"""
_NUMBERS = frozenset({"procrastinate_jobs", "procrastinate_events", "django_migrations"})
Row = dict[str, Any]


def run(stage: Stage) -> list[Figure]:
    """Measure the request alone; what follows by itself is measured by ``decide``."""
    clerk, citizen = Browser(stage.port), Browser(stage.port)
    clerk.log_in(notice.SLUG, "anna.muster", DEMO_PASSWORD)
    for _ in range(WARM_UP + CASES + 1):
        notice.submit(citizen, notice.fill_in(citizen)[0])
    stage.settle()
    with psycopg.connect(stage.superuser()) as connection:
        found = connection.execute(
            "SELECT id FROM cases_case WHERE state = 'received' ORDER BY received_at DESC LIMIT %s",
            [WARM_UP + CASES + 1],
        ).fetchall()
    cases, token = [str(case) for (case,) in found], clerk.token(f"{DESK}/vorgaenge/{found[0][0]}/")
    form = [("csrfmiddlewaretoken", token)]
    for case in cases:
        clerk.post(f"{DESK}/vorgaenge/{case}/uebernehmen/", form)
    stage.settle()
    stage.stop_worker()
    for case in cases[:WARM_UP]:
        clerk.post(f"{DESK}/vorgaenge/{case}/bescheinigen/", form)
    before = cpu_ms(stage.web), cpu_ms(stage.database)
    times = [
        clerk.post(f"{DESK}/vorgaenge/{case}/bescheinigen/", form).milliseconds for case in cases[WARM_UP:-1]
    ]
    web, database = (
        (after - b) / CASES
        for after, b in zip((cpu_ms(stage.web), cpu_ms(stage.database)), before, strict=True)
    )
    rows = _Rows.written(
        stage, cases[-1], lambda: clerk.post(f"{DESK}/vorgaenge/{cases[-1]}/bescheinigen/", form)
    )
    floor_times, floor_cpu = rows.again(stage)
    stage.start_worker()
    stage.settle(600)
    return [
        _figure("time, median", percentile(times, 50), "ms", percentile(floor_times, 50)),
        _figure("time, p95", percentile(times, 95), "ms", percentile(floor_times, 95), aim=50),
        _figure("CPU of web and database", web + database, "ms", floor_cpu),
        _figure("its web CPU", web, "ms"),
        _figure("rows inserted", len(rows.inserted), ""),
        _figure("rows updated", len(rows.updated), ""),
    ]


def _figure(
    name: str, value: float, unit: str, floor: float | None = None, aim: float | None = None
) -> Figure:
    return Figure(subject=SUBJECT, name=name, value=value, unit=unit, floor=floor, aim=aim)


@dataclass
class _Rows:
    """The rows that one transaction wrote."""

    inserted: list[tuple[str, Row]]
    updated: list[tuple[str, Row]]

    @classmethod
    def written(cls, stage: Stage, case: str, act: Callable[[], object]) -> "_Rows":
        with psycopg.connect(stage.superuser(), autocommit=True, row_factory=dict_row) as connection:
            tables = [row["relname"] for row in connection.execute(_TABLES)]
            known = {
                table: {
                    row["id"]
                    for row in connection.execute(SQL("SELECT id FROM {}").format(Identifier(table)))
                }
                for table in tables
            }
            act()
            found = connection.execute(
                "SELECT xmin::text AS wrote FROM cases_case WHERE id = %s", [case]
            ).fetchone()
            assert found is not None
            rows = cls([], [])
            for table in tables:
                written = SQL("SELECT * FROM {} WHERE xmin::text = %s").format(Identifier(table))
                for row in connection.execute(written, [found["wrote"]]):
                    (rows.updated if row["id"] in known[table] else rows.inserted).append((table, row))
            return rows

    def again(self, stage: Stage) -> tuple[list[float], float]:
        """Write them so often; return each time's milliseconds, and the CPU of script and database for one."""
        times, made = [], list[tuple[str, Any]]()
        with psycopg.connect(stage.superuser(), row_factory=dict_row) as connection:
            connection.commit()
            script, database = time.process_time(), cpu_ms(stage.database)
            for _ in range(CASES):
                started = time.perf_counter()
                with connection.pipeline(), connection.transaction():
                    for table, row in self.inserted:
                        _insert(connection, table, row, made)
                    for table, row in self.updated:
                        _update(connection, table, row)
                times.append((time.perf_counter() - started) * 1000)
            spent = (time.process_time() - script) * 1000 + cpu_ms(stage.database) - database
            for table, identifier in reversed(made):
                connection.execute(
                    SQL("DELETE FROM {} WHERE id = %s").format(Identifier(table)), [identifier]
                )
            connection.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'floor'")
        return times, spent / CASES


def _insert(connection: "psycopg.Connection[Row]", table: str, row: Row, made: list[tuple[str, Any]]) -> None:
    values = {name: value for name, value in row.items() if not (name == "id" and table in _NUMBERS)}
    if table == "procrastinate_jobs":
        values = {name: values[name] for name in ("task_name", "args")} | {"queue_name": "floor"}
    elif isinstance(row["id"], UUID):
        values["id"] = uuid4()
        made.append((table, values["id"]))
    else:
        return
    names = list(values)
    connection.execute(
        SQL("INSERT INTO {} ({}) VALUES ({})").format(
            Identifier(table),
            SQL(", ").join(map(Identifier, names)),
            SQL(", ").join([Placeholder()] * len(names)),
        ),
        [_plain(value) for value in values.values()],
    )


def _update(connection: "psycopg.Connection[Row]", table: str, row: Row) -> None:
    if table in _NUMBERS:
        return
    sets: list[Composed] = [
        SQL("{} = %s").format(Identifier(name)) for name in row if name not in {"id", "municipality_id"}
    ]
    values = [_plain(value) for name, value in row.items() if name not in {"id", "municipality_id"}]
    statement = SQL("UPDATE {} SET {} WHERE id = %s").format(Identifier(table), SQL(", ").join(sets))
    connection.execute(statement, [*values, row["id"]])


def _plain(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict | list) else value
