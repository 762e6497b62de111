"""SpiffWorkflow 3.2 as it is meant to be used with a database: load the JSON, step, save it."""

from functools import partial
from importlib import import_module
from itertools import pairwise
from typing import Any
from uuid import UUID

import psycopg
from lxml import etree

from benchmarks.process_sql import Bare, Meter
from modellregion.kernel.ids import new_id

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_ROLE = "modellregion_app"


def make_table(superuser: str) -> None:
    """Make the table that holds its states: an ordinary one, so that its commits cost what ours cost."""
    with psycopg.connect(superuser) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_spiff (id uuid PRIMARY KEY, state text)")
        connection.execute(f"GRANT SELECT, INSERT, UPDATE ON bench_spiff TO {_ROLE}")


class Spiff:
    """Its state is one JSON text in an ordinary table.

    With ``municipality`` it also writes the rows that our step leaves, as an inbox and a history need them: that is
    what applications on SpiffWorkflow do, and without it the two do not produce the same.
    """

    def __init__(
        self, tasks: int, connection: psycopg.Connection, meter: Meter, *, municipality: UUID | None = None
    ) -> None:
        """Parse a process of so many tasks, once."""
        self.tasks, self.connection, self.meter = tasks, connection, meter
        parser = import_module("SpiffWorkflow.bpmn.parser").BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(_plain_bpmn(tasks)))
        self.spec = parser.get_spec("p")
        self.serializer = import_module("SpiffWorkflow.bpmn.serializer").BpmnWorkflowSerializer()
        self.workflow_class = import_module("SpiffWorkflow.bpmn").BpmnWorkflow
        self.ready = import_module("SpiffWorkflow").TaskState.READY
        self.rows = None if municipality is None else Bare(tasks, municipality, connection, meter)

    def run(self) -> None:
        """Take an instance from its start to its end."""
        workflow = self.workflow_class(self.spec)
        workflow.do_engine_steps()
        key = new_id()
        with self.connection.transaction():
            state = self.serializer.serialize_json(workflow)
            self.connection.execute("INSERT INTO bench_spiff VALUES (%s, %s)", [key, state])
        keys = None if self.rows is None else self.rows.begin()
        for number in range(self.tasks):
            self.meter.step(partial(self._step, key, keys, number))

    def _step(self, key: UUID, keys: dict[str, Any] | None, number: int) -> None:
        with self.connection.transaction():
            row = self.connection.execute(
                "SELECT state FROM bench_spiff WHERE id = %s FOR UPDATE", [key]
            ).fetchone()
            loaded = self.serializer.deserialize_json((row or ("",))[0])
            loaded.get_next_task(state=self.ready, manual=True).run()
            loaded.do_engine_steps()
            saved = self.serializer.serialize_json(loaded)
            self.connection.execute("UPDATE bench_spiff SET state = %s WHERE id = %s", [saved, key])
            if self.rows is not None and keys is not None:
                self.rows.write(keys, number)


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
