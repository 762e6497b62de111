"""Writes TOML files piece by piece: of a file that a municipality adapts, nearly all is written as it was for others."""

from collections.abc import Mapping
from typing import Any

import tomli_w

from modellregion.kernel.remembering import Remembered
from modellregion.packages.adapting.tree import Node, Rows, value_of

_pieces = Remembered[tuple[str, str, bool, int], tuple[Node, Any, str]](4000)
"""By key, inner key, place in a list and identity of the node: the node (which keeps the identity), its value, its text."""


def written_table(tree: Mapping[str, Node]) -> tuple[dict[str, Any], str]:
    """Return the table of a tree, and the TOML text that says it: the same text as if it were written in one go.

    Nobody may change nodes: a piece is known by its node.
    """
    table: dict[str, Any] = {}
    plain: list[str] = []
    tables: list[str] = []
    for key, node in tree.items():
        value, texts = _of_key(key, node)
        table[key] = value
        for text in texts:
            (tables if text.startswith("[") else plain).append(text)
    return table, "\n".join([*(["".join(plain)] if plain else []), *tables])


def _of_key(key: str, node: Node) -> tuple[Any, list[str]]:
    """Return the value at a key and its texts: one for each inner table or row where that is the same."""
    if isinstance(node, Mapping) and node and all(_is_table(part) for part in node.values()):
        pieces = [_piece(key, inner, part, is_row=isinstance(node, Rows)) for inner, part in node.items()]
        if all(text.startswith("[") for _, text in pieces):
            values = [value for value, _ in pieces]
            whole = values if isinstance(node, Rows) else dict(zip(node, values, strict=True))
            return whole, [text for _, text in pieces]
    value, text = _piece(key, "", node)
    return value, [text]


def _is_table(node: Node) -> bool:
    return isinstance(node, Mapping) and not isinstance(node, Rows)


def _piece(key: str, inner: str, node: Node, *, is_row: bool = False) -> tuple[Any, str]:
    place = (key, "" if is_row else inner, is_row, id(node))
    found = _pieces.get(place)
    if found is not None:
        return found[1], found[2]
    value = value_of(node)
    if is_row:
        said: Any = {key: [value]}
    else:
        said = {key: {inner: value}} if inner else {key: value}
    text = tomli_w.dumps(said)
    if isinstance(node, Mapping):
        _pieces.keep(place, (node, value, text))
    return value, text
