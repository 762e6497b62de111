"""What may be asked of a process, and what comes back."""

from dataclasses import dataclass, field

from modellregion.process.rows import Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Start an instance, by its none start event, or by the message start event that waits for ``message``."""

    message: str | None = None
    values: Values = field(default_factory=dict)
    actor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteWorkItem:
    """Finish a user task; ``outcome`` is one of the declared ones, None only when none is declared."""

    work_item_id: str
    outcome: str | None = None
    values: Values = field(default_factory=dict)
    actor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDone:
    """A service answered, a message was handed over, a decision was made (``values`` holds its result)."""

    job_id: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFailed:
    """A service failed for a technical reason. After the last retry, or when ``permanent``, an incident opens."""

    job_id: str
    error: str
    permanent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryJob:
    """Close an incident by trying again from the first attempt."""

    job_id: str
    reason: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipJob:
    """Close an incident of a service, send or rule task as if it had been done, with ``values``."""

    job_id: str
    reason: str
    actor: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageArrived:
    """A message came in; ``message_id`` is the sender's or the inbox's and makes it work once."""

    message_id: str
    message: str
    correlation: str | None = None
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired:
    """The time of a timer job has come."""

    job_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrowError:
    """A task ends with a business error (fachlicher Fehler), by its work item or its job."""

    error: str
    work_item_id: str | None = None
    job_id: str | None = None
    values: Values = field(default_factory=dict)
    actor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign:
    """Hand a work item to another person or role; None leaves as it is."""

    work_item_id: str
    reason: str
    actor: str
    role: str | None = None
    assignee: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Take a work item back; the process stays at its step until somebody lets it jump."""

    work_item_id: str
    reason: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """Move a token to another step of the same scope; jumping to its own step starts that step anew."""

    token_id: str
    node: str
    reason: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """End the instance and everything that waits in it."""

    reason: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """Take an ended instance up again at a step of its process level."""

    node: str
    reason: str
    actor: str


Command = (
    Start
    | CompleteWorkItem
    | JobDone
    | JobFailed
    | RetryJob
    | SkipJob
    | MessageArrived
    | TimerFired
    | ThrowError
    | Reassign
    | Withdraw
    | Jump
    | Cancel
    | Reopen
)
