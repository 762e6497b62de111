"""Plants changes into a journal as the role that owns the tables could, past the product and its rights."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg

from modellregion.journal.api import NewEntry, Subject, append, sign_checkpoint
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant

OWNER_ROLE = "modellregion_owner"

TABLES = (
    "journal_entry", "journal_words", "journal_leaf", "journal_node", "journal_head", "journal_checkpoint", "journal_endorsement"
)  # fmt: skip


class Culprit:
    """A connection with the owner's rights, inside one municipality."""

    def __init__(self, connection: "psycopg.Connection[tuple[object, ...]]", municipality: UUID) -> None:
        self.connection = connection
        self.municipality = municipality

    def do(self, statement: str, *values: object) -> None:
        """Execute a statement that names tables and columns of the tests' own."""
        self.connection.execute(statement.encode(), values)

    def one(self, query: str, *values: object) -> tuple[object, ...]:
        """Return the first row of a query."""
        row = self.connection.execute(query.encode(), values).fetchone()
        assert row is not None
        return row

    def copy(self) -> dict[str, list[tuple[object, ...]]]:
        """Return the municipality's journal, as a backup would keep it."""
        return {
            table: self.connection.execute(f"SELECT * FROM {table}".encode()).fetchall() for table in TABLES
        }

    def restore(self, backup: dict[str, list[tuple[object, ...]]]) -> None:
        """Put everything back to a backup."""
        self.do("DELETE FROM journal_queue WHERE municipality = %s", self.municipality)
        for table, rows in backup.items():
            self.do(f"DELETE FROM {table}")
            for row in rows:
                self.do(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", *row)


@contextmanager
def owner(address: str, municipality: UUID) -> Iterator[Culprit]:
    """Connect as the owner of the tables, and commit at the end."""
    with psycopg.connect(address, user=OWNER_ROLE) as connection:
        connection.execute("SELECT set_config('app.municipality', %s, false)", [str(municipality)])
        yield Culprit(connection, municipality)


def enter(ctx: Context, count: int) -> list[UUID]:
    """Append entries, sign them all, and return their ids."""
    entries = [
        NewEntry(Subject("thing", new_id()), "done", note=f"Nummer {number}") for number in range(count)
    ]
    with tenant(ctx):
        append(ctx, *entries)
    sign_checkpoint(ctx.municipality)
    return [entry.id for entry in entries]
