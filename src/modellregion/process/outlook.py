"""Can a running instance still come to its end from where it stands? Asked after jumps and migrations."""

from collections import defaultdict
from collections.abc import Iterator

from modellregion.process.analysis import exits_of
from modellregion.process.graph import Graph
from modellregion.process.net import EMPTY, Marking, Net
from modellregion.process.rows import Scope, ScopeKind, State, TokenState

MARKINGS_MAX = 2_000
"""Beyond that the question stays open, and the instance is taken to be well."""


def obstacle(graph: Graph, state: State) -> str | None:
    """Tell in half a sentence why the instance can't come to its end any more, None when it can.

    ``state`` holds every live row.
    """
    exits = exits_of(graph)
    for scope, marking in markings(graph, state):
        walk = Net(graph, scope.level, exits, tolerant=True).walk([marking], MARKINGS_MAX)
        if walk.capped:
            continue
        for stuck in walk.stuck:
            joins = {graph.nodes[graph.flows[place[1:]].target].label for place in stuck if place[0] == ">"}
            return f"{' and '.join(sorted(joins))} would wait forever for a token that can't come"
        if walk.without_end():
            return "no end could be reached"
    return None


def markings(graph: Graph, state: State) -> Iterator[tuple[Scope, Marking]]:
    """Go through the scopes that run a level, each with the marking its tokens make."""
    places: dict[str, list[str]] = defaultdict(list)
    for token in state.tokens.values():
        scope = _level_scope(state, token.scope_id)
        if token.state is TokenState.JOINING:
            places[scope.id].append(f">{state.arrivals[token.id].flow}")
        else:
            places[scope.id].append(token.node)
    for scope in state.scopes.values():
        if scope.level in graph.levels and scope.kind not in {ScopeKind.INCLUSIVE, ScopeKind.MULTI_INSTANCE}:
            marking = tuple(sorted(places[scope.id]))
            if marking != EMPTY:
                yield scope, marking


def _level_scope(state: State, scope_id: str) -> Scope:
    scope = state.scopes[scope_id]
    while scope.kind is ScopeKind.INCLUSIVE and scope.parent_id is not None:
        scope = state.scopes[scope.parent_id]
    return scope
