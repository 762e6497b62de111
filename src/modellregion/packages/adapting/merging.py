"""The three-way merge: base (the version that was adapted), overlay (the municipality's changes), new version."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from modellregion.packages.adapting.changes import Change, apply, differences, has_place
from modellregion.packages.adapting.tree import ABSENT, Node, Path, Rows, at


class Fate(StrEnum):
    """What becomes of a change of the municipality."""

    APPLIED = "applied"
    """The new version left this place alone."""
    KEPT = "kept"
    """Both changed it, and it is the municipality's own matter (Ortsrecht): its value stays, and that is said."""
    TAKEN_OVER = "taken_over"
    """The new version says the same: the change is no longer needed."""
    DECIDED_OWN = "decided_own"
    DECIDED_NEW = "decided_new"
    CONFLICT = "conflict"
    """Both changed it, or the new version has no such place: a person decides."""


class Side(StrEnum):
    """A decision about a conflict (Entscheidung): the municipality's own value, or the new version's."""

    OWN = "own"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One change of the municipality, what the new version has at its place, and what becomes of it."""

    change: Change
    new: Any
    fate: Fate
    can_stay: bool = True
    """Whether the municipality's value still has a place in the new version."""


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged tree, the overlay as it stands against the new version, what became of each change, what is new.

    While conflicts are open the tree has the new version's values in their places, and must not go live.
    """

    tree: Node
    overlay: tuple[Change, ...]
    outcomes: tuple[Outcome, ...]
    news: tuple[Change, ...] = field(default=())

    @property
    def conflicts(self) -> tuple[Outcome, ...]:
        """What a person has to decide."""
        return tuple(outcome for outcome in self.outcomes if outcome.fate is Fate.CONFLICT)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to decide."""
        return not self.conflicts


IsLocal = Callable[[Path], bool]
MayStay = Callable[[Change], bool]


def merge(
    base: Node,
    overlay: Iterable[Change],
    new: Node,
    *,
    decisions: Mapping[Path, Side] | None = None,
    is_local: IsLocal = lambda _path: False,
    may_stay: MayStay = lambda _change: True,
    news: tuple[Change, ...] | None = None,
) -> Merge:
    """Bring an overlay over ``base`` onto ``new``. Every change of the overlay has exactly one outcome.

    ``is_local`` tells which places are the municipality's own matter, ``may_stay`` what the new version still allows.
    ``decisions`` answer earlier conflicts by path. ``news`` is what leads from ``base`` to ``new``, where that is known.
    """
    sides = _Sides(base, new, decisions or {}, is_local, may_stay)
    outcomes = [_outcome(change, sides) for change in overlay]
    stays = {Fate.APPLIED, Fate.KEPT, Fate.DECIDED_OWN}
    rebased = tuple(_rebased(outcome) for outcome in outcomes if outcome.fate in stays)
    news = tuple(differences(base, new)) if news is None else news
    return Merge(apply(new, rebased), rebased, tuple(outcomes), news)


@dataclass(frozen=True, slots=True)
class _Sides:
    base: Node
    new: Node
    decisions: Mapping[Path, Side]
    is_local: IsLocal
    may_stay: MayStay


def _outcome(change: Change, sides: _Sides) -> Outcome:
    then, there, own = _three_sides(change, sides.base, sides.new)
    if _equal(there, own):
        return Outcome(change, there, Fate.TAKEN_OVER)
    can_stay = has_place(sides.new, change.path) and sides.may_stay(change)
    if can_stay and _equal(there, then):
        return Outcome(change, there, Fate.APPLIED)
    decision = sides.decisions.get(change.path)
    if decision is Side.NEW:
        return Outcome(change, there, Fate.DECIDED_NEW, can_stay)
    if decision is Side.OWN and can_stay:
        return Outcome(change, there, Fate.DECIDED_OWN)
    if can_stay and there is not ABSENT and sides.is_local(change.path):
        return Outcome(change, there, Fate.KEPT)
    return Outcome(change, there, Fate.CONFLICT, can_stay)


def _three_sides(change: Change, base: Node, new: Node) -> tuple[Any, Any, Any]:
    """Return what stands at a change's place in the base, in the new version, and in the overlay.

    Of an order, only the entries count that are there in all three.
    """
    if not change.is_order:
        return at(base, change.path), at(new, change.path), change.after
    rows = at(new, change.path[:-1])
    if not isinstance(rows, Rows):
        return change.before, ABSENT, change.after
    there = tuple(key for key in rows if key in change.before)
    then = tuple(key for key in change.before if key in rows)
    return then, there, tuple(key for key in change.after if key in rows)


def _equal(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _rebased(outcome: Outcome) -> Change:
    """Return a change against the new version."""
    return replace(outcome.change, before=outcome.new)
