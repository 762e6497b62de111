"""Differences between two trees, and how they are applied."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from modellregion.packages.adapting.tree import ABSENT, Node, Path, Rows, at

ORDER = "@order"
"""The last part of a path that stands for the order of entries which both sides have."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what stood at a path and what stands there instead; ``ABSENT`` for nothing.

    ``behind`` says behind which entry a new row comes (``""``: first). A path that ends in ``@order`` changes the order
    of rows; ``before`` and ``after`` are then tuples of ids.
    """

    path: Path
    before: Any
    after: Any
    behind: str | None = None

    @property
    def is_order(self) -> bool:
        """Whether it only changes an order."""
        return bool(self.path) and self.path[-1] == ORDER


class ChangeError(Exception):
    """A change has no place in the tree; the message names the path."""


def differences(base: Node, other: Node) -> list[Change]:
    """Return what leads from ``base`` to ``other``, from the roots down, in the order of the keys."""
    return list(_differences(base, other, ()))


def _differences(base: Node, other: Node, path: Path) -> Iterator[Change]:
    if base is other:
        return
    if not _same_kind(base, other):
        if base != other or type(base) is not type(other):
            yield Change(path, base, other)
        return
    for key, inner in base.items():
        if key not in other:
            yield Change((*path, key), inner, ABSENT)
        else:
            yield from _differences(inner, other[key], (*path, key))
    previous = ""
    for key, inner in other.items():
        if key not in base:
            behind = previous if isinstance(other, Rows) else None
            yield Change((*path, key), ABSENT, inner, behind)
        previous = key
    if isinstance(base, Rows):
        before = tuple(key for key in base if key in other)
        after = tuple(key for key in other if key in base)
        if before != after:
            yield Change((*path, ORDER), before, after)


def _same_kind(one: Node, other: Node) -> bool:
    return (
        isinstance(one, Mapping)
        and isinstance(other, Mapping)
        and isinstance(one, Rows) == isinstance(other, Rows)
    )


def apply(tree: Node, changes: Iterable[Change]) -> Node:
    """Return the tree with the changes; the given one stays as it is.

    Removals come first, then replacements, then orders, then additions, each behind its entry (those behind the same
    one by their ids), so that it does not matter in which order the changes were made.

    :raises ChangeError: when a change has no place.
    """
    ranked = sorted(changes, key=lambda change: (_rank(change), change.path))
    additions = [change for change in ranked if _rank(change) == _ADDITION]
    for change in ranked[: len(ranked) - len(additions)]:
        tree = _apply(tree, change, change.path)
    for change in _leaders_first(additions):
        tree = _apply(tree, change, change.path)
    return tree


_ADDITION = 3


def _rank(change: Change) -> int:
    if change.is_order:
        return 2
    if change.after is ABSENT:
        return 0
    return _ADDITION if change.before is ABSENT else 1


def _leaders_first(additions: list[Change]) -> Iterator[Change]:
    """Yield additions so that a new row comes after the new row it stands behind."""
    waiting = {change.path: change for change in additions}
    for change in additions:
        chain = []
        step: Change | None = change
        while step is not None and step.path in waiting:
            chain.append(waiting.pop(step.path))
            step = waiting.get((*step.path[:-1], step.behind)) if step.behind else None
        yield from reversed(chain)


def _apply(node: Node, change: Change, rest: Path) -> Node:
    if not rest:
        return change.after
    if not isinstance(node, Mapping):
        raise ChangeError(
            f"{'/'.join(change.path)} has no place: {'/'.join(change.path[: -len(rest)])} is no table."
        )
    key = rest[0]
    if len(rest) == 1:
        return _put(node, change, key)
    if key not in node:
        raise ChangeError(f"{'/'.join(change.path)} has no place: there is no {key}.")
    copy = _copy(node)
    copy[key] = _apply(node[key], change, rest[1:])
    return copy


def _copy(node: Mapping[str, Node]) -> dict[str, Node]:
    return Rows(node) if isinstance(node, Rows) else dict(node)


def _put(node: Mapping[str, Node], change: Change, key: str) -> Node:
    if change.is_order:
        return _ordered(node, change.after)
    if change.after is ABSENT:
        return type(node)((name, inner) for name, inner in node.items() if name != key)  # type: ignore[call-arg]
    if key in node or not isinstance(node, Rows):
        copy = _copy(node)
        copy[key] = change.after
        return copy
    names = list(node)
    place = (
        names.index(change.behind) + 1 if change.behind is not None and change.behind in node else len(names)
    )
    if change.behind == "":
        place = 0
    items = list(node.items())
    items.insert(place, (key, change.after))
    return Rows(items)


def _ordered(node: Mapping[str, Node], wanted: tuple[str, ...]) -> Node:
    """Bring the named entries into an order, each into a place that one of them had; others keep theirs."""
    present = [key for key in wanted if key in node]
    queue = iter(present)
    return Rows((name, node[name]) for key in node for name in [next(queue) if key in present else key])


def has_place(tree: Node, path: Path) -> bool:
    """Tell whether something can stand at a path: whether there is a table or list around it; for an order, a list."""
    return isinstance(at(tree, path[:-1]), Rows if path[-1] == ORDER else Mapping)
