"""The floor of filing: the rows of one application, written again and again by a bare psycopg script.

One transaction an application, one statement a row, all sent at once: no checks, no templates, no tenants.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self
from uuid import UUID, uuid4

import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier, Placeholder
from psycopg.types.json import Jsonb

from benchmarks.stage import Stage

JOBS = "procrastinate_jobs"
_OF_CASE = ("cases_clock", "process_instance")
_OF_INSTANCE = (
    "process_scope", "process_token", "process_work_item", "process_subscription", "process_job", "process_event"
)  # fmt: skip
_QUEUE = "floor"
Row = dict[str, Any]
Connection = psycopg.Connection[Row]


@dataclass
class FiledRows:
    """The rows of one application by table, and where they are written."""

    address: str
    rows: list[tuple[str, Row]]
    ids: dict[str, list[UUID]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def __len__(self) -> int:
        """How many rows an application has."""
        return len(self.rows)

    @classmethod
    def newest(cls, stage: Stage) -> Self:
        """Read the rows of the application that was filed last."""
        with psycopg.connect(stage.superuser(), row_factory=dict_row) as connection:
            case = connection.execute("SELECT * FROM cases_case ORDER BY received_at DESC LIMIT 1").fetchone()
            assert case is not None
            rows = [("cases_case", case)]
            rows += _read(connection, "records_file", "id", case["file_id"])
            rows += _read(connection, "records_document", "file_id", case["file_id"])
            for table in _OF_CASE:
                rows += _read(connection, table, "case_id", case["id"])
            entries = _read(connection, "journal_entry", "subject_id", case["id"])
            filed = [entry for entry in entries if entry[1]["action"] == "submitted"]
            rows += filed
            for _, entry in filed:
                rows += _read(connection, "journal_words", "id", entry["id"])
            instance = next(row["id"] for table, row in rows if table == "process_instance")
            for table in _OF_INSTANCE:
                rows += _read(connection, table, "instance_id", instance)
            jobs = connection.execute(
                f"SELECT '{_QUEUE}' AS queue_name, task_name, args FROM {JOBS} WHERE args->>'case' = %s",  # noqa: S608 - constants
                [str(case["id"])],
            )
            rows += [(JOBS, job) for job in jobs]
        return cls(stage.superuser(), rows)

    @contextmanager
    def writers(self, clients: int) -> Iterator[list[Callable[[], None]]]:
        """Open so many connections and return a function for each that writes the rows once, with ids of their own."""
        with ExitStack() as stack:
            connections = [
                stack.enter_context(psycopg.connect(self.address, row_factory=dict_row))
                for _ in range(clients)
            ]
            yield [lambda own=own: self._write(own) for own in connections]  # type: ignore[misc] # bound now, on purpose

    def _write(self, connection: Connection) -> None:
        fresh = {row["id"]: uuid4() for _, row in self.rows if "id" in row}
        number = f"{_QUEUE}-{next(self.numbers)}"
        with connection.pipeline(), connection.transaction():
            for table, row in self.rows:
                values = {
                    name: fresh.get(value, value) if isinstance(value, UUID) else value
                    for name, value in row.items()
                }
                own = {"number": number, "reference": number, "code_digest": uuid4().bytes}
                values |= {name: value for name, value in own.items() if name in values}
                connection.execute(
                    SQL("INSERT INTO {} ({}) VALUES ({})").format(
                        Identifier(table),
                        SQL(", ").join(map(Identifier, values)),
                        SQL(", ").join([Placeholder()] * len(values)),
                    ),
                    [Jsonb(value) if isinstance(value, dict | list) else value for value in values.values()],
                )
                if "id" in values:
                    self.ids.setdefault(table, []).append(values["id"])

    def forget(self) -> None:
        """Delete everything that was written."""
        with psycopg.connect(self.address) as connection:
            connection.execute(SQL("DELETE FROM {} WHERE queue_name = %s").format(Identifier(JOBS)), [_QUEUE])
            for table, ids in reversed(self.ids.items()):
                connection.execute(SQL("DELETE FROM {} WHERE id = ANY(%s)").format(Identifier(table)), [ids])


def _read(connection: Connection, table: str, column: str, value: UUID) -> list[tuple[str, Row]]:
    statement = SQL("SELECT * FROM {} WHERE {} = %s").format(Identifier(table), Identifier(column))
    return [(table, row) for row in connection.execute(statement, [value])]
