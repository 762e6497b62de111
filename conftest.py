"""What all tests share: one embedded PostgreSQL a run, a peopled database a worker, contexts of two tenants."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections

ROOT = Path(__file__).parent
os.environ.setdefault("MODELLREGION_HOME", str(ROOT / ".modellregion"))
os.environ.setdefault("MODELLREGION_STATIC", str(ROOT / ".modellregion" / "static"))
_SHARED = "MODELLREGION_TEST_FOLDER"
TEMPLATE = "modellregion_template"
PASSWORD = "modellregion-demo"


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that all workers of this run share; documents of tests lie in it too."""
    if _SHARED not in os.environ:
        folder = tempfile.mkdtemp(prefix="modellregion-test-")
        Path(folder).chmod(0o755)
        os.environ[_SHARED] = folder
        os.environ["MODELLREGION_DATA"] = folder
        config.add_cleanup(lambda: _clean_up(Path(folder)))


def _clean_up(folder: Path) -> None:
    info = folder / "server.json"
    if info.exists():
        from modellregion.site import embedded_postgres

        os.kill(json.loads(info.read_text())["pid"], 2)
        del embedded_postgres
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> dict[str, Any]:
    """The run's database server, started by whoever needs it first."""
    folder = Path(os.environ[_SHARED])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        info = folder / "server.json"
        if not info.exists():
            info.write_text(json.dumps(_start_server(folder)))
        found: dict[str, Any] = json.loads(info.read_text())
    return found


def _start_server(folder: Path) -> dict[str, Any]:
    from modellregion.site import database, embedded_postgres

    server = embedded_postgres.prepare(folder)
    process = embedded_postgres.start(server)
    roles = {role: server.address(TEMPLATE, role) for role in (database.OWNER_ROLE, database.APP_ROLE)}
    superuser = server.address("postgres", "modellregion_superuser")
    addresses = database.prepare_embedded(superuser, TEMPLATE, roles)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "MODELLREGION_DATABASE": addresses.app,
        "MODELLREGION_DATABASE_OWNER": addresses.owner,
    }
    for command in ("migrate", "demo"):
        arguments = ["--cases", "0"] if command == "demo" else []
        subprocess.run([sys.executable, "-m", "modellregion", command, *arguments], env=environment, check=True, cwd=ROOT)
    return {"pid": process.pid, "socket": str(server.socket), "superuser": superuser}


@pytest.fixture(scope="session")
def make_database(server: dict[str, Any]) -> Callable[[str], str]:
    """Return a function that clones the peopled template and returns the application role's address."""

    def make(name: str) -> str:
        with psycopg.connect(server["superuser"], autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER modellregion_owner")
        return f"host={server['socket']} dbname={name} user=modellregion_app"

    return make


@pytest.fixture(scope="session")
def django_db_setup(make_database: Callable[[str], str], worker_id: str, django_db_blocker: Any) -> Iterator[None]:
    """Give this worker its database, reached as the role that owns nothing, as in production."""
    name = f"test_{worker_id}"
    make_database(name)
    settings = connections["default"].settings_dict
    with django_db_blocker.unblock():
        settings.update(NAME=name, USER="modellregion_app", HOST=os.environ.get("MODELLREGION_TEST_SOCKET", ""))
        yield
        connections["default"].close()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Return the name of this worker, also without pytest-xdist."""
    workerinput = getattr(request.config, "workerinput", None)
    return str(workerinput["workerid"]) if workerinput else "main"
