"""The plan of a migration as data, and what must hold for a running instance to follow it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from modellregion.process.graph import Flow, Graph, Node
from modellregion.process.rows import (
    Job,
    JobKind,
    JoinArrival,
    Scope,
    ScopeKind,
    State,
    Subscription,
    Token,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an instance, or every instance, can't be migrated; ``node`` is a step of the old version."""

    code: str
    message: str
    node: str | None = None


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """Where each step of the old version is in the new one.

    ``nodes`` needs to hold only steps whose id changed; any other step is taken to be the one of the same id and
    kind. ``source`` and ``target`` are the hashes of the graphs.
    """

    source: str
    target: str
    nodes: Mapping[str, str] = field(default_factory=dict)


class Atlas:
    """The plan applied to two graphs: finds the new place of whatever stood at an old one."""

    def __init__(self, old: Graph, new: Graph, plan: MigrationPlan) -> None:
        self.old = old
        self.new = new
        self.plan = plan

    def node(self, old: str | None) -> Node | None:
        """Return the new node of the same kind for an old one."""
        here = self.old.nodes.get(old or "")
        there = self.new.nodes.get(self.plan.nodes.get(old or "", old or ""))
        return there if here is not None and there is not None and here.kind is there.kind else None

    def flow(self, old: str, join: Node) -> Flow | None:
        """Return the new flow into a join for the old one a token came by."""
        same = self.new.flows.get(old)
        if same is not None and same.target == join.id:
            return same
        source = self.node(self.old.flows[old].source)
        flows = [self.new.flows[flow] for flow in join.incoming]
        found = [flow for flow in flows if source is not None and flow.source == source.id]
        return found[0] if len(found) == 1 else None

    def level(self, scope: Scope) -> str | None:
        """Return the level a scope runs in the new version."""
        if scope.node is None:
            return self.new.process
        there = self.node(scope.node)
        if there is None:
            return None
        own = scope.kind in {ScopeKind.INCLUSIVE, ScopeKind.MULTI_INSTANCE}
        return there.level if own else self.new.inside(there)

    def faults(self) -> Iterator[Problem]:
        """Go through what is wrong with the plan itself."""
        if (self.plan.source, self.plan.target) != (self.old.hash, self.new.hash):
            yield Problem("other_plan", "The plan was written for other versions of this process.")
        for old, new in self.plan.nodes.items():
            if old not in self.old.nodes:
                yield Problem("unknown_node", f"The old version has no step {old}.", old)
            elif new not in self.new.nodes:
                yield Problem("unknown_node", f"The new version has no step {new}.", old)
            elif self.node(old) is None:
                yield Problem(
                    "other_kind",
                    f"{old} is a {self.old.nodes[old].kind}, {new} is a {self.new.nodes[new].kind}.",
                    old,
                )


def problems(atlas: Atlas, state: State) -> list[Problem]:
    """List everything that keeps an instance from being migrated; ``state`` holds every live row of it."""
    found = list(atlas.faults())
    if state.instance is None or state.instance.definition != atlas.old.hash:
        return [*found, Problem("other_graph", "The instance does not run on the old version.")]
    for scope in state.scopes.values():
        found.extend(_of_scope(atlas, state, scope))
    for token in state.tokens.values():
        found.extend(_of_token(atlas, state, token))
    for arrival in state.arrivals.values():
        found.extend(_of_arrival(atlas, arrival))
    for job in state.jobs.values():
        found.extend(_of_job(atlas, job))
    for subscription in state.subscriptions.values():
        found.extend(_of_subscription(atlas, subscription))
    return list(dict.fromkeys(found))


def _missing(atlas: Atlas, node: str) -> Problem:
    label = atlas.old.nodes[node].label
    return Problem("no_counterpart", f"{label} is live and has no counterpart in the new version.", node)


def _of_scope(atlas: Atlas, state: State, scope: Scope) -> Iterator[Problem]:
    if scope.node is None:
        return
    there = atlas.node(scope.node)
    if there is None:
        yield _missing(atlas, scope.node)
        return
    if scope.kind is ScopeKind.INSTANCE:
        return
    parent = state.scopes[scope.parent_id or ""]
    if atlas.level(parent) != there.level:
        yield _elsewhere(atlas, scope.node)
    was = atlas.old.nodes[scope.node].loop
    if (was is None) != (there.loop is None) or (
        was and there.loop and was.sequential != there.loop.sequential
    ):
        yield Problem("other_repetition", f"{there.label} is repeated differently now.", scope.node)
    if scope.kind is ScopeKind.INCLUSIVE and atlas.new.block(there.id) != _block(atlas, parent):
        yield _elsewhere(atlas, scope.node)


def _of_token(atlas: Atlas, state: State, token: Token) -> Iterator[Problem]:
    there = atlas.node(token.node)
    if there is None:
        yield _missing(atlas, token.node)
        return
    scope = state.scopes[token.scope_id]
    if scope.kind is ScopeKind.INSTANCE and scope.node == token.node:
        return
    if atlas.level(scope) != there.level or atlas.new.block(there.id) != _block(atlas, scope):
        yield _elsewhere(atlas, token.node)
    if (atlas.old.nodes[token.node].loop is None) != (there.loop is None):
        yield Problem("other_repetition", f"{there.label} is repeated differently now.", token.node)


def _block(atlas: Atlas, scope: Scope) -> str | None:
    """Return the new inclusive split whose block a scope is, None for other scopes."""
    if scope.kind is not ScopeKind.INCLUSIVE:
        return None
    there = atlas.node(scope.node)
    return there.id if there else None


def _elsewhere(atlas: Atlas, node: str) -> Problem:
    label = atlas.old.nodes[node].label
    return Problem("other_scope", f"{label} stands in another sub-process or block in the new version.", node)


def _of_arrival(atlas: Atlas, arrival: JoinArrival) -> Iterator[Problem]:
    join = atlas.node(arrival.node)
    if join is not None and atlas.flow(arrival.flow, join) is None:
        yield Problem(
            "no_flow",
            f"A token came to {join.label} by {arrival.flow}, which the new version lacks.",
            arrival.node,
        )


def _of_job(atlas: Atlas, job: Job) -> Iterator[Problem]:
    if job.kind is JobKind.TIMER:
        return
    here, there = atlas.old.nodes[job.node], atlas.node(job.node)
    asked = (here.operation, here.decision, here.message)
    if there is not None and asked != (there.operation, there.decision, there.message):
        yield Problem(
            "other_call",
            f"{here.label} has already asked for something else than the new version does.",
            job.node,
        )


def _of_subscription(atlas: Atlas, subscription: Subscription) -> Iterator[Problem]:
    here, there = atlas.old.nodes[subscription.node], atlas.node(subscription.node)
    if there is not None and here.correlation != there.correlation:
        yield Problem(
            "other_correlation",
            f"{here.label} tells its messages apart in another way now.",
            subscription.node,
        )
