"""Events that catch: boundary events, event sub-processes, event-based gateways; and errors looking for one."""

from collections.abc import Iterable
from dataclasses import replace

from modellregion.process.graph import Kind, Node
from modellregion.process.rows import (
    InstanceState,
    Job,
    JobState,
    Scope,
    ScopeKind,
    ScopeState,
    Subscription,
    Token,
)
from modellregion.process.stepping.repeating import is_inner
from modellregion.process.stepping.run import Enter, Leave, Run
from modellregion.process.stepping.tokens import (
    close_job,
    empty_scope,
    end_instance,
    move,
    new_token,
    release,
)


def trigger(run: Run, waiting: Subscription | Job) -> None:
    """Let the event happen that a subscription or timer waits for.

    A timer fires once; a message that does not interrupt may come again, so its subscription stays.
    """
    node = run.graph.nodes[waiting.node]
    token = run.tokens.get(waiting.token_id)
    run.log("triggered", waiting)
    if isinstance(waiting, Job):
        close_job(run, waiting, JobState.DONE)
    if token is None:
        _start_by_event(run, run.scopes[waiting.scope_id], node)
    elif node.attached_to is None:
        _catch(run, token, node)
    elif node.interrupting:
        _interrupt(run, token, node)
    else:
        beside = new_token(run, run.level_scope(token.scope_id), node.id)
        run.log("entered", beside)
        run.queue.append(Leave(beside.id))


def _catch(run: Run, token: Token, node: Node) -> None:
    """Go on from a catch event or receive task, also when an event-based gateway waited for it."""
    release(run, token, whole_content=False)
    if token.node != node.id:
        token = move(run, token, node.id)
        run.log("entered", token)
    run.queue.append(Leave(token.id))


def _interrupt(run: Run, token: Token, boundary: Node) -> None:
    """End an activity and go on from its boundary event."""
    release(run, token, whole_content=True)
    moved = move(run, token, boundary.id)
    run.log("entered", moved)
    run.queue.append(Leave(moved.id))


def _start_by_event(run: Run, scope: Scope, start: Node) -> None:
    """Start the event sub-process of ``start`` in a scope; an interrupting one ends what else is there."""
    if start.interrupting or start.kind is Kind.ERROR_START:
        scope = run.scopes.put(replace(empty_scope(run, scope), state=ScopeState.INTERRUPTED))
    run.scopes.put(replace(scope, live=scope.live + 1))
    inner = run.scopes.put(
        Scope(
            id=run.new_id(),
            instance_id=run.instance_id,
            kind=ScopeKind.EVENT_SUB_PROCESS,
            level=start.level,
            node=start.level,
            parent_id=scope.id,
            opened_at=run.now,
        )
    )
    token = new_token(run, inner, start.id)
    run.log("entered", token)
    run.queue.append(Enter(token.id))


def throw(run: Run, error: str, scope_id: str, at: Token | None) -> None:
    """Hand an error to the innermost boundary event or event sub-process that catches it.

    ``at`` is the task that throws, None for an error end event. An error nobody catches fails the instance
    (BPMN 2.0.2 § 10.5.6).
    """
    scope = run.scopes[scope_id]
    while True:
        # Boundary events of a repeated activity hang on the whole of it, not on one of its instances.
        catching = run.graph.boundaries(at.node) if at is not None and not is_inner(run, at) else ()
        catcher = _matching(catching, error)
        if at is not None and catcher is not None:
            run.log("error-caught", at, error=error, by=catcher.id)
            _interrupt(run, at, catcher)
            return
        start = _matching([start for _, start in run.graph.event_sub_processes(scope.level)], error)
        if start is not None and _may_handle(scope):
            run.log("error-caught", scope, error=error, by=start.id)
            _start_by_event(run, scope, start)
            return
        if scope.parent_id is None:
            break
        at = run.tokens.get(scope.token_id)
        scope = run.scopes[scope.parent_id]
    emptied = empty_scope(run, scope)
    run.scopes.close(replace(emptied, state=ScopeState.CANCELLED, closed_at=run.now))
    end_instance(run, InstanceState.FAILED, error)


def _may_handle(scope: Scope) -> bool:
    """Whether a scope's own event sub-processes are still ready."""
    holds_level = scope.kind not in {ScopeKind.INCLUSIVE, ScopeKind.MULTI_INSTANCE}
    return holds_level and scope.state is ScopeState.ACTIVE


def _matching(nodes: Iterable[Node], error: str) -> Node | None:
    """Return the event that names the error, else one that catches any."""
    catching = [node for node in nodes if node.kind in {Kind.ERROR_BOUNDARY, Kind.ERROR_START}]
    exact = [node for node in catching if node.error == error]
    return next(iter(exact or [node for node in catching if node.error is None]), None)
