"""Reaches an installation's database from the command line, whether the platform is running or not."""

import atexit
import fcntl
import os
import subprocess
import sys

import psycopg

from modellregion.site import database, embedded_postgres
from modellregion.site.configuration import SOURCE, configuration
from modellregion.site.supervisor import DATABASE_NAME


class NotReachableError(Exception):
    """The database cannot be reached; the message says why and what to do."""


def attach() -> None:
    """Put the database's address into the environment, before Django's settings are read.

    A running platform is asked; where none runs, the embedded server is started and stopped with this process. Tables
    are brought up to date first.

    :raises NotReachableError: when somebody holds the data folder whose server does not answer.
    """
    if os.environ.get("MODELLREGION_DATABASE"):
        return
    data = configuration().data
    data.mkdir(parents=True, exist_ok=True)
    url = os.environ.get("DATABASE_URL", "")
    addresses = database.prepare_server(url, data) if url else _embedded()
    os.environ.update(
        MODELLREGION_DATA=str(data),
        MODELLREGION_DATABASE=addresses.app,
        MODELLREGION_DATABASE_OWNER=addresses.owner,
    )
    configuration.cache_clear()
    if not database.is_migrated(addresses.owner):
        environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent)}
        subprocess.run([sys.executable, "-m", "modellregion", "migrate"], env=environment, check=True)


def _embedded() -> database.Addresses:
    server = embedded_postgres.prepare(configuration().data)
    superuser = server.address("postgres", "modellregion_superuser")
    try:
        psycopg.connect(superuser, connect_timeout=2).close()
    except psycopg.OperationalError:
        _start(server)
    roles = {role: server.address(DATABASE_NAME, role) for role in (database.OWNER_ROLE, database.APP_ROLE)}
    return database.prepare_embedded(superuser, DATABASE_NAME, roles)


def _start(server: embedded_postgres.EmbeddedServer) -> None:
    """Start the server for as long as this process lives, holding the data folder meanwhile as the platform does."""
    lock = (configuration().data / "running.json").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise NotReachableError(
            f"Somebody holds the data folder {configuration().data}, but its database does not answer. If the platform "
            "is just starting, try again in a moment."
        ) from None
    process = embedded_postgres.start(server)

    def end() -> None:
        embedded_postgres.stop(server, process)
        lock.close()

    atexit.register(end)
