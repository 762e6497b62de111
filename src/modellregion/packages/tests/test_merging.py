"""The merge, by properties: whatever is changed on either side, nothing of the municipality's is dropped in silence."""

from datetime import date
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from modellregion.packages.adapting.changes import Change, apply, differences
from modellregion.packages.adapting.merging import Fate, Side, merge
from modellregion.packages.adapting.tree import ABSENT, Node, Rows, at, leaves, node_of, value_of

EXAMPLES = 150
NAMES = st.sampled_from("abcdefg")
LEAVES = st.one_of(
    st.integers(0, 3), st.sampled_from(["x", "y", ""]), st.booleans(), st.just(date(2026, 1, 1)), st.just(())
)
TREES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.dictionaries(NAMES, inner, max_size=4),
        st.dictionaries(NAMES, inner, max_size=4).map(Rows),
    ),
    max_leaves=12,
)
PACKAGES = st.dictionaries(NAMES, TREES, min_size=1, max_size=4)


@st.composite
def edited(draw: st.DrawFn, tree: Node) -> Node:
    """Change a few things of a tree: values, keys, order."""
    if not isinstance(tree, dict) or draw(st.integers(0, 5)) == 0:
        return draw(TREES) if draw(st.integers(0, 2)) == 0 else tree
    items = [(key, draw(edited(inner))) for key, inner in tree.items() if draw(st.integers(0, 5))]
    if draw(st.integers(0, 3)) == 0:
        name = draw(NAMES)
        items = [item for item in items if item[0] != name]
        items.insert(draw(st.integers(0, len(items))), (name, draw(TREES)))
    if isinstance(tree, Rows) and draw(st.integers(0, 3)) == 0:
        items = draw(st.permutations(items))
    return type(tree)(items)


@st.composite
def versions(draw: st.DrawFn) -> tuple[Node, Node, Node]:
    """A package, what a municipality made of it, and its next version."""
    base = draw(PACKAGES)
    own, new = draw(edited(base)), draw(edited(base))
    assume(isinstance(own, dict) and not isinstance(own, Rows))
    assume(isinstance(new, dict) and not isinstance(new, Rows))
    return base, own, new


@settings(max_examples=EXAMPLES, deadline=None)
@given(versions())
def test_differences_lead_to_the_other_side(trees: tuple[Node, Node, Node]) -> None:
    base, own, _ = trees
    assert apply(base, differences(base, own)) == own


@settings(max_examples=EXAMPLES, deadline=None)
@given(versions())
def test_merging_no_change_is_identity(trees: tuple[Node, Node, Node]) -> None:
    base, own, new = trees
    assert merge(base, [], new).tree == new
    unchanged = merge(base, differences(base, own), base)
    assert unchanged.tree == own
    assert unchanged.is_complete


@settings(max_examples=EXAMPLES, deadline=None)
@given(versions())
def test_the_same_change_on_both_sides_is_no_conflict(trees: tuple[Node, Node, Node]) -> None:
    base, own, _ = trees
    both = merge(base, differences(base, own), own)
    assert both.tree == own
    assert {outcome.fate for outcome in both.outcomes} <= {Fate.TAKEN_OVER}


@settings(max_examples=EXAMPLES, deadline=None)
@given(versions(), st.randoms(use_true_random=False))
def test_the_order_in_which_changes_were_made_does_not_matter(
    trees: tuple[Node, Node, Node], random: Any
) -> None:
    base, own, new = trees
    changes = differences(base, own)
    shuffled = random.sample(changes, len(changes))
    assert apply(base, shuffled) == apply(base, changes)
    assert merge(base, shuffled, new).tree == merge(base, changes, new).tree


@settings(max_examples=EXAMPLES, deadline=None)
@given(versions(), st.data())
def test_disjoint_changes_commute(trees: tuple[Node, Node, Node], data: st.DataObject) -> None:
    base, own, _ = trees
    changes = differences(base, own)
    first = [change for change in changes if data.draw(st.booleans())]
    second = [change for change in changes if change not in first]
    # Rows that follow one another are one insertion; a part of it has no place without the other.
    anchors = {(change.path[:-1], change.behind) for change in changes if change.before is ABSENT}
    added = {change.path for change in changes if change.before is ABSENT}
    assume(all((*parent, behind) not in added for parent, behind in anchors if behind))
    assume(not any(change.is_order for change in changes))
    assert apply(apply(base, first), second) == apply(apply(base, second), first) == own


@settings(max_examples=EXAMPLES, deadline=None)
@given(versions())
def test_nothing_of_the_municipality_is_dropped_in_silence(trees: tuple[Node, Node, Node]) -> None:
    base, own, new = trees
    overlay = differences(base, own)
    merged = merge(base, overlay, new)
    assert [outcome.change for outcome in merged.outcomes] == overlay
    for outcome in merged.outcomes:
        change = outcome.change
        if outcome.fate in {Fate.APPLIED, Fate.TAKEN_OVER} and not change.is_order:
            assert at(merged.tree, change.path) == change.after
    by_path = {outcome.change.path: outcome for outcome in merged.outcomes}
    for path, value in leaves(own):
        touched = next((by_path[path[:n]] for n in range(1, len(path) + 1) if path[:n] in by_path), None)
        if touched is not None and touched.fate is not Fate.CONFLICT:
            assert at(merged.tree, path) == value


@settings(max_examples=EXAMPLES, deadline=None)
@given(versions())
def test_a_conflict_is_never_resolved_by_itself(trees: tuple[Node, Node, Node]) -> None:
    base, own, new = trees
    merged = merge(base, differences(base, own), new)
    for outcome in merged.conflicts:
        path = outcome.change.path
        if outcome.can_stay and not outcome.change.is_order:
            assert not (at(base, path) == at(new, path) and type(at(base, path)) is type(at(new, path)))
            assert at(merged.tree, path) == at(new, path)
    for change in differences(base, new):
        if change.is_order or any(
            one.change.path[: len(change.path)] == change.path for one in merged.outcomes
        ):
            continue
        if not any(change.path[: len(one.change.path)] == one.change.path for one in merged.outcomes):
            assert at(merged.tree, change.path) == change.after


@settings(max_examples=EXAMPLES, deadline=None)
@given(versions(), st.sampled_from(Side))
def test_decisions_close_conflicts(trees: tuple[Node, Node, Node], side: Side) -> None:
    base, own, new = trees
    overlay = differences(base, own)
    decisions = {outcome.change.path: side for outcome in merge(base, overlay, new).conflicts}
    decided = merge(base, overlay, new, decisions=decisions)
    for outcome in decided.outcomes:
        change = outcome.change
        if outcome.fate is Fate.CONFLICT:
            assert side is Side.OWN
            assert not outcome.can_stay
        elif outcome.fate is Fate.DECIDED_OWN and not change.is_order:
            assert at(decided.tree, change.path) == change.after
    # What was decided stays decided: the rebased overlay fits the new version without any conflict.
    again = merge(new, decided.overlay, new)
    assert again.is_complete
    assert again.tree == decided.tree


@settings(max_examples=EXAMPLES, deadline=None)
@given(versions(), st.data())
def test_many_upgrades_keep_every_key_unless_it_is_reported(
    trees: tuple[Node, Node, Node], data: st.DataObject
) -> None:
    base, own, _ = trees
    overlay = tuple(differences(base, own))
    before = base
    for _ in range(3):
        new = data.draw(edited(before))
        assume(isinstance(new, dict) and not isinstance(new, Rows))
        merged = merge(before, overlay, new, decisions={change.path: Side.OWN for change in overlay})
        reported = {
            one.change.path for one in merged.outcomes if one.fate in {Fate.TAKEN_OVER, Fate.CONFLICT}
        }
        assert {change.path for change in overlay} - reported == {change.path for change in merged.overlay}
        before, overlay = new, merged.overlay


@given(st.recursive(st.one_of(st.integers(), st.text(max_size=3)), lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)), max_leaves=10))  # fmt: skip
def test_values_survive_the_way_through_the_tree(value: Any) -> None:
    assert value_of(node_of({"a": value})) == {"a": value}


def test_the_example_of_the_fee() -> None:
    base, new = {"fee": 26, "text": "a"}, {"fee": 28, "text": "b"}
    overlay = [Change(("fee",), 26, 30)]
    assert [one.fate for one in merge(base, overlay, new).outcomes] == [Fate.CONFLICT]
    local = merge(base, overlay, new, is_local=lambda path: path == ("fee",))
    assert [one.fate for one in local.outcomes] == [Fate.KEPT]
    assert local.tree == {"fee": 30, "text": "b"}
    assert local.overlay == (Change(("fee",), 28, 30),)
