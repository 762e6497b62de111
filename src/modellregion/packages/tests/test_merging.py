"""The merge, by properties: whatever is changed on either side, nothing of the municipality's is dropped in silence."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from modellregion.packages.adapting.changes import ORDER, Change, apply, differences
from modellregion.packages.adapting.merging import Fate, Side, merge
from modellregion.packages.adapting.structure import tree_of
from modellregion.packages.adapting.tree import ABSENT, Node, Rows, at, leaves, node_of, value_of
from tests.support.packages import all_services, files_of

EXAMPLES = 1000
NAMES = "abcdefg"
LEAVES = (0, 1, 2, 3, "x", "y", "", True, False, date(2026, 1, 1), ())
REAL = 12
"""From this size on a package of the repository is edited instead of an invented one."""


class Dice:
    """Makes trees and edits of them; so quickly that a thousand examples cost little. The same seed makes the same."""

    def __init__(self, seed: int, size: int) -> None:
        self.random, self.size = random.Random(seed), size

    def holds(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    def tree(self, depth: int = 3) -> Node:
        if depth == 0 or self.holds(3):
            return self.random.choice(LEAVES)
        names = self.random.sample(NAMES, self.random.randint(0, min(4, self.size)))
        kind = self.random.choice((dict, Rows))
        return kind((name, self.tree(depth - 1)) for name in names)

    def package(self) -> Node:
        if self.size >= REAL:
            return tree_of(files_of(self.random.choice(all_services())))
        names = self.random.sample(NAMES, min(4, self.size))
        return {name: self.tree() for name in names}

    def edited(self, tree: Node, rarely: int) -> Node:
        """Change a few things of a tree: values, keys, order; each with a chance of one in ``rarely``."""
        if not isinstance(tree, dict):
            return self.tree() if self.holds(rarely) else tree
        items = [
            (key, self.edited(inner, rarely)) for key, inner in tree.items() if not self.holds(rarely * 2)
        ]
        if self.holds(rarely):
            name = self.random.choice(NAMES)
            items = [item for item in items if item[0] != name]
            items.insert(self.random.randint(0, len(items)), (name, self.tree()))
        if isinstance(tree, Rows) and self.holds(rarely):
            self.random.shuffle(items)
        if self.holds(rarely * 3):
            return dict(items) if isinstance(tree, Rows) else Rows(items)
        return type(tree)(items)

    def version(self, base: Node) -> Node:
        rarely = 60 if self.size >= REAL else self.random.randint(2, 6)
        return dict(self.edited(base, rarely))


@dataclass(frozen=True)
class Example:
    """A package, what a municipality made of it, its next version, and the dice for more."""

    dice: Dice
    base: Node
    own: Node
    new: Node

    def __repr__(self) -> str:
        """Show a real package by its name only."""
        if self.dice.size >= REAL:
            return f"own {differences(self.base, self.own)} new {differences(self.base, self.new)}"
        return f"base {self.base} own {self.own} new {self.new}"


def _example(size: int, seed: int) -> Example:
    dice = Dice(seed, size)
    base = dice.package()
    return Example(dice, base, dice.version(base), dice.version(base))


VERSIONS = st.builds(_example, st.integers(1, REAL), st.integers(0, 2**32))


def property_of_merges(check: Callable[[Example], None]) -> Callable[[], None]:
    """Try a property with a thousand examples."""

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(VERSIONS)
    def test(example: Example) -> None:
        check(example)

    return test


@property_of_merges
def test_differences_lead_to_the_other_side(example: Example) -> None:
    base, own = example.base, example.own
    assert apply(base, differences(base, own)) == own


@property_of_merges
def test_merging_no_change_is_identity(example: Example) -> None:
    base, own, new = example.base, example.own, example.new
    assert merge(base, [], new).tree == new
    unchanged = merge(base, differences(base, own), base)
    assert unchanged.tree == own
    assert unchanged.is_complete


@property_of_merges
def test_the_same_change_on_both_sides_is_no_conflict(example: Example) -> None:
    base, own = example.base, example.own
    both = merge(base, differences(base, own), own)
    assert both.tree == own
    assert {outcome.fate for outcome in both.outcomes} <= {Fate.TAKEN_OVER}


@property_of_merges
def test_the_order_in_which_changes_were_made_does_not_matter(example: Example) -> None:
    base, own, new = example.base, example.own, example.new
    changes = differences(base, own)
    shuffled = example.dice.random.sample(changes, len(changes))
    assert apply(base, shuffled) == apply(base, changes)
    assert merge(base, shuffled, new).tree == merge(base, changes, new).tree


@property_of_merges
def test_disjoint_changes_commute(example: Example) -> None:
    base, own = example.base, example.own
    changes = differences(base, own)
    first = [change for change in changes if example.dice.holds(2)]
    second = [change for change in changes if change not in first]
    # Rows that follow one another are one insertion; a part of it has no place without the other.
    anchors = {(change.path[:-1], change.behind) for change in changes if change.before is ABSENT}
    added = {change.path for change in changes if change.before is ABSENT}
    assume(all((*parent, behind) not in added for parent, behind in anchors if behind))
    assume(not any(change.is_order for change in changes))
    assert apply(apply(base, first), second) == apply(apply(base, second), first) == own


@property_of_merges
def test_nothing_of_the_municipality_is_dropped_in_silence(example: Example) -> None:
    base, own, new = example.base, example.own, example.new
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


@property_of_merges
def test_a_conflict_is_never_resolved_by_itself(example: Example) -> None:
    base, own, new = example.base, example.own, example.new
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


@property_of_merges
def test_decisions_close_conflicts(example: Example) -> None:
    base, own, new = example.base, example.own, example.new
    overlay, side = differences(base, own), example.dice.random.choice(list(Side))
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


@property_of_merges
def test_many_upgrades_keep_every_key_unless_it_is_reported(example: Example) -> None:
    base, own = example.base, example.own
    overlay = tuple(differences(base, own))
    before = base
    for _ in range(3):
        new = example.dice.version(before)
        merged = merge(before, overlay, new, decisions={change.path: Side.OWN for change in overlay})
        reported = {
            one.change.path for one in merged.outcomes if one.fate in {Fate.TAKEN_OVER, Fate.CONFLICT}
        }
        assert {change.path for change in overlay} - reported == {change.path for change in merged.overlay}
        before, overlay = new, merged.overlay


@given(st.recursive(st.one_of(st.integers(), st.text(max_size=3)), lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)), max_leaves=10))  # fmt: skip
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


def test_an_order_has_no_place_where_there_is_no_list() -> None:
    base = {"a": Rows(x=1, y=2)}
    order = Change(("a", ORDER), ("x", "y"), ("y", "x"))
    new = {"a": {"x": 1, "y": 2}}
    (outcome,) = merge(base, [order], new, decisions={order.path: Side.OWN}).outcomes
    assert (outcome.fate, outcome.can_stay) == (Fate.CONFLICT, False)
