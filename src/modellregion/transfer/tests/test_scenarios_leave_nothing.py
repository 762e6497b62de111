"""After scenarios the database and the store of files are what they were, seen by somebody who sees all tenants."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from modellregion.transfer.api import run_scenarios
from tests.support.packages import SERVICES, whole_files_of
from tests.support.postgres import Server


def _on_the_command_line(folder: Path, database: str) -> list[dict[str, Any]]:
    """Play a package's scenarios by the command, whose process forks."""
    command = [sys.executable, "-m", "modellregion", "package", "test", str(folder), "--json"]
    environment = {**os.environ, "MODELLREGION_DATABASE": database}
    result = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


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
    alone = run_scenarios(whole_files_of("gewerbeabmeldung"))
    assert alone.is_passed
    assert everything() == before
    told = _on_the_command_line(SERVICES / "gewerbeabmeldung", own_database)
    assert [line["scenario"] for line in told] == [one.name for one in alone.results]
    assert all(line["passed"] for line in told)
    assert everything() == before
    assert set(Path(settings.FILE_STORE).rglob("*")) == files
