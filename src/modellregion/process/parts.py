"""Which live rows a command needs: the executable form of what README.md tells a store to load."""

from collections.abc import Iterator

from modellregion.process.commands import Cancel, Command, Jump, MessageArrived
from modellregion.process.rows import (
    Job,
    JoinArrival,
    Receipt,
    Row,
    Scope,
    State,
    Subscription,
    Token,
    WorkItem,
    key_of,
)

Named = WorkItem | Job | Subscription


def part_for(state: State, command: Command) -> State:
    """Return the rows of a whole state that suffice for a command, unless it ends work beyond them.

    That is: the instance; the row the command names; its token, and the scopes around it with the tokens that wait
    for them; what hangs on these tokens; and, in each of these scopes, arrivals at joins with their tokens and what
    the scope itself waits for. How many rows these are depends on how deep the model is nested, not on how long the
    instance has been running or how much goes on beside.
    """
    if isinstance(command, Cancel | Jump):
        return state
    rows = {(type(row), key_of(row)): row for row in _needed(state, command)}
    return State.of(rows.values(), whole=False)


def _needed(state: State, command: Command) -> Iterator[Row]:
    if state.instance is not None:
        yield state.instance
    for row in _named(state, command):
        yield row
        if not isinstance(row, Receipt):
            yield from _around(state, row.scope_id, row.token_id)


def _named(state: State, command: Command) -> Iterator[Named | Receipt]:
    if isinstance(command, MessageArrived):
        receipt = state.receipts.get(command.message_id)
        if receipt is not None:
            yield receipt
        waiting = [
            row
            for row in state.subscriptions.values()
            if (row.message, row.correlation) == (command.message, command.correlation)
        ]
        yield from sorted(waiting, key=lambda row: (row.created_at, row.id))[:1]
        return
    item = state.work_items.get(getattr(command, "work_item_id", None) or "")
    job = state.jobs.get(getattr(command, "job_id", None) or "")
    yield from (row for row in (item, job) if row is not None)


def _around(state: State, scope_id: str | None, token_id: str | None) -> Iterator[Row]:
    while True:
        token = state.tokens.get(token_id or "")
        if token is not None:
            yield token
            yield from state.by_token.get(token.id, ())
        scope = state.scopes.get(scope_id or "")
        if scope is None:
            return
        yield scope
        yield from _own(state, scope)
        scope_id, token_id = scope.parent_id, scope.token_id


def _own(state: State, scope: Scope) -> Iterator[Row]:
    for row in state.by_scope.get(scope.id, ()):
        if isinstance(row, JoinArrival):
            yield row
            yield state.tokens[row.token_id]
        elif not isinstance(row, Token | Scope):
            yield row
