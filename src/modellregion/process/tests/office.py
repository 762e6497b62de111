"""An office in memory: holds one instance's rows, keeps the clock, and does what effects ask for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Self

from modellregion.process import api as process

MODELS = Path(__file__).parent / "models"
MONDAY = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@dataclass
class Office:
    """Runs one instance; every step is applied at once."""

    graph: process.Graph
    variables: dict[str, object] = field(default_factory=dict)
    now: datetime = MONDAY
    decide: process.Decide | None = None
    state: process.State = field(default_factory=process.State)
    events: list[process.Event] = field(default_factory=list)
    effects: list[process.Effect] = field(default_factory=list)

    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_id(self) -> str:
        """Give out ids in order, so that every run of a test is the same."""
        return f"id{next(self.numbers):05}"

    def send(self, command: process.Command) -> process.Changes:
        """Carry a command out and keep its changes."""
        changes = process.advance(
            self.graph,
            self.state,
            command,
            now=self.now,
            variables=self.variables,
            new_id=self.new_id,
            decide=self.decide,
        )
        self.state = process.apply(self.state, changes)
        self.events.extend(changes.events)
        self.effects.extend(changes.effects)
        return changes

    def start(self, message: str | None = None, **values: object) -> Self:
        """Start the instance."""
        self.send(process.Start(message=message, values=values))
        return self

    def item(self, node: str) -> process.WorkItem:
        """Find the oldest open work item at a step."""
        return next(item for item in self.state.work_items.values() if item.node == node)

    def job(self, node: str) -> process.Job:
        """Find the oldest live job at a node."""
        return next(job for job in self.state.jobs.values() if job.node == node)

    def complete(self, node: str, outcome: str | None = None, **values: object) -> process.Changes:
        """Finish the oldest open work item at a step."""
        return self.send(
            process.CompleteWorkItem(
                work_item_id=self.item(node).id, outcome=outcome, values=values, actor="erika"
            )
        )

    def serve(self, node: str, **values: object) -> process.Changes:
        """Let the service of a step succeed."""
        return self.send(process.JobDone(job_id=self.job(node).id, values=values))

    def message(
        self, name: str, correlation: str | None = None, identity: str | None = None, **values: object
    ) -> process.Answer:
        """Deliver a message."""
        identity = identity or self.new_id()
        command = process.MessageArrived(
            message_id=identity, message=name, correlation=correlation, values=values
        )
        return self.send(command).answer

    def fire(self, node: str) -> process.Changes:
        """Go to the time of a timer and fire it."""
        job = self.job(node)
        self.now = max(self.now, job.run_at)
        return self.send(process.TimerFired(job_id=job.id))

    def wait(self, **time: float) -> Self:
        """Let time pass, with nothing happening."""
        self.now += timedelta(**time)
        return self

    @property
    def places(self) -> list[str]:
        """Where the live tokens stand, sorted."""
        return sorted(token.node for token in self.state.tokens.values())

    @property
    def visited(self) -> list[str]:
        """Every node entered, in order."""
        return [event.node or "" for event in self.events if event.kind in {"entered", "joined"}]

    @property
    def ended(self) -> str | None:
        """How the instance ended, None while it runs."""
        instance = self.state.instance
        return None if instance is None or instance.ended_at is None else instance.state.value

    @property
    def values(self) -> Mapping[str, object]:
        """The routing values."""
        return {} if self.state.instance is None else self.state.instance.values

    @property
    def incidents(self) -> list[process.Job]:
        """Jobs that wait for a person."""
        return [job for job in self.state.jobs.values() if job.state is process.JobState.INCIDENT]


def open_office(name: str, **variables: object) -> Office:
    """Open an office for a model of the folder ``models``."""
    return Office(process.compile(process.read_process((MODELS / name).read_bytes())), dict(variables))
