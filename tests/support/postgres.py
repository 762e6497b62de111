"""The database server of a test run: one for all workers, with one peopled database that each worker clones."""

import fcntl
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
from argon2 import PasswordHasher

from modellregion.demo.region import PASSWORD
from modellregion.site import database, embedded_postgres
from tests.support.folders import ROOT

TEMPLATE = "modellregion_template"
# Checked as everywhere, but not slow on purpose: thousands of tests log in.
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_started: list[object] = []  # kept, so that nobody is warned about a child that still runs


@dataclass(frozen=True)
class Server:
    """A running server: its socket's folder, and the superuser's address."""

    socket: str
    superuser: str

    def clone(self, name: str) -> str:
        """Copy the peopled database to ``name``; return the address of the application's role."""
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {database.OWNER_ROLE}")
        return f"host={self.socket} dbname={name} user={database.APP_ROLE}"


def running_server(folder: Path) -> Server:
    """Return the run's server; whoever asks first starts and peoples it, the others wait."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = folder / "server.json"
        if not found.exists():
            found.write_text(json.dumps(_start(folder)))
        return Server(**json.loads(found.read_text()))


def _start(folder: Path) -> dict[str, str]:
    server = embedded_postgres.prepare(folder)
    process = embedded_postgres.start(server)
    _started.append(process)
    (folder / "server.pid").write_text(str(process.pid))
    superuser = server.address("postgres", "modellregion_superuser")
    roles = {role: server.address(TEMPLATE, role) for role in (database.OWNER_ROLE, database.APP_ROLE)}
    addresses = database.prepare_embedded(superuser, TEMPLATE, roles)
    environment = {
        **os.environ,
        "MODELLREGION_DATABASE": addresses.app,
        "MODELLREGION_DATABASE_OWNER": addresses.owner,
    }
    for program in (["modellregion", "migrate"], ["tests.support.peopled", str(folder)]):
        subprocess.run([sys.executable, "-m", *program], env=environment, cwd=ROOT, check=True)
    with psycopg.connect(server.address(TEMPLATE, "modellregion_superuser")) as connection:
        quick = f"argon2{_QUICK.hash(PASSWORD)}"
        connection.execute("UPDATE region_staff_member SET password = %s", (quick,))
    return {"socket": str(server.socket), "superuser": superuser}
