"""A package as one tree of keys: tables, rows with an order and ids, and leaves.

``Tree`` is a dict of nodes. A ``Rows`` node is a list whose entries have ids (pages, recipients, numbers): its order
counts, and an entry is found by its id, not by its place. Everything else is a leaf and is equal or not.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Path = tuple[str, ...]
Node = Any
"""A ``Tree``, ``Rows``, or a leaf: text, number, truth value, date, or a tuple of plain values without ids."""


class Rows(dict[str, Any]):
    """Entries with ids, whose order counts."""

    def __eq__(self, other: object) -> bool:
        """Two lists are equal when entries and order are."""
        return isinstance(other, Rows) and list(self) == list(other) and dict.__eq__(self, other)

    __hash__ = None


class _Absent:
    """Stands where nothing is."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
_ID_KEYS = ("id", "norm", "code", "step", "role")


def node_of(value: Any) -> Node:
    """Return a value of a TOML file as a node."""
    if isinstance(value, Mapping):
        return {str(key): node_of(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return _rows(value)
    return value


def value_of(node: Node) -> Any:
    """Return a node as a value for a TOML file."""
    if isinstance(node, Rows):
        return [value_of(inner) for inner in node.values()]
    if isinstance(node, Mapping):
        return {key: value_of(inner) for key, inner in node.items()}
    return list(node) if isinstance(node, tuple) else node


def _rows(values: list[Any]) -> Node:
    if all(isinstance(value, str | int) and not isinstance(value, bool) for value in values):
        keys = [str(value) for value in values]
    else:
        keys = _ids(values)
    if len(set(keys)) != len(values):
        return tuple(values)
    return Rows(zip(keys, (node_of(value) for value in values), strict=True))


def _ids(values: list[Any]) -> list[str]:
    """Return the ids of a list of tables, or nothing when they have none."""
    if not all(isinstance(value, Mapping) for value in values):
        return []
    for key in _ID_KEYS:
        if all(isinstance(value.get(key), str | int) for value in values):
            return [str(value[key]) for value in values]
    return []


def at(tree: Node, path: Path) -> Node:
    """Return the node at a path, or ``ABSENT``."""
    for key in path:
        if not isinstance(tree, Mapping) or key not in tree:
            return ABSENT
        tree = tree[key]
    return tree


def leaves(node: Node, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield all leaves with their paths; an empty table or list is one too."""
    if isinstance(node, Mapping) and node:
        for key, inner in node.items():
            yield from leaves(inner, (*path, key))
    else:
        yield path, node
