"""What one command changes: rows to write, events to append, effects to send out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from modellregion.process.rows import Event, Row, State, Values, key_of


class Answer(StrEnum):
    """How a command ended. Everything but ``done`` changed nothing, and asking again is harmless."""

    DONE = "done"
    NOT_OPEN = "not-open"
    """The work item, job or token is no longer live: somebody was faster, or the process went on."""
    NOT_DUE = "not-due"
    NOT_EXPECTED = "not-expected"
    """Nobody waits for this message (now)."""
    DUPLICATE = "duplicate"
    INSTANCE_ENDED = "instance-ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallService:
    """Carry out a named operation, at least once; the job's id is the idempotency key."""

    job_id: str
    node: str
    operation: str
    run_at: datetime
    attempt: int
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage:
    """Hand a message to the outbox, at least once; the job's id is the idempotency key."""

    job_id: str
    node: str
    message: str
    operation: str | None
    run_at: datetime
    attempt: int
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDecision:
    """Evaluate a decision and come back with JobDone, ``values`` holding ``result``."""

    job_id: str
    node: str
    decision: str
    result: str
    run_at: datetime
    attempt: int
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimer:
    """Come back with TimerFired at ``run_at`` (at once when that is past)."""

    job_id: str
    node: str
    run_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitMessage:
    """A message is waited for from now on; one that came early may be delivered now."""

    subscription_id: str
    node: str
    message: str
    correlation: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWork:
    """A work item was opened; ``due`` names the deadline rule when ``due_at`` is not set."""

    work_item_id: str
    node: str
    due: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseIncident:
    """Somebody has to look: the job with this id waits for retry, skip or a jump."""

    job_id: str
    node: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndInstance:
    """The instance has ended; its row says how."""

    state: str
    error: str | None


Effect = (
    CallService
    | SendMessage
    | MakeDecision
    | SetTimer
    | AwaitMessage
    | OfferWork
    | RaiseIncident
    | EndInstance
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything one command changes; a row stands in exactly one list.

    ``closed`` holds the final values of rows that are no longer live (arrivals among them are deleted). ``events``
    and ``effects`` are in the order they happened.
    """

    answer: Answer
    inserted: tuple[Row, ...] = ()
    updated: tuple[Row, ...] = ()
    closed: tuple[Row, ...] = ()
    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()


def apply(state: State, changes: Changes) -> State:
    """Return the live rows after the changes; what a store does with SQL, in memory."""
    rows = {(type(row), key_of(row)): row for row in state.rows()}
    for row in changes.closed:
        rows.pop((type(row), key_of(row)), None)
    for row in (*changes.inserted, *changes.updated):
        rows[type(row), key_of(row)] = row
    return State.of(rows.values(), whole=state.whole)
