"""The stage of a measurement: a platform of its own, with its own folder, database, web and worker processes.

Nothing of the developer's own installation is touched. The processes are the real ones that ``modellregion up`` runs;
what they cost is read from the kernel's books (``/proc``), so nothing runs inside them but the product.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks import notice
from modellregion.site.configuration import ROOT
from modellregion.site.supervisor import Options, Platform

_CPUCLOCK_SCHED = 2
SUPERUSER = "modellregion_superuser"


@dataclass
class Stage:
    """A running platform. ``cases`` is how many invented cases its database holds."""

    platform: Platform
    environment: dict[str, str]
    port: int
    cases: int

    @property
    def web(self) -> int:
        """The process id of the web server's first process."""
        return self.platform.process_id("web")

    @property
    def worker(self) -> int:
        """The process id of the worker."""
        return self.platform.process_id("worker")

    @property
    def database(self) -> int:
        """The process id of the database server's first process."""
        return self.platform.process_id("database")

    def superuser(self) -> str:
        """Return the address of the database for a role that sees all tenants: for floors and for looking after."""
        return self.environment["MODELLREGION_DATABASE"].replace("modellregion_app", SUPERUSER)

    def app(self) -> str:
        """Return the address that web and worker use."""
        return self.environment["MODELLREGION_DATABASE"]

    def stop_worker(self) -> None:
        """Let jobs wait, so that the worker takes no turns from what is measured."""
        os.kill(self.worker, signal.SIGSTOP)

    def start_worker(self) -> None:
        """Let the worker go on."""
        os.kill(self.worker, signal.SIGCONT)

    def settle(self, seconds_max: float = 120) -> float:
        """Wait until the worker has nothing left to do; return how long that took."""
        started = time.monotonic()
        with psycopg.connect(self.superuser(), autocommit=True) as connection:
            while time.monotonic() - started < seconds_max:
                row = connection.execute(
                    "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') "
                    "AND (scheduled_at IS NULL OR scheduled_at <= now())"
                ).fetchone()
                if row == (0,):
                    return time.monotonic() - started
                time.sleep(0.1)
        raise TimeoutError(f"The worker did not finish its jobs within {seconds_max} seconds.")


@contextmanager
def stage(folder: Path, cases: int, *, keep: bool = False, only: str = notice.SLUG) -> Iterator[Stage]:
    """Run a platform whose database holds ``cases`` invented cases.

    :param keep: leave the folder for the next run; one that is there is taken as it is.
    :param only: the municipality that gets all of them; a list over a million rows is harder than ten over a tenth of
        them. Empty: they are spread over the demo region.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # the embedded server may run as another user
    port = free_port()
    for name in os.environ.keys() - without_own_installation(os.environ).keys():
        del os.environ[name]
    options = Options(folder / "data", "127.0.0.1", port, database_url="", with_demo=False)
    running = Platform(options)
    try:
        environment = running.prepare()
        _people(environment, cases, only)
        running.start(environment)
        yield Stage(running, environment, port, cases)
    finally:
        running.stop()
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _people(environment: dict[str, str], cases: int, only: str) -> None:
    database = environment["MODELLREGION_DATABASE"].replace("modellregion_app", SUPERUSER)
    with psycopg.connect(database) as connection:
        if connection.execute("SELECT count(*) FROM region_body").fetchone() != (0,):
            return
    command = [sys.executable, "-m", "modellregion", "demo", "--cases", str(cases)]
    command += ["--only", only] if only else []
    subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def without_own_installation(environment: Mapping[str, str]) -> dict[str, str]:
    """Leave out what the developer has set for an own installation, so that no measurement is led there."""
    own = {
        "DATABASE_URL",
        "MODELLREGION_DATABASE",
        "MODELLREGION_DATABASE_OWNER",
        "MODELLREGION_PUBLIC_URL",
    }
    return {name: value for name, value in environment.items() if name not in own}


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parent = int(stat.rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for member in found:
        found += children.get(member, [])
    return found


def cpu_ms(*pids: int) -> float:
    """Return the CPU time that processes and their living descendants have used, user and system, in milliseconds.

    Read from each process's CPU clock: ``/proc/…/stat`` counts in ticks, which miss short bursts altogether.
    """
    total = 0.0
    for pid in {member for root in pids for member in family(root)}:
        try:
            total += process_clock_ms(pid)
        except OSError:
            continue  # ended meanwhile
    return total


def process_clock_ms(pid: int) -> float:
    """Return the CPU time of one process alone, in milliseconds; looking costs a microsecond.

    :raises OSError: when there is no such process.
    """
    # The identifier that clock_getcpuclockid(3) makes: all threads, also ended ones, in nanoseconds.
    return time.clock_gettime((~pid) << 3 | _CPUCLOCK_SCHED) * 1000


def memory_mb(pid: int | str) -> float:
    """Return the resident memory of one process ("self": this one) in megabytes (10^6 bytes)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def web_workers(server: int) -> list[int]:
    """Return the processes of the web server that answer requests: its children."""
    return [pid for pid in family(server)[1:] if memory_mb(pid) > 40]
