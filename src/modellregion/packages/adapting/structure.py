"""The files of a package as a tree, and a tree as files again: file by file, in the language of each format."""

from collections.abc import Mapping

import tomli_w

from modellregion.packages.adapting import tables, tasks
from modellregion.packages.adapting.tree import Node, node_of, value_of
from modellregion.packages.files import PackageFiles

TREES_MAX = 200
_trees: dict[str, dict[str, Node]] = {}


def tree_of(files: PackageFiles) -> dict[str, Node]:
    """Return the tree of a package: below each file's name its tables, or its text as one leaf. Nobody may change it.

    :raises PackageError: when a TOML file is unreadable.
    """
    found = _trees.get(files.hash)
    if found is None:
        found = {name: _node(files, name) for name in sorted(files.contents)}
        if len(_trees) >= TREES_MAX:
            _trees.clear()
        _trees[files.hash] = found
    return found


def files_of(tree: Mapping[str, Node], like: PackageFiles) -> PackageFiles:
    """Return the files of a tree. A file that says the same as in ``like`` keeps its bytes, comments and all.

    :raises ChangeError: when a table or process was changed in a way that has no place in the file.
    """
    known = tree_of(like)
    contents = {}
    for name, node in tree.items():
        if name in known and known[name] == node:
            contents[name] = like.contents[name]
        else:
            contents[name] = _content(name, node, like)
    return PackageFiles(contents).with_tables_of(like)


def _node(files: PackageFiles, name: str) -> Node:
    if name.startswith("scenarios/") or not name.endswith((".toml", ".dmn", ".bpmn")):
        return files.contents[name].decode("utf-8", "replace")
    if name.endswith(".toml"):
        return node_of(files.table(name))
    if name.endswith(".dmn"):
        return tables.node_of(files.contents[name])
    return tasks.node_of(files.contents[name])


def _content(name: str, node: Node, like: PackageFiles) -> bytes:
    if isinstance(node, str):
        return node.encode()
    if name.endswith(".dmn"):
        return tables.content_of(node, like.contents[name])
    if name.endswith(".bpmn"):
        return tasks.content_of(node, like.contents[name])
    return tomli_w.dumps(value_of(node)).encode()
