"""The files of a package as a tree, and a tree as files again: file by file, in the language of each format."""

from collections.abc import Mapping
from functools import lru_cache

from modellregion.packages.adapting import tables, tasks
from modellregion.packages.adapting.toml_pieces import written_table
from modellregion.packages.adapting.tree import Node, node_of
from modellregion.packages.files import PackageFiles, remember_table


@lru_cache(maxsize=200)
def tree_of(files: PackageFiles) -> dict[str, Node]:
    """Return the tree of a package: below each file's name its tables, or its text as one leaf. Nobody may change it.

    :raises PackageError: when a TOML file is unreadable.
    """
    return {name: _node(files, name) for name in sorted(files.contents)}


def files_of(tree: Mapping[str, Node], like: PackageFiles) -> PackageFiles:
    """Return the files of a tree. A file that says the same as in ``like`` keeps its bytes, comments and all.

    :raises ChangeError: when a table or process was changed in a way that has no place in the file.
    """
    known = tree_of(like)
    contents = {}
    for name, node in tree.items():
        if name in known and (known[name] is node or known[name] == node):
            contents[name] = like.contents[name]
        else:
            contents[name] = _content(name, node, like)
    return PackageFiles(contents)


def _node(files: PackageFiles, name: str) -> Node:
    if name.startswith(("scenarios/", "personas/")) or not name.endswith((".toml", ".dmn", ".bpmn")):
        return files.contents[name].decode("utf-8", "replace")
    if name.endswith(".toml"):
        files.table(name)  # says which file it is that cannot be read
    return _structured(name.rpartition(".")[2], files.contents[name])


@lru_cache(maxsize=400)
def _structured(ending: str, content: bytes) -> Node:
    """Return a file's node; versions that have a file in common share it, which makes comparing them quick."""
    if ending == "toml":
        return node_of(PackageFiles({"": content}).table(""))
    return tables.node_of(content) if ending == "dmn" else tasks.node_of(content)


def _content(name: str, node: Node, like: PackageFiles) -> bytes:
    if isinstance(node, str):
        return node.encode()
    if name.endswith(".dmn"):
        return tables.content_of(node, like.contents[name])
    if name.endswith(".bpmn"):
        return tasks.content_of(node, like.contents[name])
    table, written = written_table(node)
    content = written.encode()
    remember_table(content, table)
    return content
