"""The example messages of XGewerbeanzeige as elements with values, and the same of a persona's answers."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from modellregion.forms.api import Field, code_list
from tests.support.notices import CHANGE, DEREGISTRATION, REGISTRATION, STANDARDS, all_fields, check, package

FOLDER = STANDARDS / "xgewerbeanzeige"
RECORDS = {"anmeldung": REGISTRATION, "ummeldung": CHANGE, "abmeldung": DEREGISTRATION}

# Elements of an address, and the part of our address that fills them.
ADDRESS_PARTS = {
    "strasse": "strasse",
    "hausNrVon": "hausnummer",
    "hausNrBis": "hausnummer",
    "anschriftZusatz": "zusatz",
    "ort": "ort",
    "ortsteil": "ortsteil",
    "plz": "plz",
    "nationSchluessel": "staat",
}


_CHANNEL = re.compile(r"\[kanal=\d\d\]")


@dataclass(frozen=True)
class Element:
    """A leaf below ``satz/<record>``: its path, and the value it has in the example."""

    path: str
    value: str


def example(name: str) -> tuple[str, list[Element]]:
    """Return the service and the leaves of an example message of version 2."""
    tree = etree.parse(str(FOLDER / "examples" / name))
    (record,) = [child for child in tree.getroot().findall("./{*}satz/*") if isinstance(child.tag, str)]
    return RECORDS[_local(record)], list(_leaves(record, ""))


def _leaves(node: Any, path: str) -> Iterator[Element]:
    children = [child for child in node if isinstance(child.tag, str)]
    if _local(node) == "erreichbarkeit":
        channel = node.find("./{*}kanal/{*}code")
        channel = node.find("./{*}kanal/code") if channel is None else channel
        yield Element(f"{path}[kanal={channel.text}]/kennung", node.findtext("./{*}kennung"))
    elif [_local(child) for child in children] == ["code"]:
        yield Element(path, children[0].text)
    elif not children:
        yield Element(path, (node.text or "").strip())
    else:
        for child in children:
            yield from _leaves(child, f"{path}/{_local(child)}".lstrip("/"))


def _local(node: Any) -> str:
    return str(etree.QName(node).localname)


def raw_example() -> list[Element]:
    """Return the leaves of the example of version 1.3 under the names of version 2."""
    tree = etree.parse(str(FOLDER / "examples" / "xgwa1.3-valid.xml"))
    return list(_raw_leaves(tree.getroot().find(".//{*}satz"), ""))


def _raw_leaves(node: Any, path: str) -> Iterator[Element]:
    for child in node:
        if not isinstance(child.tag, str):
            continue
        name = str(child.get("name"))
        below = f"{path}/{_newer_name(name)}".lstrip("/")
        if _local(child) == "mmgr":
            yield from _raw_leaves(child, below)
        else:
            yield Element(below, child.findtext("./{*}wert"))


def _newer_name(name: str) -> str:
    for kind in ("Industrie", "Handwerk", "Handel", "Sonstiges"):
        if name == f"BetriebArt{kind}":
            return f"betriebArt/{kind.lower()}"
    return {"PLZ": "plz", "UUID": "uuid", "EMailAdresse": "eMailAdresse"}.get(
        name, name[0].lower() + name[1:]
    )


@dataclass(frozen=True)
class Known:
    """A leaf of the inventory made of all instances: its path, and values seen somewhere in it."""

    path: str
    values: tuple[str, ...]


def inventory(record: str) -> list[Known]:
    """Return every leaf of a record that was seen in any instance."""
    data = json.loads((FOLDER / "element-inventory.json").read_text(encoding="utf-8"))
    prefix = f"gewerbemeldung/satz/{record}/"
    found = []
    for entry in data["elements"]:
        names = [child["name"] for child in entry["children"]]
        path = entry["path"].removeprefix(prefix).removesuffix("/code")
        is_leaf = not names and not path.endswith("/erreichbarkeit/kanal")
        if entry["path"].startswith(prefix) and is_leaf:
            found.append(Known(path, tuple(entry["sample_values"])))
    return found


def fields_of(service: str, path: str) -> list[tuple[Field, str]]:
    """Return the fields that fill an element, each with the part of it (for an address) or nothing."""
    found = []
    for field in all_fields(service):
        for element in field.exchange:
            if path in {element, _CHANNEL.sub("", element)}:
                found.append((field, ""))
            elif path.startswith(element + "/") and path[len(element) + 1 :] in ADDRESS_PARTS:
                found.append((field, ADDRESS_PARTS[path[len(element) + 1 :]]))
    return found


def spoken(service: str, answers: Mapping[str, Any], path: str) -> set[str]:
    """Return what a persona's answers give for an element, in the standard's words."""
    checked = check(service, dict(answers)).answers
    group = package(service).form.fields["personen"]
    said = set()
    for field, part in fields_of(service, path):
        rows = checked.get("personen", []) if field in group.items else [checked]
        for row in rows:
            if field.id in row:
                said |= _words(field, row[field.id], part, path)
    return said


def _words(field: Field, value: Any, part: str, path: str) -> set[str]:
    if part:
        return {_part_word(value, part, path)}
    element = path.rpartition("/")[2]
    options = getattr(field.kind, "options", None)
    if isinstance(value, bool):
        words = {"1" if value else "0"}
    elif isinstance(value, list):
        words = {"1" if element in value else "0"}
    elif field.id == "geburtsdatum":
        words = {"".join(reversed(value.split("-")))}
    elif field.id == "geburtsland":
        words = {code_list("staat").codes[value].label("de")}
    elif options is not None:
        words = {str(options.codes[value].attributes.get("xgewerbeanzeige", value))}
    else:
        words = _lines(str(value), element)
    return words


def _part_word(address: Any, part: str, path: str) -> str:
    value = str(address.get(part, ""))
    if part == "staat" and value == "000":
        return "276"  # Germany's key among the keys of states
    if part == "hausnummer":
        first, _, last = value.partition("-")
        return last or first if path.endswith("hausNrBis") else first
    return value


def _lines(text: str, element: str) -> set[str]:
    lines = text.split("\n")
    if element == "taetigkeitenZusammengefasst":
        return {"|".join(lines), "|".join(lines[1:]), ", ".join(lines)}
    return {text, *lines}


def files() -> list[Path]:
    """Return the example messages of version 2."""
    return sorted((FOLDER / "examples").glob("xgwa2*.xml"))
