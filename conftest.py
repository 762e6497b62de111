"""Fixtures of every test: a peopled PostgreSQL database, reached as the role that owns nothing, as in production."""

import hashlib
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.utils import translation
from hypothesis import settings

from tests.support.folders import FOLDER
from tests.support.journalled import watch_transactions
from tests.support.postgres import Server, running_server

# How long an example takes depends on who else uses the machine, so no test fails for it.
settings.register_profile("modellregion", deadline=None, print_blob=True)
settings.load_profile("modellregion")


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Let the tests of one installation run in one process; see there. They are the largest groups and so begin first."""
    from tests.support.scheduling import ByInstallation

    return ByInstallation(config, log)


@pytest.fixture(autouse=True)
def _in_german() -> None:
    """Begin each test in German: a request to an English page leaves its language behind in the thread."""
    translation.activate("de")


@pytest.fixture(autouse=True)
def _every_command_is_journalled(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let no command of the product write without an entry in the journal, in whatever test."""
    # Only inside the transaction of a test does a tenant block tell its end.
    if request.node.get_closest_marker("django_db") is not None:
        watch_transactions(monkeypatch)


@pytest.fixture(autouse=True)
def _keys_of_its_own(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Give each test folders for keys: what it signs and seals is rolled back with it, but not the files beside the keys."""
    name = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:16]
    monkeypatch.setattr(django_settings, "JOURNAL_KEYS", FOLDER / "journal" / name)
    monkeypatch.setattr(django_settings, "SEAL_KEYS", FOLDER / "seals" / name)
    monkeypatch.setattr(django_settings, "ACCOUNT_KEYS", FOLDER / "accounts" / name)


@pytest.fixture(autouse=True)
def _forgets_what_is_installed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Read the installed services anew after each test: what it installed is rolled back, what was remembered is not."""
    yield
    if request.node.get_closest_marker("django_db") is not None or "own_database" in request.fixturenames:
        # Imported here: this module is read before Django knows its applications.
        from modellregion.packages.api import forget_installed

        forget_installed()


@pytest.fixture(scope="session")
def server() -> Server:
    """Return the run's database server."""
    return running_server(FOLDER)


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    """Return this worker's name, also without pytest-xdist."""
    found = getattr(request.config, "workerinput", {"workerid": "main"})
    return str(found["workerid"])


@pytest.fixture(scope="session")
def django_db_setup(server: Server, worker_name: str) -> None:
    """Give this worker its own copy of the demo region."""
    # What one worker deletes, another may just have stored: the same words make the same file.
    django_settings.FILE_STORE = str(FOLDER / "files" / worker_name)
    name = f"test_{worker_name}"
    server.clone(name)
    _use(server, name)


def _use(server: Server, name: str) -> None:
    connections["default"].settings_dict.update(NAME=name, USER="modellregion_app", HOST=server.socket)


@pytest.fixture
def own_database(server: Server, worker_name: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give one test a database of its own, with real commits; return the address of the application's role.

    For threads, jobs and crashes: what a transaction around the test would hide.
    """
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    name = f"own_{worker_name}"
    with blocker.unblock():
        connections.close_all()
        address = server.clone(name)
        _use(server, name)
        yield address
        connections.close_all()
    _use(server, f"test_{worker_name}")
