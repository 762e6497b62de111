"""Starts, watches and stops everything that ``modellregion up`` runs: database, web, worker."""

import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg

from modellregion.demo import simulator
from modellregion.site import assets, database, embedded_postgres
from modellregion.site.configuration import ROOT, SOURCE

DATABASE_NAME = "modellregion"
READY_SECONDS_MAX = 60
SIMULATOR_OFFSET = 10
"""The simulated identity provider listens so many ports above the platform."""


class SupervisorError(Exception):
    """The platform cannot start; the message says why and what to do."""


@dataclass
class AlreadyRunningError(Exception):
    """The same data folder is already in use by a running platform at ``address``."""

    address: str


@dataclass
class Child:
    """A process that is started again when it ends by itself."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches it only through us."""
        self.starts = [*self.starts[-9:], time.monotonic()]
        self.process = subprocess.Popen(
            self.command, env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def keep_alive(self) -> bool:
        """Start it again when it has ended, and tell so; five ends within ten seconds are given a pause each."""
        has_ended = self.process is not None and self.process.poll() is not None
        if self.process is not None and has_ended:
            _end_left_over(self.process.pid)  # a web server killed from outside leaves its own processes
            if len(self.starts) >= 5 and time.monotonic() - self.starts[-5] < 10:
                time.sleep(2)
            print(
                f"The {self.name} process ended (code {self.process.returncode}) and is started again.",
                flush=True,
            )
            self.start()
        return has_ended

    def stop(self) -> None:
        """Ask it to end; insist after ten seconds. What it started ends with it, also when it was killed just before."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(5)
        _end_left_over(self.process.pid)


@dataclass(frozen=True)
class Options:
    """What the operator asked for on the command line."""

    data: Path
    host: str
    port: int
    database_url: str
    with_demo: bool


class Platform:
    """The running platform of one data folder."""

    def __init__(self, options: Options) -> None:
        """Claim the data folder.

        :raises AlreadyRunningError: when another process holds it.
        """
        self.options = options
        self.public_url = os.environ.get("MODELLREGION_PUBLIC_URL", f"http://{options.host}:{options.port}")
        options.data.mkdir(parents=True, exist_ok=True)
        self._lock = self._claim()
        self._postgres: subprocess.Popen[bytes] | None = None
        self._server: embedded_postgres.EmbeddedServer | None = None
        self._children: list[Child] = []
        self._simulator: Child | None = None
        self._stopping = False

    def _claim(self) -> IO[str]:
        lock = (self.options.data / "running.json").open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            text = lock.read()
            raise AlreadyRunningError(json.loads(text)["address"] if text else "starting") from None
        lock.seek(0)
        text = lock.read()
        for pid in json.loads(text).get("children", []) if text else []:
            _end_left_over(pid)
        self._note(lock, [])
        return lock

    def _note(self, lock: IO[str], children: list[int]) -> None:
        """Write down who runs here: for a second start, and for the next one after a crash of this process."""
        lock.truncate(0)
        lock.write(json.dumps({"address": self.public_url, "pid": os.getpid(), "children": children}))
        lock.flush()

    def prepare(self) -> dict[str, str]:
        """Build assets, start the database, migrate; return the environment of web and worker."""
        static = Path(os.environ["MODELLREGION_HOME"]) / "static"
        assets.build(static)
        addresses = self._start_database()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "modellregion.site.settings",
            "MODELLREGION_DATA": str(self.options.data),
            "MODELLREGION_STATIC": str(static),
            "MODELLREGION_DATABASE": addresses.app,
            "MODELLREGION_DATABASE_OWNER": addresses.owner,
            "MODELLREGION_PUBLIC_URL": self.public_url,
            "PYTHONPATH": str(SOURCE.parent),
        }
        environment.pop("DATABASE_URL", None)
        if not database.is_migrated(addresses.owner):
            print("Preparing the tables ...", flush=True)
            self._run_once("migrate", environment)
        if self.options.with_demo:
            self._prepare_simulator(environment)
            environment |= self._simulated_provider()
            self._run_once("demo", environment)
        return environment

    def _simulated_provider(self) -> dict[str, str]:
        """Return where the demo's payment provider is to run, and the file of what its clients must know."""
        folder = self.options.data / "demo-provider"
        folder.mkdir(parents=True, exist_ok=True)
        secret = folder / "secret"
        if not secret.exists():
            secret.touch(mode=0o600)
            secret.write_text(secrets.token_urlsafe(24), encoding="ascii")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        return {
            "MODELLREGION_DEMO_PROVIDER": f"http://127.0.0.1:{port}",
            "MODELLREGION_DEMO_PROVIDER_SECRET": str(secret),
        }

    def _prepare_simulator(self, environment: dict[str, str]) -> None:
        """Add the demo's simulated identity provider, unless there is no Node.js on this machine."""
        folder, port = self.options.data / "identity-provider", self.options.port + SIMULATOR_OFFSET
        if not simulator.node_program():
            print("There is no Node.js, so the demo has no accounts to log in with.", flush=True)
            return
        environment["MODELLREGION_IDENTITY_PROVIDER"] = f"http://127.0.0.1:{port}"
        self._simulator = Child(
            "simulated accounts", simulator.command(folder, port, self.public_url), environment
        )

    def _start_database(self) -> database.Addresses:
        if self.options.database_url:
            addresses = database.prepare_server(self.options.database_url, self.options.data)
            _advise(addresses)
            return addresses
        self._server = server = embedded_postgres.prepare(self.options.data)
        self._postgres = embedded_postgres.start(server)
        roles = {
            role: server.address(DATABASE_NAME, role) for role in (database.OWNER_ROLE, database.APP_ROLE)
        }
        return database.prepare_embedded(
            server.address("postgres", "modellregion_superuser"), DATABASE_NAME, roles
        )

    def _run_once(self, command: str, environment: dict[str, str]) -> None:
        result = subprocess.run(
            [sys.executable, "-m", "modellregion", command], env=environment, check=False, cwd=ROOT
        )
        if result.returncode != 0:
            raise SupervisorError(f"The step '{command}' failed; the lines above say why.")

    def start(self, environment: dict[str, str]) -> None:
        """Start web and worker and wait for the first answer."""
        self._children = [
            Child("web", web_command(self.options.host, self.options.port, environment), environment),
            Child("worker", [sys.executable, "-m", "modellregion", "worker"], environment),
        ]
        if "MODELLREGION_DEMO_PROVIDER" in environment:
            self._children.append(Child("payment provider", provider_command(environment), environment))
        if self._simulator is not None:
            self._children.append(self._simulator)
        for child in self._children:
            child.start()
        self._note_children()
        self._wait_until_ready()

    def _note_children(self) -> None:
        self._note(self._lock, [child.process.pid for child in self._children if child.process])

    def _wait_until_ready(self) -> None:
        address = f"http://{self.options.host}:{self.options.port}/gesundheit"
        deadline = time.monotonic() + READY_SECONDS_MAX
        while time.monotonic() < deadline:
            web = self._children[0].process
            if web is None or web.poll() is not None:
                raise SupervisorError(
                    f"The web process could not start. Is port {self.options.port} in use? Try --port 8001."
                )
            try:
                with urllib.request.urlopen(address, timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise SupervisorError(
            f"The web process did not answer at {address} within {READY_SECONDS_MAX} seconds."
        )

    def process_id(self, name: str) -> int:
        """Return the process id of ``web``, ``worker`` or ``database``, for those who look after them.

        :raises SupervisorError: when it does not run, or is not ours.
        """
        running = {child.name: child.process for child in self._children} | {"database": self._postgres}
        process = running.get(name)
        if process is None:
            raise SupervisorError(f"There is no process '{name}' of ours.")
        return process.pid

    def watch(self, is_stopping: Callable[[], bool]) -> None:
        """Keep everything alive until told to stop."""
        while not is_stopping():
            if self._postgres is not None and self._server is not None and self._postgres.poll() is not None:
                print("The database ended and is started again.", flush=True)
                self._postgres = embedded_postgres.start(self._server)
            restarted = [child for child in self._children if child.keep_alive()]
            if restarted:
                self._note_children()
            time.sleep(0.2)

    def stop_processes(self) -> None:
        """Stop web and worker; the database goes on."""
        for child in self._children:
            child.stop()

    def stop(self) -> None:
        """Stop everything, the database last."""
        self.stop_processes()
        if self._postgres is not None and self._server is not None:
            embedded_postgres.stop(self._server, self._postgres)
        self._note(self._lock, [])
        self._lock.close()


def _advise(addresses: database.Addresses) -> None:
    """Tell what only the server's own superuser can do."""
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        statements = [statement.as_string() for statement in database.marking_statements(connection)]
    if statements:
        print("Searching many cases is slow until a superuser of the server executes, in this database:")
        print("\n".join(f"  {statement};" for statement in statements), flush=True)


def _end_left_over(pid: int) -> None:
    """End what is left of a web or worker process and those it started; strangers with the same number are left alone."""
    shown = subprocess.run(
        ["ps", "-e", "-o", "pgid=,command="], check=False, capture_output=True, text=True
    ).stdout
    members = [line for line in shown.splitlines() if line.split(None, 1)[0] == str(pid)]
    if any("modellregion" in line for line in members):
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def provider_command(environment: dict[str, str]) -> list[str]:
    """Return the command line of the demo's simulated payment provider."""
    secret = environment["MODELLREGION_DEMO_PROVIDER_SECRET"]
    port = environment["MODELLREGION_DEMO_PROVIDER"].rpartition(":")[2]
    return [
        *(sys.executable, "-m", "modellregion.demo.payment_provider", "--port", port),
        *("--folder", str(Path(secret).parent), "--secret-file", secret),
    ]


def web_command(host: str, port: int, environment: dict[str, str]) -> list[str]:
    """Return the command line of the web server."""
    return [
        *(sys.executable, "-m", "granian", "modellregion.site.wsgi:application"),
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", environment.get("MODELLREGION_WEB_WORKERS", "1"), "--blocking-threads", "4"),
        *(
            "--static-path-route",
            "/static",
            "--static-path-mount",
            f"{environment['MODELLREGION_STATIC']}/public",
        ),
        *(
            "--static-path-expires",
            "31536000",
            "--no-ws",
            "--log-level",
            "warning",
            "--respawn-failed-workers",
        ),
    ]
