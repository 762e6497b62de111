"""Moves one instance to another version of its process."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from modellregion.process.changes import AwaitMessage, Changes, apply
from modellregion.process.findings import ProcessError
from modellregion.process.graph import ACTIVITIES, CATCHES, Graph, Kind, Node
from modellregion.process.migrating.plan import Atlas, MigrationPlan, Problem, problems
from modellregion.process.outlook import obstacle
from modellregion.process.rows import (
    InstanceState,
    Job,
    JobKind,
    JobState,
    ScopeKind,
    ScopeState,
    State,
    Subscription,
    Token,
    TokenState,
)
from modellregion.process.stepping.advance import drain
from modellregion.process.stepping.run import Context, NewId, Run, Settle, StuckError
from modellregion.process.stepping.tokens import close_job, close_subscription, fire_parallel_join
from modellregion.process.stepping.waiting import awaited, wait_for


class MigrationRefusedError(ProcessError):
    """The instance can't be migrated and was left untouched; ``problems`` say why."""

    def __init__(self, found: Iterable[Problem]) -> None:
        self.problems = tuple(found)
        super().__init__("migration_refused", " ".join(problem.message for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a dry run says about one instance."""

    problems: tuple[Problem, ...]

    @property
    def possible(self) -> bool:
        """Whether the instance can be migrated."""
        return not self.problems


def dry_run(
    old: Graph, new: Graph, plan: MigrationPlan, state: State, *, now: datetime, variables: Context
) -> Verdict:
    """Say whether an instance can be migrated, without migrating it; ``state`` holds every live row of it."""
    try:
        migrate(old, new, plan, state, now=now, variables=variables, new_id=_Numbers(), actor="", reason="")
    except MigrationRefusedError as refused:
        return Verdict(refused.problems)
    return Verdict(())


class _Numbers:
    """Ids that nobody keeps."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> str:
        self._last += 1
        return f"dry-run-{self._last}"


def migrate(
    old: Graph,
    new: Graph,
    plan: MigrationPlan,
    state: State,
    *,
    now: datetime,
    variables: Context,
    new_id: NewId,
    actor: str,
    reason: str,
) -> Changes:
    """Return the changes that move an instance to the new version.

    Tokens, work items, timers and subscriptions keep their ids, times and assignees and stand at the counterparts
    of their steps. Boundary events and event sub-processes that the new version adds begin to wait at ``now``, those
    it lacks stop. A join that has become complete fires. ``state`` holds every live row of the instance; an ended
    instance stays with the version it ended on.

    Raises MigrationRefusedError.
    """
    atlas = Atlas(old, new, plan)
    found = problems(atlas, state)
    if not found and state.instance is not None and state.instance.state is not InstanceState.ACTIVE:
        found.append(Problem("ended", "The instance has ended and stays with its version."))
    if found:
        raise MigrationRefusedError(found)
    run = Run(new, state, now=now.astimezone(UTC), variables=variables, new_id=new_id, decide=None)
    run.actor = actor
    run.instances.put(replace(run.instance, definition=new.hash))
    run.log("migrated", run.instance, reason=reason, source=old.hash, target=new.hash)
    try:
        _move(run, atlas)
    except StuckError as stuck:
        raise MigrationRefusedError([Problem("no_value", str(stuck))]) from stuck
    drain(run)
    changes = run.changes()
    after = apply(state, changes)
    blocked = obstacle(new, after) if obstacle(old, state) is None else None
    if blocked is not None:
        raise MigrationRefusedError([Problem("no_way_out", f"In the new version {blocked}.")])
    return changes


def _move(run: Run, atlas: Atlas) -> None:
    """Put every live row to its new place."""
    for scope in run.state.scopes.values():
        there = atlas.node(scope.node)
        run.scopes.put(replace(scope, node=there.id if there else None, level=atlas.level(scope) or ""))
    for token in run.state.tokens.values():
        run.tokens.put(replace(token, node=_there(atlas, token.node).id))
    for item in run.state.work_items.values():
        here, there = atlas.old.nodes[item.node], _there(atlas, item.node)
        moved = replace(item, node=there.id, title=there.label)
        if there.work is not None and here.work is not None:
            role = there.work.role if item.role == here.work.role else item.role
            moved = replace(moved, form=there.work.form, role=role)
        run.work_items.put(moved)
    for arrival in run.state.arrivals.values():
        join = _there(atlas, arrival.node)
        flow = atlas.flow(arrival.flow, join)
        run.arrivals.put(replace(arrival, node=join.id, flow=flow.id if flow else arrival.flow))
    for job in run.state.jobs.values():
        if job.kind is not JobKind.TIMER:
            run.jobs.put(replace(job, node=_there(atlas, job.node).id))
    _move_events(run, atlas)
    _fire_joins(run, atlas)


def _fire_joins(run: Run, atlas: Atlas) -> None:
    """Let joins through that lack nobody any more, because the new version has fewer ways into them."""
    for arrival in run.state.arrivals.values():
        if run.arrivals.get(arrival.token_id) is not None:
            join = _there(atlas, arrival.node)
            if join.kind is Kind.PARALLEL:
                fire_parallel_join(run, arrival.scope_id, join)
            else:
                run.queue.append(Settle(arrival.scope_id))


def _there(atlas: Atlas, old: str) -> Node:
    node = atlas.node(old)
    if node is None:
        raise KeyError(old)
    return node


def _move_events(run: Run, atlas: Atlas) -> None:
    for token in run.state.tokens.values():
        if token.state is TokenState.ACTIVE and not _is_inner(run.state, token):
            here, there = atlas.old.nodes[token.node], _there(atlas, token.node)
            _carry_over(
                run,
                atlas,
                _events_of(atlas.old, here),
                _events_of(atlas.new, there),
                token.scope_id,
                token.id,
            )
    for scope in run.state.scopes.values():
        if scope.kind not in {ScopeKind.INCLUSIVE, ScopeKind.MULTI_INSTANCE}:
            before = [start for _, start in atlas.old.event_sub_processes(scope.level)]
            level = atlas.level(scope) or ""
            after = [start for _, start in atlas.new.event_sub_processes(level)]
            ready = scope.state is ScopeState.ACTIVE
            _carry_over(run, atlas, before, after if ready else [], scope.id, None)


def _is_inner(state: State, token: Token) -> bool:
    scope = state.scopes[token.scope_id]
    return scope.kind is ScopeKind.INSTANCE and scope.node == token.node


def _events_of(graph: Graph, node: Node) -> list[Node]:
    """Return the events that a token at a node waits for."""
    events = list(graph.boundaries(node.id)) if node.kind in ACTIVITIES else []
    if node.kind in CATCHES | {Kind.RECEIVE_TASK} and node.loop is None:
        events.append(node)
    if node.kind is Kind.EVENT_GATEWAY:
        events += [graph.nodes[graph.flows[flow].target] for flow in node.outgoing]
    return events


def _carry_over(
    run: Run, atlas: Atlas, before: list[Node], after: list[Node], scope_id: str, token_id: str | None
) -> None:
    """Keep what both versions wait for, stop what only the old one does, begin what only the new one does."""
    wanted = {node.id for node in after}
    pairs = {node.id: there.id for node in before if (there := atlas.node(node.id)) and there.id in wanted}
    for row in _waiting(run, scope_id, token_id):
        target = pairs.get(row.node)
        if target is None:
            _stop(run, row)
        elif isinstance(row, Job):
            run.jobs.put(replace(row, node=target))
        else:
            _keep_subscription(run, row, run.graph.nodes[target])
    new = [node for node in after if node.id not in pairs.values()]
    wait_for(run, awaited(run, new, scope_id), scope_id, token_id)


def _waiting(run: Run, scope_id: str, token_id: str | None) -> list[Job | Subscription]:
    timers = [job for job in run.state.jobs.values() if job.kind is JobKind.TIMER]
    rows: list[Job | Subscription] = [*run.state.subscriptions.values(), *timers]
    if token_id is not None:
        return [row for row in rows if row.token_id == token_id]
    return [row for row in rows if row.token_id is None and row.scope_id == scope_id]


def _stop(run: Run, row: Job | Subscription) -> None:
    if isinstance(row, Job):
        close_job(run, row, JobState.CANCELLED)
    else:
        close_subscription(run, row)


def _keep_subscription(run: Run, row: Subscription, node: Node) -> None:
    kept = run.subscriptions.put(replace(row, node=node.id, message=node.message or ""))
    if kept.message != row.message:
        run.effects.append(
            AwaitMessage(
                subscription_id=kept.id, node=kept.node, message=kept.message, correlation=kept.correlation
            )
        )
