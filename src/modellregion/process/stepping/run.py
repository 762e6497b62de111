"""The working state of one step: rows, the queue of what is left to do, and what to tell the world."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from modellregion.process.changes import Answer, Changes, Effect
from modellregion.process.findings import NeedsWholeStateError
from modellregion.process.graph import Graph
from modellregion.process.rows import (
    Event,
    Instance,
    Job,
    JoinArrival,
    Row,
    Scope,
    ScopeKind,
    State,
    Subscription,
    Token,
    Values,
    WorkItem,
    key_of,
)
from modellregion.process.stepping.table import Table

Context = Mapping[str, object]
Decide = Callable[[str, Context], object]
NewId = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Arrive:
    """A token comes to the end of a flow."""

    token_id: str
    flow: str


@dataclass(frozen=True, slots=True)
class Enter:
    """A token begins the node it stands on."""

    token_id: str


@dataclass(frozen=True, slots=True)
class Leave:
    """A token is done with the node it stands on."""

    token_id: str


@dataclass(frozen=True, slots=True)
class Settle:
    """Something in a scope ended; see whether the scope has."""

    scope_id: str


Action = Arrive | Enter | Leave | Settle
Attached = TypeVar("Attached", bound=Scope | WorkItem | Subscription | Job)
Inside = TypeVar("Inside", bound=Scope | Token | JoinArrival | Subscription | Job)


class StuckError(Exception):
    """A token can't go on (no condition holds, an expression has no usable value); becomes an incident."""


class Run:
    """One step under way. ``now`` is its only time, ``new_id`` the only source of ids."""

    def __init__(
        self,
        graph: Graph,
        state: State,
        *,
        now: datetime,
        variables: Context,
        new_id: NewId,
        decide: Decide | None,
    ) -> None:
        self.graph = graph
        self.state = state
        self.now = now
        self.variables = variables
        self.new_id = new_id
        self.decide = decide
        self.actor: str | None = None
        self.started = state.instance is None
        self.instances: Table[Instance] = Table({state.instance.id: state.instance} if state.instance else {})
        self.instance_id = state.instance.id if state.instance else ""
        self.scopes = Table(state.scopes)
        self.tokens = Table(state.tokens)
        self.work_items = Table(state.work_items)
        self.arrivals = Table(state.arrivals)
        self.subscriptions = Table(state.subscriptions)
        self.jobs = Table(state.jobs)
        self.receipts = Table(state.receipts)
        self.queue: deque[Action] = deque()
        self.events: list[Event] = []
        self.effects: list[Effect] = []

    @property
    def instance(self) -> Instance:
        """The instance this step is about."""
        return self.instances[self.instance_id]

    def log(self, kind: str, row: Row | None = None, *, reason: str | None = None, **data: object) -> None:
        """Append an event."""
        node = getattr(row, "node", None)
        self.events.append(
            Event(
                instance_id=self.instance_id,
                at=self.now,
                kind=kind,
                node=node,
                scope_id=row.id if isinstance(row, Scope) else getattr(row, "scope_id", None),
                token_id=row.id if isinstance(row, Token) else getattr(row, "token_id", None),
                actor=self.actor,
                reason=reason,
                data=data,
            )
        )

    def attached(self, table: Table[Attached], token: Token) -> list[Attached]:
        """Return the live rows of one kind that hang on a token, in the order of their ids."""
        before = (key_of(row) for row in self.state.by_token.get(token.id, ()))
        rows = [*table.live(before), *(row for row in table.begun if row.token_id == token.id)]
        return sorted(rows, key=key_of)

    def inside(self, table: Table[Inside], scope: Scope) -> list[Inside]:
        """Return the live rows of one kind that are directly in a scope (not those that hang on its tokens), by id."""
        before = (key_of(row) for row in self.state.by_scope.get(scope.id, ()))
        # A token that this step moved into the scope is neither among its rows of before nor a new row.
        rows = {key_of(row): row for row in (*table.live(before), *table.touched)}
        return sorted((row for row in rows.values() if _is_in(row, scope.id)), key=key_of)

    def chain(self, scope_id: str) -> Iterator[Scope]:
        """Go through the scope and those around it, innermost first."""
        scope = self.scopes.get(scope_id)
        while scope is not None:
            yield scope
            scope = self.scopes.get(scope.parent_id)

    def level_scope(self, scope_id: str) -> Scope:
        """Return the innermost scope that is a process, sub-process or instance of one; blocks are looked through."""
        return next(scope for scope in self.chain(scope_id) if scope.kind is not ScopeKind.INCLUSIVE)

    def context(self, scope_id: str, extra: Context | None = None) -> Context:
        """Return what an expression sees: values of the repeated instances, of the instance, then the case's data."""
        inner = [scope.values for scope in self.chain(scope_id) if scope.kind is ScopeKind.INSTANCE]
        return Layers([*([extra] if extra else []), *inner, self.instance.values, self.variables])

    def seen(self, scope_id: str) -> Values:
        """Return the routing values of a scope, for those who carry a job out."""
        inner = [scope.values for scope in self.chain(scope_id) if scope.kind is ScopeKind.INSTANCE]
        return {
            **self.instance.values,
            **{name: value for values in reversed(inner) for name, value in values.items()},
        }

    def set_values(self, scope_id: str, values: Values) -> None:
        """Keep routing values, in the innermost repeated instance or else in the process instance."""
        if not values:
            return
        for scope in self.chain(scope_id):
            if scope.kind is ScopeKind.INSTANCE:
                self.scopes.put(replace(scope, values={**scope.values, **values}))
                return
        self.instances.put(replace(self.instance, values={**self.instance.values, **values}))

    def need_whole(self) -> None:
        """Make sure that nothing live is out of sight; raises NeedsWholeStateError."""
        if not self.state.whole:
            raise NeedsWholeStateError

    def changes(self) -> Changes:
        """Return everything this step did."""
        tables = [table for table in self._tables() if table.is_touched]
        inserted = tuple(row for table in tables for row in table.begun)
        updated = tuple(row for table in tables for row in table.updated)
        live = {key_of(row) for row in (*inserted, *updated)}
        return Changes(
            answer=Answer.DONE,
            inserted=inserted,
            updated=updated,
            closed=tuple(row for table in tables for row in table.closed),
            events=tuple(self.events),
            effects=tuple(effect for effect in self.effects if _still_wanted(effect, live)),
        )

    def _tables(self) -> tuple[Table[Any], ...]:
        return (
            self.instances,
            self.scopes,
            self.tokens,
            self.work_items,
            self.arrivals,
            self.subscriptions,
            self.jobs,
            self.receipts,
        )


class Layers(Mapping[str, object]):
    """Several contexts read as one, the first that knows a name wins; nothing is copied."""

    def __init__(self, layers: list[Context]) -> None:
        self._layers = layers

    def __getitem__(self, name: str) -> object:
        for layer in self._layers:
            if name in layer:
                return layer[name]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for layer in self._layers for name in layer))

    def __len__(self) -> int:
        return len(list(iter(self)))


def _is_in(row: Token | JoinArrival | Scope | Subscription | Job, scope_id: str) -> bool:
    if isinstance(row, Scope):
        return row.parent_id == scope_id
    if isinstance(row, Subscription | Job) and row.token_id is not None:
        return False
    return row.scope_id == scope_id


def _still_wanted(effect: Effect, live: set[str]) -> bool:
    """Whether what an effect is about has outlived the step that asked for it."""
    for attribute in ("job_id", "subscription_id", "work_item_id"):
        key = getattr(effect, attribute, None)
        if key is not None:
            return key in live
    return True
