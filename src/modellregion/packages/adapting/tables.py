"""Decision tables (DMN) as trees: decision → rules → cells by the heading of their column.

What is not a cell stands as one leaf, ``@frame``, the hash of everything else: the overlay cannot touch it, and a new
version's frame is always taken.
"""

import hashlib
from collections.abc import Iterator

from lxml import etree

from modellregion.kernel.foreign_xml import parse_xml
from modellregion.packages.adapting.changes import ChangeError
from modellregion.packages.adapting.tree import Node, Rows
from modellregion.packages.xml_files import write_xml

FRAME = "@frame"


def node_of(content: bytes) -> Node:
    """Return the tree of a DMN file."""
    root = parse_xml(content)
    node: dict[str, Node] = {}
    for decision, table in _tables(root):
        headings = _headings(table)
        rules = table.findall("{*}rule")
        node[decision] = Rows(
            (str(rule.get("id", number)), _cells(rule, headings)) for number, rule in enumerate(rules)
        )
        for rule in rules:
            table.remove(rule)
    node[FRAME] = hashlib.sha256(etree.tostring(root, method="c14n")).hexdigest()
    return node


def content_of(node: Node, like: bytes) -> bytes:
    """Return the DMN file ``like`` with the cells of a tree.

    :raises ChangeError: when the tree has decisions or columns that the file has not.
    """
    root = parse_xml(like)
    found = dict(_tables(root))
    if unknown := sorted(set(node) - set(found) - {FRAME}):
        raise ChangeError(f"The tables have no decision {', '.join(unknown)}.")
    for decision, table in found.items():
        _write_rules(table, node.get(decision, Rows()))
    return write_xml(root)


def _tables(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for decision in root.iter("{*}decision"):
        table = decision.find("{*}decisionTable")
        if table is not None:
            yield str(decision.get("name") or decision.get("id")), table


def _headings(table: etree._Element) -> list[str]:
    """Return what the columns are called: inputs by label or expression, outputs by name; doubles get a number."""
    headings: list[str] = []
    for column in [*table.findall("{*}input"), *table.findall("{*}output")]:
        expression = column.findtext("{*}inputExpression/{*}text")
        name = str(column.get("name") or column.get("label") or expression or "Ergebnis").strip()
        headings.append(name if name not in headings else f"{name} {len(headings) + 1}")
    return headings


def _entries(rule: etree._Element) -> list[etree._Element]:
    return [*rule.findall("{*}inputEntry"), *rule.findall("{*}outputEntry")]


def _cells(rule: etree._Element, headings: list[str]) -> dict[str, Node]:
    texts = (entry.findtext("{*}text") or "" for entry in _entries(rule))
    return dict(zip(headings, texts, strict=False))


def _write_rules(table: etree._Element, rules: Node) -> None:
    headings = _headings(table)
    old = {str(rule.get("id", number)): rule for number, rule in enumerate(table.findall("{*}rule"))}
    tail = next((rule.tail for rule in old.values()), "\n")
    for rule in old.values():
        table.remove(rule)
    columns = table.iterchildren("{*}input", "{*}output", "{*}annotation")
    at = max((table.index(column) for column in columns), default=-1) + 1
    for identifier, cells in rules.items():
        if unknown := sorted(set(cells) - set(headings)):
            raise ChangeError(f"The table has no column {', '.join(unknown)}.")
        rule = old[identifier] if identifier in old else _new_rule(table, identifier, headings, tail)
        for heading, entry in zip(headings, _entries(rule), strict=False):
            text = entry.find("{*}text")
            if text is not None and heading in cells:
                text.text = str(cells[heading])
        table.insert(at, rule)
        at += 1


def _new_rule(
    table: etree._Element, identifier: str, headings: list[str], tail: str | None
) -> etree._Element:
    space = etree.QName(table).namespace
    inputs = len(table.findall("{*}input"))
    rule = etree.Element(f"{{{space}}}rule", id=identifier)
    rule.tail = tail
    for number in range(len(headings)):
        kind = "inputEntry" if number < inputs else "outputEntry"
        entry = etree.SubElement(rule, f"{{{space}}}{kind}", id=f"{identifier}_{number}")
        etree.SubElement(entry, f"{{{space}}}text").text = "-" if number < inputs else ""
    return rule
