"""What a persisted step costs: our store, the same rows by bare SQL, and SpiffWorkflow with its state as JSON.

It starts a platform of its own. SpiffWorkflow comes with what the tests need. All three commit each step to the same
PostgreSQL; CPU is that of the client and of the server process that works for it, wall time includes the disk.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module, util
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TypeVar
from uuid import UUID, uuid4

import django
import msgspec
import psycopg
from django.db import connection as django_connection
from lxml import etree

from benchmarks.figures import Figure
from benchmarks.process_steps import LOOP, linear
from benchmarks.stage import cpu_ms, stage
from modellregion.process import api as process
from modellregion.process.tests.drawing import draw

SIZES = (10, 40, 100)
STEPS = 400
LONG = 1_000
EVENTS_A_STEP = 4
FEW = 20
T = TypeVar("T")
_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


class Meter:
    """Adds up what steps cost."""

    def __init__(self, backend: int) -> None:
        """Begin with nothing. ``backend``: the process of the server that works for this client."""
        self.backend = backend
        self.client: list[float] = []
        self.cpu: list[float] = []
        self.wall: list[float] = []

    def step(self, act: Callable[[], T]) -> T:
        """Measure one step in milliseconds; return what it returns."""
        server = cpu_ms(self.backend)
        wall, cpu = time.perf_counter(), time.process_time()
        result = act()
        client = (time.process_time() - cpu) * 1000
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.client.append(client)
        self.cpu.append(client + cpu_ms(self.backend) - server)
        return result


def _backend(connection: psycopg.Connection) -> int:
    return connection.info.backend_pid


def ours(tasks: int, municipality: UUID) -> Meter:
    """Measure the store: lock, load the part, step, write, commit."""
    from modellregion.process.store.tests.stored import StoredOffice, perform

    graph = process.compile(process.read_process(linear(tasks)))
    django_connection.ensure_connection()
    meter = Meter(_backend(django_connection.connection))
    for _ in range(max(1, STEPS // tasks)):
        office = StoredOffice(graph, municipality=municipality).start()
        (item,) = office.state.work_items
        for _ in range(tasks):
            command = process.CompleteWorkItem(work_item_id=item, actor="x")
            changes = meter.step(partial(perform, office, command))
            item = next((row.id for row in changes.inserted if isinstance(row, process.WorkItem)), "")
    return meter


def long_history(municipality: UUID) -> Figure:
    """Compare the last hundred of a thousand steps of one instance with its first hundred."""
    from modellregion.process.store.tests.stored import StoredOffice, perform

    office = StoredOffice(
        process.compile(process.read_process(draw(LOOP))), municipality=municipality
    ).start()
    (item,) = office.state.work_items
    django_connection.ensure_connection()
    meter = Meter(_backend(django_connection.connection))
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


def bare(tasks: int, municipality: UUID, address: str) -> Meter:
    """Measure the floor: the rows of such a step, written by nothing but SQL, in as few statements as that takes."""
    with psycopg.connect(address) as connection:
        meter = Meter(_backend(connection))
        for _ in range(max(1, STEPS // tasks)):
            keys = _begin(connection, municipality)
            for number in range(tasks):
                meter.step(partial(_advance, connection, municipality, keys, number))
    return meter


def _begin(connection: psycopg.Connection, municipality: UUID) -> dict[str, UUID]:
    keys = {name: uuid4() for name in ("instance", "scope", "token", "item")}
    values = {**keys, "m": municipality, "case": uuid4()}
    with connection.transaction():
        connection.execute("SELECT set_config('app.municipality', %s, true)", [str(municipality)])
        for statement in (_INSTANCE, _SCOPE, _PLACE, _ITEM):
            connection.execute(statement, {**values, "node": "a0"})
    return keys


_INSTANCE = (
    "INSERT INTO process_instance (municipality_id, id, case_id, package_hash, definition, state, started_at, "
    "\"values\") VALUES (%(m)s, %(instance)s, %(case)s, 'x', 'x', 'active', now(), '{}')"
)
_SCOPE = (
    "INSERT INTO process_scope (municipality_id, id, instance_id, kind, level, state, live, mi_total, mi_started, "
    "mi_done, \"values\", opened_at) VALUES (%(m)s, %(scope)s, %(instance)s, 'process', 'main', 'active', 1, 0, 0, 0, "
    "'{}', now())"
)
_PLACE = (
    "INSERT INTO process_token (municipality_id, id, instance_id, scope_id, node, state, entered_at) VALUES "
    "(%(m)s, %(token)s, %(instance)s, %(scope)s, 'a0', 'active', now())"
)
_ITEM = (
    "INSERT INTO process_work_item (municipality_id, id, instance_id, scope_id, token_id, node, title, role, form, due, "
    "state, created_at) VALUES (%(m)s, %(item)s, %(instance)s, %(scope)s, %(token)s, %(node)s, %(node)s, 'clerk', 'form', "
    "'P3D', 'open', now())"
)
_EVENT = (
    "INSERT INTO process_event (municipality_id, id, instance_id, at, kind, node, scope_id, token_id, data) "
    "SELECT %(m)s, gen_random_uuid(), %(instance)s, now(), 'entered', %(node)s, %(scope)s, %(token)s, '{}' "
    "FROM generate_series(1, %(events)s)"
)


def _advance(connection: psycopg.Connection, municipality: UUID, keys: dict[str, UUID], number: int) -> None:
    values = {**keys, "m": municipality, "node": f"a{number + 1}", "events": EVENTS_A_STEP}
    with connection.transaction():
        connection.execute("SELECT set_config('app.municipality', %s, true)", [str(municipality)])
        connection.execute(
            "SELECT * FROM process_instance WHERE municipality_id = %(m)s AND id = %(instance)s FOR UPDATE",
            values,
        )
        connection.execute(
            "SELECT * FROM process_work_item WHERE municipality_id = %(m)s AND id = %(item)s", values
        )
        connection.execute(
            "UPDATE process_work_item SET state = 'done', done_at = now() WHERE municipality_id = %(m)s AND id = %(item)s",
            values,
        )
        connection.execute(
            "UPDATE process_token SET node = %(node)s, entered_at = now() WHERE municipality_id = %(m)s AND id = %(token)s",
            values,
        )
        keys["item"] = uuid4()
        connection.execute(_ITEM, {**values, "item": keys["item"]})
        connection.execute(_EVENT, values)


def spiff(tasks: int, address: str) -> Meter | None:
    """Measure SpiffWorkflow as it is meant to be used with a database: load the JSON, step, save it; None without it."""
    if util.find_spec("SpiffWorkflow") is None:
        return None
    parser = import_module("SpiffWorkflow.bpmn.parser").BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(_plain_bpmn(tasks)))
    spec = parser.get_spec("p")
    serializer = import_module("SpiffWorkflow.bpmn.serializer").BpmnWorkflowSerializer()
    workflow_class = import_module("SpiffWorkflow.bpmn").BpmnWorkflow
    ready = import_module("SpiffWorkflow").TaskState.READY
    with psycopg.connect(address) as connection:
        meter = Meter(_backend(connection))
        connection.execute("CREATE TEMPORARY TABLE spiff (id int PRIMARY KEY, state text)")
        for turn in range(max(1, STEPS // tasks)):
            workflow = workflow_class(spec)
            workflow.do_engine_steps()
            connection.execute(
                "INSERT INTO spiff VALUES (%s, %s)", [turn, serializer.serialize_json(workflow)]
            )
            connection.commit()

            def step(turn: int = turn) -> None:
                with connection.transaction():
                    row = connection.execute(
                        "SELECT state FROM spiff WHERE id = %s FOR UPDATE", [turn]
                    ).fetchone()
                    loaded = serializer.deserialize_json((row or ("",))[0])
                    loaded.get_next_task(state=ready, manual=True).run()
                    loaded.do_engine_steps()
                    saved = serializer.serialize_json(loaded)
                    connection.execute("UPDATE spiff SET state = %s WHERE id = %s", [saved, turn])

            for _ in range(tasks):
                meter.step(step)
    return meter


def _plain_bpmn(tasks: int) -> bytes:
    names = ["s", *(f"a{number}" for number in range(tasks)), "e"]
    kinds = {"s": "startEvent", "e": "endEvent"}
    elements = [
        f'<{kinds.get(name, "manualTask")} id="{name}">'
        + (f"<incoming>f{place - 1}</incoming>" if place else "")
        + (f"<outgoing>f{place}</outgoing>" if name != "e" else "")
        + f"</{kinds.get(name, 'manualTask')}>"
        for place, name in enumerate(names)
    ]
    flows = [
        f'<sequenceFlow id="f{place}" sourceRef="{source}" targetRef="{target}"/>'
        for place, (source, target) in enumerate(pairwise(names))
    ]
    inner = "".join(elements + flows)
    return f'<definitions xmlns="{_BPMN}" targetNamespace="x"><process id="p" isExecutable="true">{inner}</process></definitions>'.encode()


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
        yield long_history(body.id)
        for tasks in SIZES:
            by_sql = bare(tasks, body.id, platform.app())
            yield from _figures(f"{tasks} tasks, a step in the store", ours(tasks, body.id), by_sql, aim=2)
            other = spiff(tasks, platform.app())
            if other is not None:
                yield from _figures(f"{tasks} tasks, a step of SpiffWorkflow", other, by_sql)


def _figures(name: str, meter: Meter, floor: Meter, *, aim: float | None = None) -> Iterator[Figure]:
    for what, values, bare_values in (
        ("CPU", meter.cpu, floor.cpu),
        ("its client's CPU", meter.client, floor.client),
        ("wall", meter.wall, floor.wall),
    ):
        yield Figure(
            subject="store",
            name=f"{name}, {what}",
            value=median(values),
            floor=median(bare_values),
            unit="ms",
            aim=aim if what == "CPU" else None,
            aim_is_ratio=True,
        )


if __name__ == "__main__":
    print(msgspec.json.encode(list(measure())).decode())
