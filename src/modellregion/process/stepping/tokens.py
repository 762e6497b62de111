"""Tokens on their way: along flows, through joins, out of scopes."""

from dataclasses import replace

from modellregion.process.changes import EndInstance
from modellregion.process.graph import Flow, Kind, Node
from modellregion.process.rows import (
    InstanceState,
    Job,
    JobState,
    JoinArrival,
    Scope,
    ScopeKind,
    ScopeState,
    Subscription,
    SubscriptionState,
    Token,
    TokenState,
    WorkItemState,
)
from modellregion.process.stepping.run import Arrive, Enter, Leave, Run, Settle


def new_token(run: Run, scope: Scope, node: str) -> Token:
    """Put a further token into a scope."""
    run.scopes.put(replace(scope, live=scope.live + 1))
    return run.tokens.put(
        Token(
            id=run.new_id(),
            instance_id=run.instance_id,
            scope_id=scope.id,
            node=node,
            state=TokenState.ACTIVE,
            entered_at=run.now,
        )
    )


def move(run: Run, token: Token, node: str) -> Token:
    """Put a token onto another node of its scope."""
    return run.tokens.put(replace(token, node=node, state=TokenState.ACTIVE, entered_at=run.now))


def travel(run: Run, token: Token, flows: list[Flow]) -> None:
    """Send a token along its flows: itself along the first, new ones along the others."""
    for number, flow in enumerate(flows):
        traveller = token if number == 0 else new_token(run, run.scopes[token.scope_id], flow.source)
        run.queue.append(Arrive(traveller.id, flow.id))


def arrive(run: Run, token: Token, flow: Flow) -> None:
    """Let a token come to the end of a flow; joins keep it until the others are there."""
    node = run.graph.nodes[flow.target]
    if node.kind is Kind.PARALLEL and len(node.incoming) > 1:
        _wait_at_join(run, token, node, flow)
        fire_parallel_join(run, token.scope_id, node)
    elif node.kind is Kind.INCLUSIVE and len(node.incoming) > 1:
        _wait_at_join(run, token, node, flow)
        run.queue.append(Settle(token.scope_id))
    else:
        moved = move(run, token, node.id)
        run.log("entered", moved)
        run.queue.append(Enter(moved.id))


def _wait_at_join(run: Run, token: Token, node: Node, flow: Flow) -> None:
    waiting = run.tokens.put(replace(token, node=node.id, state=TokenState.JOINING, entered_at=run.now))
    run.log("arrived", waiting, flow=flow.id)
    run.arrivals.put(
        JoinArrival(
            token_id=waiting.id,
            instance_id=run.instance_id,
            scope_id=waiting.scope_id,
            node=node.id,
            flow=flow.id,
        )
    )


def fire_parallel_join(run: Run, scope_id: str, node: Node) -> None:
    """Let one token through when one has come by each flow (BPMN 2.0.2 § 13.4.1)."""
    first: dict[str, JoinArrival] = {}
    for arrival in run.inside(run.arrivals, run.scopes[scope_id]):
        if arrival.node == node.id:
            first.setdefault(arrival.flow, arrival)
    if len(first) < len(node.incoming):
        return
    merged = [first[flow] for flow in node.incoming]
    for arrival in merged:
        run.arrivals.close(arrival)
    for arrival in merged[1:]:
        consume(run, run.tokens[arrival.token_id])
    token = move(run, run.tokens[merged[0].token_id], node.id)
    run.log("joined", token, tokens=len(merged))
    run.queue.append(Enter(token.id))


def consume(run: Run, token: Token) -> None:
    """End a token; its scope may end with it."""
    run.tokens.close(replace(token, state=TokenState.CONSUMED, left_at=run.now))
    scope = run.scopes[token.scope_id]
    run.scopes.put(replace(scope, live=scope.live - 1))
    run.queue.append(Settle(scope.id))


def release(run: Run, token: Token, *, whole_content: bool) -> None:
    """End what hangs on a token: what it waits for, its boundary events, and with ``whole_content`` its work."""
    for subscription in run.attached(run.subscriptions, token):
        close_subscription(run, subscription)
    for job in run.attached(run.jobs, token):
        close_job(run, job, JobState.CANCELLED)
    if not whole_content:
        return
    for item in run.attached(run.work_items, token):
        run.work_items.close(replace(item, state=WorkItemState.WITHDRAWN, done_at=run.now))
        run.log("withdrawn", item)
    for scope in run.attached(run.scopes, token):
        cancel_scope(run, scope)


def close_subscription(run: Run, subscription: Subscription) -> None:
    """Wait no longer for a message."""
    run.subscriptions.close(replace(subscription, state=SubscriptionState.CLOSED, closed_at=run.now))


def close_job(run: Run, job: Job, state: JobState) -> None:
    """End a job."""
    run.jobs.close(replace(job, state=state, ended_at=run.now))


def empty_scope(run: Run, scope: Scope) -> Scope:
    """Cancel every token, wait and child scope in a scope; the scope itself stays."""
    run.need_whole()
    for arrival in run.inside(run.arrivals, scope):
        run.arrivals.close(arrival)
    for token in run.inside(run.tokens, scope):
        release(run, token, whole_content=True)
        run.tokens.close(replace(token, state=TokenState.CANCELLED, left_at=run.now))
        run.log("cancelled", token)
    close_handlers(run, scope)
    for child in run.inside(run.scopes, scope):
        cancel_scope(run, child)
    return run.scopes.put(replace(scope, live=0))


def cancel_scope(run: Run, scope: Scope) -> None:
    """Cancel a scope with everything in it."""
    emptied = empty_scope(run, scope)
    run.scopes.close(replace(emptied, state=ScopeState.CANCELLED, closed_at=run.now))


def close_handlers(run: Run, scope: Scope) -> None:
    """End what a scope itself waits for: its event sub-processes."""
    for subscription in run.inside(run.subscriptions, scope):
        close_subscription(run, subscription)
    for job in run.inside(run.jobs, scope):
        close_job(run, job, JobState.CANCELLED)


def settle(run: Run, scope: Scope) -> None:
    """See whether a scope has ended, and let what contains it go on."""
    if scope.kind is ScopeKind.INCLUSIVE and _fire_inclusive_join(run, scope):
        return
    if scope.live or scope.kind in {ScopeKind.MULTI_INSTANCE, ScopeKind.INSTANCE}:
        return
    close_handlers(run, scope)
    run.scopes.close(replace(scope, state=ScopeState.COMPLETED, closed_at=run.now))
    if scope.kind is ScopeKind.PROCESS:
        end_instance(run, InstanceState.COMPLETED)
    elif scope.token_id is not None:
        run.queue.append(Leave(scope.token_id))
    elif scope.parent_id is not None:
        parent = run.scopes[scope.parent_id]
        run.scopes.put(replace(parent, live=parent.live - 1))
        run.queue.append(Settle(parent.id))


def _fire_inclusive_join(run: Run, scope: Scope) -> bool:
    """Let one token out of a block when all that are left in it wait at its join (BPMN 2.0.2 § 13.4.3)."""
    waiting = run.inside(run.arrivals, scope)
    waiting = [arrival for arrival in waiting if run.graph.nodes[arrival.node].match == scope.node]
    if not waiting or len(waiting) < scope.live or scope.parent_id is None:
        return False
    for arrival in waiting:
        run.arrivals.close(arrival)
        token = run.tokens[arrival.token_id]
        run.tokens.close(replace(token, state=TokenState.CONSUMED, left_at=run.now))
    close_handlers(run, scope)
    run.scopes.close(replace(scope, live=0, state=ScopeState.COMPLETED, closed_at=run.now))
    # The block counted as one in the scope around it; the token that comes out takes that place.
    parent = run.scopes[scope.parent_id]
    run.scopes.put(replace(parent, live=parent.live - 1))
    token = new_token(run, run.scopes[parent.id], waiting[0].node)
    run.log("joined", token, tokens=len(waiting))
    run.queue.append(Enter(token.id))
    return True


def end_instance(run: Run, state: InstanceState, error: str | None = None) -> None:
    """End the instance; its scopes are closed already."""
    run.instances.put(replace(run.instance, state=state, ended_at=run.now, error=error))
    run.log(state.value, run.instance, **({"error": error} if error else {}))
    run.effects.append(EndInstance(state=state.value, error=error))
