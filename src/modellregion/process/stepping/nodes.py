"""What a token does at each kind of node."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from modellregion.process import timers
from modellregion.process.changes import OfferWork
from modellregion.process.graph import ACTIVITIES, CATCHES, STARTS, Kind, Node
from modellregion.process.rows import JobKind, Scope, ScopeKind, Token, WorkItem, WorkItemState
from modellregion.process.stepping import repeating
from modellregion.process.stepping.conditions import flows_to_take, repetitions
from modellregion.process.stepping.events import throw
from modellregion.process.stepping.run import Enter, Leave, Run, Settle, StuckError
from modellregion.process.stepping.tokens import consume, empty_scope, new_token, release, travel
from modellregion.process.stepping.waiting import add_job, ask, awaited, listen, wait_for
from modellregion.process.values import is_usable


def enter(run: Run, token: Token) -> None:
    """Begin the node a token stands on; raises StuckError before anything was changed."""
    node = run.graph.nodes[token.node]
    if node.kind in ACTIVITIES:
        _enter_activity(run, token, node)
    elif node.kind in STARTS:
        listen(run, run.scopes[token.scope_id])
        run.queue.append(Leave(token.id))
    elif node.kind is Kind.END:
        consume(run, token)
    elif node.kind is Kind.TERMINATE_END:
        scope = run.level_scope(token.scope_id)
        empty_scope(run, scope)
        run.queue.append(Settle(scope.id))
    elif node.kind is Kind.ERROR_END:
        throw(run, node.error or "", token.scope_id, None)
    elif node.kind is Kind.EVENT_GATEWAY:
        targets = [run.graph.nodes[run.graph.flows[flow].target] for flow in node.outgoing]
        wait_for(run, awaited(run, targets, token.scope_id), token.scope_id, token.id)
    elif node.kind in CATCHES:
        wait_for(run, awaited(run, [node], token.scope_id), token.scope_id, token.id)
    else:
        run.queue.append(Leave(token.id))


def leave(run: Run, token: Token) -> None:
    """Let a token go on from a node it is done with; raises StuckError when no flow can be taken."""
    node = run.graph.nodes[token.node]
    release(run, token, whole_content=False)
    if repeating.is_inner(run, token):
        consume(run, token)
        return
    flows = flows_to_take(run, node, run.context(token.scope_id))
    run.log("left", token, flows=[flow.id for flow in flows])
    if node.kind is Kind.INCLUSIVE and len(node.outgoing) > 1:
        token = _open_block(run, token, node)
    travel(run, token, flows)


def _open_block(run: Run, token: Token, node: Node) -> Token:
    """Give the tokens of an inclusive split a scope of their own, so that its join knows whom to wait for.

    In the scope around it the block takes the place of the token.
    """
    block = run.scopes.put(
        Scope(
            id=run.new_id(),
            instance_id=run.instance_id,
            kind=ScopeKind.INCLUSIVE,
            level=node.level,
            node=node.id,
            parent_id=token.scope_id,
            live=1,
            opened_at=run.now,
        )
    )
    return run.tokens.put(replace(token, scope_id=block.id))


def _enter_activity(run: Run, token: Token, node: Node) -> None:
    if repeating.is_inner(run, token):
        PERFORM[node.kind](run, token, node)
        return
    # Worked out first: a step that can't begin must not leave boundary events behind.
    boundaries = awaited(run, run.graph.boundaries(node.id), token.scope_id)
    if node.loop is None:
        waits = PERFORM[node.kind](run, token, node)
    else:
        waits = repeating.begin(run, token, node, repetitions(run, node, run.context(token.scope_id)))
    if waits:
        wait_for(run, boundaries, token.scope_id, token.id)


def _offer_work(run: Run, token: Token, node: Node) -> bool:
    if node.work is None:
        raise StuckError(f"{node.label} has neither role nor form.")
    duration = timers.parse_duration(node.work.due)
    item = run.work_items.put(
        WorkItem(
            id=run.new_id(),
            instance_id=run.instance_id,
            scope_id=token.scope_id,
            token_id=token.id,
            node=node.id,
            title=node.label,
            role=node.work.role,
            form=node.work.form,
            due=node.work.due,
            due_at=timers.after(run.now, duration) if duration else None,
            state=WorkItemState.OPEN,
            created_at=run.now,
        )
    )
    run.log("work-offered", item, role=item.role)
    run.effects.append(OfferWork(work_item_id=item.id, node=item.node, due=item.due, due_at=item.due_at))
    return True


def _call_service(run: Run, token: Token, node: Node) -> bool:
    kind = JobKind.SEND if node.kind is Kind.SEND_TASK else JobKind.SERVICE
    ask(run, add_job(run, node, kind, token.scope_id, token.id, at=run.now))
    return True


def _decide(run: Run, token: Token, node: Node) -> bool:
    if run.decide is None:
        ask(run, add_job(run, node, JobKind.DECISION, token.scope_id, token.id, at=run.now))
        return True
    result = run.decide(node.decision or "", run.context(token.scope_id))
    if not is_usable(result):
        raise StuckError(
            f"{node.label} decided {type(result).__name__}, which can't be kept as a routing value."
        )
    run.set_values(token.scope_id, {node.result or "": result})
    run.log("decided", token, decision=node.decision, result=result)
    run.queue.append(Leave(token.id))
    return False


def _receive(run: Run, token: Token, node: Node) -> bool:
    wait_for(run, awaited(run, [node], token.scope_id), token.scope_id, token.id)
    return True


def _open_level(run: Run, token: Token, node: Node) -> bool:
    scope = run.scopes.put(
        Scope(
            id=run.new_id(),
            instance_id=run.instance_id,
            kind=ScopeKind.CALL if node.kind is Kind.CALL_ACTIVITY else ScopeKind.SUB_PROCESS,
            level=run.graph.inside(node),
            node=node.id,
            parent_id=token.scope_id,
            token_id=token.id,
            opened_at=run.now,
        )
    )
    first = new_token(run, scope, run.graph.start(scope.level).id)
    run.log("entered", first)
    run.queue.append(Enter(first.id))
    return True


PERFORM: Mapping[Kind, Callable[[Run, Token, Node], bool]] = {
    Kind.USER_TASK: _offer_work,
    Kind.SERVICE_TASK: _call_service,
    Kind.SEND_TASK: _call_service,
    Kind.RULE_TASK: _decide,
    Kind.RECEIVE_TASK: _receive,
    Kind.SUB_PROCESS: _open_level,
    Kind.CALL_ACTIVITY: _open_level,
}
"""How each activity begins; the answer says whether the token waits there."""
