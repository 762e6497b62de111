"""Changes as plain JSON, for rows and files: what JSON has no words for is tagged."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from modellregion.packages.adapting.changes import Change
from modellregion.packages.adapting.tree import ABSENT, Node, Rows

_MOMENTS: dict[str, type[date] | type[datetime] | type[time]] = {
    "@time": datetime,
    "@date": date,
    "@clock": time,
}


def to_json(node: Node) -> Any:
    """Return a node as JSON."""
    if node is ABSENT:
        return {"@absent": True}
    if isinstance(node, Rows):
        return {"@rows": [[key, to_json(inner)] for key, inner in node.items()]}
    if isinstance(node, Mapping):
        return {"@table": {key: to_json(inner) for key, inner in node.items()}}
    if isinstance(node, tuple | list):
        return {"@list": [to_json(inner) for inner in node]}
    for tag, kind in _MOMENTS.items():
        if type(node) is kind:
            return {tag: node.isoformat()}
    return node


def from_json(value: Any) -> Node:
    """Return the node of a JSON value.

    :raises ValueError: when it was not written by ``to_json``.
    """
    if not isinstance(value, Mapping):
        return value
    ((tag, inner),) = value.items()
    if tag in _MOMENTS:
        return _MOMENTS[tag].fromisoformat(inner)
    match tag:
        case "@absent":
            return ABSENT
        case "@rows":
            return Rows((key, from_json(one)) for key, one in inner)
        case "@table":
            return {key: from_json(one) for key, one in inner.items()}
        case "@list":
            return tuple(from_json(one) for one in inner)
    raise ValueError(f"{tag} is no tag of a stored value.")


def change_to_json(change: Change) -> dict[str, Any]:
    """Return a change as JSON."""
    return {
        "path": list(change.path),
        "before": to_json(change.before),
        "after": to_json(change.after),
        "behind": change.behind,
    }


def change_from_json(entry: Mapping[str, Any]) -> Change:
    """Return the change of its JSON."""
    return Change(
        tuple(entry["path"]), from_json(entry["before"]), from_json(entry["after"]), entry["behind"]
    )
