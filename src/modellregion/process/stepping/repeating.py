"""Multi-instance activities (BPMN 2.0.2 § 13.3.7): user tasks and sub-processes, in parallel or one by one.

The activity's token waits; a scope of kind ``multi-instance`` counts; each instance has a scope of its own, so that
its values stay its own and finishing one touches none of the others.
"""

from collections.abc import Sequence
from dataclasses import replace

from modellregion.process.graph import LEVELS, Loop, Node
from modellregion.process.rows import Scope, ScopeKind, ScopeState, Token
from modellregion.process.stepping.conditions import value_of
from modellregion.process.stepping.run import Context, Enter, Leave, Run, StuckError
from modellregion.process.stepping.tokens import cancel_scope, close_handlers, new_token


def is_inner(run: Run, token: Token) -> bool:
    """Whether a token stands for one instance of a repeated task."""
    scope = run.scopes[token.scope_id]
    return scope.kind is ScopeKind.INSTANCE and scope.node == token.node


def begin(run: Run, token: Token, node: Node, items: Sequence[object]) -> bool:
    """Open the instances; False when there are none, so that the activity is done at once."""
    loop = _loop(node)
    if not items:
        if loop.collect:
            run.set_values(token.scope_id, {loop.collect: []})
        run.queue.append(Leave(token.id))
        return False
    holder = run.scopes.put(
        Scope(
            id=run.new_id(),
            instance_id=run.instance_id,
            kind=ScopeKind.MULTI_INSTANCE,
            level=node.level,
            node=node.id,
            parent_id=token.scope_id,
            token_id=token.id,
            mi_total=len(items),
            values={"items": list(items)} if loop.sequential else {},
            opened_at=run.now,
        )
    )
    for item in items[:1] if loop.sequential else items:
        _open_instance(run, holder.id, node, item)
    return True


def _loop(node: Node) -> Loop:
    if node.loop is None:
        raise StuckError(f"{node.label} is not repeated.")
    return node.loop


def _open_instance(run: Run, holder_id: str, node: Node, item: object) -> None:
    holder = run.scopes[holder_id]
    loop = _loop(node)
    number = holder.mi_started + 1
    run.scopes.put(replace(holder, live=holder.live + 1, mi_started=number))
    values: dict[str, object] = {"loopCounter": number}
    if loop.collection is not None:
        values[loop.item] = item
    scope = run.scopes.put(
        Scope(
            id=run.new_id(),
            instance_id=run.instance_id,
            kind=ScopeKind.INSTANCE,
            level=run.graph.inside(node),
            node=node.id,
            parent_id=holder.id,
            index=number,
            values=values,
            opened_at=run.now,
        )
    )
    first = run.graph.start(scope.level).id if node.kind in LEVELS else node.id
    token = new_token(run, scope, first)
    run.log("entered", token, loopCounter=number)
    run.queue.append(Enter(token.id))


def instance_done(run: Run, scope: Scope) -> None:
    """Count an instance that has ended, then go on with the next one or with the process."""
    node = run.graph.nodes[scope.node or ""]
    loop = _loop(node)
    close_handlers(run, scope)
    run.scopes.close(replace(scope, state=ScopeState.COMPLETED, closed_at=run.now))
    holder = run.scopes[scope.parent_id or ""]
    values = dict(holder.values)
    if loop.collect:
        values["collected"] = {**_collected(holder), str(scope.index): dict(scope.values)}
    holder = run.scopes.put(replace(holder, live=holder.live - 1, mi_done=holder.mi_done + 1, values=values))
    if _is_complete(run, holder, node, loop):
        _finish(run, holder, loop)
    elif holder.mi_started < holder.mi_total and loop.sequential:
        items = holder.values["items"]
        item = items[holder.mi_started] if isinstance(items, list) else None
        _open_instance(run, holder.id, node, item)


def _collected(holder: Scope) -> dict[str, object]:
    collected = holder.values.get("collected", {})
    return dict(collected) if isinstance(collected, dict) else {}


def _in_order(holder: Scope) -> list[object]:
    collected = _collected(holder)
    return [collected[index] for index in sorted(collected, key=int)]


def _is_complete(run: Run, holder: Scope, node: Node, loop: Loop) -> bool:
    if holder.mi_done == holder.mi_total:
        return True
    if loop.completion is None:
        return False
    counted: dict[str, object] = {
        "numberOfInstances": holder.mi_total,
        "numberOfActiveInstances": holder.live,
        "numberOfCompletedInstances": holder.mi_done,
        "numberOfTerminatedInstances": 0,
    }
    if loop.collect:
        counted[loop.collect] = _in_order(holder)
    return _condition(run, loop.completion, run.context(holder.id, counted), node)


def _condition(run: Run, text: str, context: Context, node: Node) -> bool:
    """Whether the repetition may end early; a condition without a usable value never ends anything."""
    try:
        value = value_of(run, text, context)
    except StuckError as stuck:
        run.log("condition-without-value", reason=str(stuck), node=node.id)
        return False
    if not isinstance(value, bool):
        run.log("condition-without-value", reason=f"{text} is neither true nor false.", node=node.id)
    return value is True


def _finish(run: Run, holder: Scope, loop: Loop) -> None:
    if loop.collect:
        run.set_values(holder.id, {loop.collect: _in_order(holder)})
    token_id = holder.token_id or ""
    if holder.live:
        cancel_scope(run, holder)
    else:
        run.scopes.close(replace(holder, state=ScopeState.COMPLETED, closed_at=run.now))
    run.queue.append(Leave(token_id))
