"""After scenarios the database and the store of files are what they were, seen by somebody who sees all tenants."""

from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from modellregion.transfer.api import run_scenarios, run_side_by_side
from tests.support.packages import files_of
from tests.support.postgres import Server


def test_nothing_is_left_behind(own_database: str, server: Server, worker_name: str, settings: Any) -> None:
    address = make_conninfo(server.superuser, dbname=f"own_{worker_name}")

    def everything() -> dict[str, int]:
        with psycopg.connect(address) as superuser:  # sees the rows of all municipalities
            tables = superuser.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            ).fetchall()
            counts = {}
            for (table,) in tables:
                row = superuser.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table))).fetchone()
                counts[str(table)] = row[0] if row else 0
            return counts

    before = everything()
    files = set(Path(settings.FILE_STORE).rglob("*"))
    alone = run_scenarios(files_of("gewerbeabmeldung"))
    assert alone.is_passed
    connection.close()
    forked = run_side_by_side(files_of("gewerbeabmeldung"))
    assert [(one.name, one.differences) for one in forked.results] == [
        (one.name, one.differences) for one in alone.results
    ]
    assert forked.coverage == alone.coverage
    assert everything() == before
    assert set(Path(settings.FILE_STORE).rglob("*")) == files
