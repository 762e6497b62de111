"""The rows of running processes: what a store keeps, and what a step reads and writes.

All times are aware datetimes in UTC; all ids are handed in. A row is live while its ``state`` is; closed rows are
history and are never needed again to take a step.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

Values = Mapping[str, object]


class InstanceState(StrEnum):
    """``failed``: an error end that nobody caught; ``cancelled``: by a person."""

    ACTIVE = "active"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ScopeKind(StrEnum):
    """What opened a scope."""

    PROCESS = "process"
    SUB_PROCESS = "sub-process"
    CALL = "call"
    EVENT_SUB_PROCESS = "event-sub-process"
    MULTI_INSTANCE = "multi-instance"
    INSTANCE = "instance"
    INCLUSIVE = "inclusive"


class ScopeState(StrEnum):
    """``interrupted``: an interrupting event sub-process has taken over, no other handler may start."""

    ACTIVE = "active"
    INTERRUPTED = "interrupted"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class TokenState(StrEnum):
    """``joining``: waits at a join; ``incident``: can't go on until somebody helps."""

    ACTIVE = "active"
    JOINING = "joining"
    INCIDENT = "incident"
    CONSUMED = "consumed"
    CANCELLED = "cancelled"


class WorkItemState(StrEnum):
    """``withdrawn``: taken back by the process or a person, nothing was decided."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class SubscriptionState(StrEnum):
    """Whether a message is still waited for."""

    OPEN = "open"
    CLOSED = "closed"


class JobKind(StrEnum):
    """``enter`` and ``leave`` are never run by a worker: they are incidents of the process itself."""

    TIMER = "timer"
    SERVICE = "service"
    SEND = "send"
    DECISION = "decision"
    ENTER = "enter"
    LEAVE = "leave"


class JobState(StrEnum):
    """``incident``: waits for a person to retry or skip."""

    OPEN = "open"
    INCIDENT = "incident"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A running process (Prozessinstanz). ``definition`` is the hash of its graph, ``values`` what routes it."""

    id: str
    definition: str
    state: InstanceState
    started_at: datetime
    ended_at: datetime | None = None
    error: str | None = None
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A room tokens live in: the process, a sub-process, one instance of a repeated activity, a block.

    ``level`` is the graph level inside, ``node`` the activity that opened it, ``token_id`` the token that waits there
    meanwhile. ``live`` counts its tokens and its child scopes without a waiting token.
    """

    id: str
    instance_id: str
    kind: ScopeKind
    level: str
    node: str | None = None
    parent_id: str | None = None
    token_id: str | None = None
    state: ScopeState = ScopeState.ACTIVE
    live: int = 0
    index: int | None = None
    mi_total: int = 0
    mi_started: int = 0
    mi_done: int = 0
    values: Values = field(default_factory=dict)
    opened_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Where the process stands. A token keeps its id while it moves."""

    id: str
    instance_id: str
    scope_id: str
    node: str
    state: TokenState
    entered_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """A user task in somebody's inbox (Aufgabe). ``due_at`` is set when ``due`` is a duration."""

    id: str
    instance_id: str
    scope_id: str
    token_id: str
    node: str
    title: str
    role: str
    form: str
    due: str
    state: WorkItemState
    created_at: datetime
    due_at: datetime | None = None
    assignee: str | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinArrival:
    """A token that waits at a join, and the flow it came by. Deleted when the join fires."""

    token_id: str
    instance_id: str
    scope_id: str
    node: str
    flow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A message that is waited for, by a token (``token_id``) or by a whole scope (event sub-process)."""

    id: str
    instance_id: str
    scope_id: str
    node: str
    message: str
    state: SubscriptionState
    created_at: datetime
    token_id: str | None = None
    correlation: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to happen outside or later: a timer, a service call; or an incident that needs a person."""

    id: str
    instance_id: str
    scope_id: str
    node: str
    kind: JobKind
    state: JobState
    run_at: datetime
    created_at: datetime
    token_id: str | None = None
    attempts: int = 0
    error: str | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A message that was delivered; keeps the same message from working twice."""

    message_id: str
    instance_id: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, append only; the store numbers and chains them in this order."""

    instance_id: str
    at: datetime
    kind: str
    node: str | None = None
    scope_id: str | None = None
    token_id: str | None = None
    actor: str | None = None
    reason: str | None = None
    data: Values = field(default_factory=dict)


Row = Instance | Scope | Token | WorkItem | JoinArrival | Subscription | Job | Receipt


def key_of(row: Row) -> str:
    """Return the primary key of a row within its kind."""
    match row:
        case JoinArrival():
            return row.token_id
        case Receipt():
            return row.message_id
        case _:
            return row.id


def changed_columns(row: Row, before: Row) -> tuple[str, ...]:
    """Return the names of the columns in which two rows of one kind differ.

    Routing values differ when they are written differently: 1 is neither true nor 1.0 there, as it is in Python.
    """
    if row is before:
        return ()
    return tuple(name for name in row.__slots__ if _differ(getattr(row, name), getattr(before, name)))


def _differ(value: object, before: object) -> bool:
    if value is before:
        return False
    return value != before or (isinstance(value, Mapping) and repr(value) != repr(before))


@dataclass(frozen=True)
class State:
    """The live rows of one instance, or the part of them that a command needs.

    ``whole`` says that every live row is there; a part is always enough until work beyond it must be ended, and then
    the step raises NeedsWholeStateError. README.md names the part for each command.
    """

    instance: Instance | None = None
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    tokens: Mapping[str, Token] = field(default_factory=dict)
    work_items: Mapping[str, WorkItem] = field(default_factory=dict)
    arrivals: Mapping[str, JoinArrival] = field(default_factory=dict)
    subscriptions: Mapping[str, Subscription] = field(default_factory=dict)
    jobs: Mapping[str, Job] = field(default_factory=dict)
    receipts: Mapping[str, Receipt] = field(default_factory=dict)
    whole: bool = True

    def rows(self) -> Iterable[Row]:
        """Every row, the instance first."""
        if self.instance is not None:
            yield self.instance
        yield from self.scopes.values()
        yield from self.tokens.values()
        yield from self.work_items.values()
        yield from self.arrivals.values()
        yield from self.subscriptions.values()
        yield from self.jobs.values()
        yield from self.receipts.values()

    def table(self, kind: type[Row]) -> Mapping[str, Row]:
        """Return the rows of one kind by their keys; the instance stands apart."""
        tables: dict[type[Row], Mapping[str, Row]] = {
            Scope: self.scopes,
            Token: self.tokens,
            WorkItem: self.work_items,
            JoinArrival: self.arrivals,
            Subscription: self.subscriptions,
            Job: self.jobs,
            Receipt: self.receipts,
        }
        return tables[kind]

    @classmethod
    def of(cls, rows: Iterable[Row], *, whole: bool = True) -> "State":
        """Sort rows into a state; raises ValueError for rows of two instances."""
        tables: dict[type[Row], dict[str, Row]] = defaultdict(dict)
        instance: Instance | None = None
        for row in rows:
            if isinstance(row, Instance):
                if instance is not None and instance.id != row.id:
                    raise ValueError(f"Rows of two instances were handed in: {instance.id} and {row.id}.")
                instance = row
            tables[type(row)][key_of(row)] = row
        return cls(
            instance,
            tables[Scope],  # type: ignore[arg-type]
            tables[Token],  # type: ignore[arg-type]
            tables[WorkItem],  # type: ignore[arg-type]
            tables[JoinArrival],  # type: ignore[arg-type]
            tables[Subscription],  # type: ignore[arg-type]
            tables[Job],  # type: ignore[arg-type]
            tables[Receipt],  # type: ignore[arg-type]
            whole,
        )

    @cached_property
    def by_token(self) -> Mapping[str, tuple[Row, ...]]:
        """The work items, subscriptions, jobs and child scopes of each token."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows():
            if isinstance(row, WorkItem | Subscription | Job | Scope) and row.token_id is not None:
                found[row.token_id].append(row)
        return {token: tuple(rows) for token, rows in found.items()}

    @cached_property
    def by_scope(self) -> Mapping[str, tuple[Row, ...]]:
        """The tokens, arrivals, scope-wide subscriptions and timers, and child scopes of each scope."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows():
            if isinstance(row, Token | JoinArrival) or (
                isinstance(row, Subscription | Job) and row.token_id is None
            ):
                found[row.scope_id].append(row)
            elif isinstance(row, Scope) and row.parent_id is not None:
                found[row.parent_id].append(row)
        return {scope: tuple(rows) for scope, rows in found.items()}
