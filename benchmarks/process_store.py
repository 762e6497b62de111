"""What a persisted step costs: our store, the same rows by bare SQL, and SpiffWorkflow with its state as JSON.

It starts a platform of its own. SpiffWorkflow comes with what the tests need. All take their steps in turn, one instance
each, so that whatever else the machine does hits them alike; all commit each step to the same PostgreSQL, with the same
durability, over one connection each. CPU is that of the client and of the server process that works for it; wall time
includes the disk.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar
from uuid import UUID

import django
import msgspec
import psycopg
from django.db import connection as django_connection

from benchmarks.figures import Figure
from benchmarks.process_spiff import Spiff, make_table
from benchmarks.process_sql import Bare
from benchmarks.process_steps import LOOP, linear
from benchmarks.stage import process_clock_ms, stage
from modellregion.process import api as process
from modellregion.process.tests.drawing import draw

SIZES = (10, 40, 100)
STEPS = 400
WARM_UP = 20
"""The first steps of a connection prepare statements."""
LONG = 1_000
FEW = 20
T = TypeVar("T")


class Meter:
    """Adds up what steps cost."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """Begin with nothing. ``connection``: its server process works for this client."""
        self.backend = connection.info.backend_pid
        self.client: list[float] = []
        self.cpu: list[float] = []
        self.wall: list[float] = []

    def step(self, act: Callable[[], T]) -> T:
        """Measure one step in milliseconds; return what it returns."""
        server = process_clock_ms(self.backend)
        wall, cpu = time.perf_counter(), time.process_time()
        result = act()
        client = (time.process_time() - cpu) * 1000
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.client.append(client)
        self.cpu.append(client + process_clock_ms(self.backend) - server)
        return result


class Ours:
    """Our store: lock, load, step, write, commit; ``journal``: with the journal's entry, which becomes a leaf."""

    def __init__(self, tasks: int, municipality: UUID, *, journal: bool = False) -> None:
        """Compile a process of so many tasks, one after the other."""
        self.tasks, self.municipality, self.journal = tasks, municipality, journal
        self.graph = process.compile(process.read_process(linear(tasks)))
        django_connection.ensure_connection()
        self.meter = Meter(django_connection.connection)

    def run(self) -> None:
        """Take an instance from its start to its end."""
        from modellregion.journal.api import NewEntry, Subject, append
        from modellregion.kernel.tenancy import tenant
        from modellregion.process.store.tests.stored import StoredOffice, perform

        office = StoredOffice(self.graph, municipality=self.municipality).start()
        subject = Subject("case", office.case)

        def step(command: process.Command) -> process.Changes:
            if not self.journal:
                return perform(office, command)
            with tenant(self.municipality):
                changes = perform(office, command)
                append(office.ctx, NewEntry(subject, "certified", note="Nummer 1"))
            return changes

        (item,) = office.state.work_items
        for _ in range(self.tasks):
            command = process.CompleteWorkItem(work_item_id=item, actor="x")
            changes = self.meter.step(partial(step, command))
            item = next((row.id for row in changes.inserted if isinstance(row, process.WorkItem)), "")


def long_history(municipality: UUID) -> Figure:
    """Compare the last hundred of a thousand steps of one instance with its first hundred."""
    from modellregion.process.store.tests.stored import StoredOffice, perform

    office = StoredOffice(
        process.compile(process.read_process(draw(LOOP))), municipality=municipality
    ).start()
    (item,) = office.state.work_items
    django_connection.ensure_connection()
    meter = Meter(django_connection.connection)
    for _ in range(LONG):
        command = process.CompleteWorkItem(work_item_id=item, actor="x", outcome="again")
        changes = meter.step(partial(perform, office, command))
        item = next(row.id for row in changes.inserted if isinstance(row, process.WorkItem))
    return Figure(
        subject="store",
        name=f"steps {LONG - 99} to {LONG} of one instance, beside steps 11 to 110, CPU",
        value=median(meter.cpu[-100:]),
        floor=median(meter.cpu[10:110]),
        unit="ms",
        aim=1.2,
        aim_is_ratio=True,
    )


def measure() -> Iterator[Figure]:
    """Measure all sizes on a platform of its own; medians of milliseconds a step."""
    with (
        tempfile.TemporaryDirectory(prefix="modellregion-bench-") as folder,
        stage(Path(folder), FEW) as platform,
    ):
        os.environ.update(platform.environment)
        django.setup()
        from modellregion.region.api import find_body

        body = find_body("paderborn")
        assert body is not None
        make_table(platform.superuser())
        yield long_history(body.id)
        for tasks in SIZES:
            _analyse(platform.superuser())
            yield from _figures(tasks, compare(tasks, body.id, platform.app()))


def _analyse(address: str) -> None:
    """Bring the planner's statistics up to date, as the server does by itself every minute, but not in a shorter run.

    Without them the first plan, made for nearly empty tables, is kept while they fill, and later sizes pay for earlier ones.
    """
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ANALYZE")


def compare(tasks: int, municipality: UUID, address: str) -> Mapping[str, Meter]:
    """Let all take their steps in turn, an instance each; ``address``: of the database, for the application's role."""
    with (
        psycopg.connect(address) as first,
        psycopg.connect(address) as second,
        psycopg.connect(address) as third,
        psycopg.connect(address) as fourth,
    ):
        runs: dict[str, Ours | Bare | Spiff] = {
            "ours": Ours(tasks, municipality),
            "bare": Bare(tasks, municipality, first, Meter(first)),
            "ours with journal": Ours(tasks, municipality, journal=True),
            "bare with journal": Bare(tasks, municipality, fourth, Meter(fourth), journal=True),
            "spiff": Spiff(tasks, second, Meter(second)),
            "spiff with rows": Spiff(tasks, third, Meter(third), municipality=municipality),
        }
        for _ in range(max(2, STEPS // tasks)):
            for run in runs.values():
                run.run()
    return {name: run.meter for name, run in runs.items()}


def _figures(tasks: int, meters: Mapping[str, Meter]) -> Iterator[Figure]:
    ours, bare = meters["ours"], meters["bare"]
    yield from _beside(f"{tasks} tasks, a step in the store", ours, bare, aim=2)
    yield from _beside(
        f"{tasks} tasks, a step with its journal entry",
        meters["ours with journal"],
        meters["bare with journal"],
        aim=2,
    )
    yield from _beside(f"{tasks} tasks, a step of SpiffWorkflow", meters["spiff"], bare)
    yield from _beside(
        f"{tasks} tasks, a step of SpiffWorkflow with the same rows beside it",
        meters["spiff with rows"],
        bare,
    )


def _beside(name: str, meter: Meter, floor: Meter, *, aim: float | None = None) -> Iterator[Figure]:
    for what, values, bare_values in (
        ("CPU", meter.cpu, floor.cpu),
        ("its client's CPU", meter.client, floor.client),
        ("wall", meter.wall, floor.wall),
    ):
        yield Figure(
            subject="store",
            name=f"{name}, {what}",
            value=median(values[WARM_UP:]),
            floor=median(bare_values[WARM_UP:]),
            unit="ms",
            aim=aim if what == "CPU" else None,
            aim_is_ratio=True,
        )


if __name__ == "__main__":
    print(msgspec.json.encode(list(measure())).decode())
