"""Makes a package of what FIM has about a service: its form, code lists, description, process and tables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import tomli_w
from lxml import etree

from modellregion.kernel.foreign_xml import FOREIGN_BYTES_MAX, ForeignXmlError, parse_foreign_xml
from modellregion.packages.archetypes.making import NewPackage, make_skeleton
from modellregion.packages.files import FILE_BYTES_MAX, PackageError, PackageFiles
from modellregion.packages.fim.descriptions import (
    NAMESPACE as XZUFI,
)
from modellregion.packages.fim.descriptions import (
    Description,
    chosen,
    read_descriptions_json,
    read_descriptions_xml,
)
from modellregion.packages.fim.elements import refused
from modellregion.packages.fim.genericode import NAMESPACE as GENERICODE
from modellregion.packages.fim.genericode import GenericList, read_genericode
from modellregion.packages.fim.kinds import plain
from modellregion.packages.fim.reading import read_fim
from modellregion.packages.fim.services import described
from modellregion.packages.fim.skeleton import Layout, lay_out
from modellregion.packages.schema.fim import Fim

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DMN = "https://www.omg.org/spec/DMN/"
_FIM = "urn:xoev-de:fim:standard:xdatenfelder"
_HEADS = {
    "fields.toml": "# Datenfelder, aus FIM übernommen. fim nennt die Nummer des Feldes dort; mehr steht in fim.toml.\n\n",
    "pages.toml": "# Seiten des Antrags: eine Seite für jede Gruppe auf der obersten Ebene von FIM.\n\n",
    "fim.toml": (
        "# Alles, was FIM über diese Felder sagt. Regeln sind Prosa: Wer eine als Bedingung geschrieben hat, setzt\n"
        '# state = "mapped" und mapped_to = "…" (die Prüfung oder das Feld); prüft sie ein Mensch, state = "by_hand".\n\n'
    ),
}


@dataclass(frozen=True, slots=True)
class Imported:
    """A package's files, and a sentence for everything that was changed, left out, or is still to be done."""

    files: PackageFiles
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    fim: Fim | None = None
    descriptions: list[Description] | None = None
    process: bytes | None = None


def import_fim(sources: Mapping[str, bytes], new: NewPackage) -> Imported:
    """Make the package; ``sources`` are files by their name, ``new.title`` may be empty.

    :raises PackageError: with one sentence that begins with the file, when something cannot be read.
    """
    found, lists, tables = _Found(), dict[str, GenericList](), dict[str, bytes]()
    for name, content in sources.items():
        try:
            _sort(name, content, found, lists, tables)
        except PackageError as error:
            raise refused(f"{name}: {error.findings[0].sentence}") from error
    if found.fim is None:
        raise refused("None of the files is a form of FIM (a message of XDatenfelder 2 or 3).")
    layout = lay_out(found.fim, lists)
    lost = [*found.fim.lost, *layout.notes]
    description = chosen(found.descriptions, new.leika) if found.descriptions else Description()
    lost += description.left_out()
    lost += [
        f"No field uses the code list {uri}."
        for uri, one in lists.items()
        if one.key not in layout.code_lists
    ]
    fim = msgspec.structs.replace(found.fim, places=layout.places, lost=lost)
    contents = {**_base(new, fim, layout, description), **tables}
    if found.process is not None:
        contents["process.bpmn"] = found.process
    contents |= {f"codelists/{key}.toml": _toml(table) for key, table in layout.code_lists.items()}
    contents["fields.toml"] = _toml(
        {"fields": layout.fields} | ({"checks": layout.checks} if layout.checks else {})
    )
    contents["pages.toml"] = _toml({"pages": layout.pages})
    contents["fim.toml"] = _toml(msgspec.to_builtins(fim))
    contents |= {name: head.encode() + contents[name] for name, head in _HEADS.items()}
    for name, content in contents.items():
        if len(content) > FILE_BYTES_MAX:
            raise refused(
                f"The form is too large: {name} would be larger than {FILE_BYTES_MAX // 1024**2} MB."
            )
    return Imported(PackageFiles(dict(sorted(contents.items()))), (*lost, *_open(fim)))


def _sort(
    name: str, content: bytes, found: _Found, lists: dict[str, GenericList], tables: dict[str, bytes]
) -> None:
    """Find out what a file is, by its content; its name decides nothing."""
    if len(content) <= FOREIGN_BYTES_MAX and content.lstrip()[:1] in {b"{", b"["}:
        _only(found, "descriptions", read_descriptions_json(content))
        return
    try:
        root = parse_foreign_xml(content)
    except ForeignXmlError as error:
        raise refused(str(error)) from error
    namespace = etree.QName(root).namespace or ""
    if namespace == GENERICODE:
        one = read_genericode(root)
        lists[one.uri] = one
    elif namespace.startswith(XZUFI):
        _only(found, "descriptions", read_descriptions_xml(root))
    elif namespace == _BPMN:
        _only(found, "process", content)
    elif namespace.startswith(_DMN):
        stem = re.sub(r"[^a-z0-9_-]+", "_", name.rpartition("/")[2].lower().removesuffix(".dmn")).strip("_")
        tables[f"rules/{stem or 'tabelle'}.dmn"] = content
    else:
        _only(found, "fim", read_fim(content))


def _only(found: _Found, kind: str, value: Any) -> None:
    if getattr(found, kind) is not None:
        what = {"fim": "form", "descriptions": "description of a service", "process": "process"}[kind]
        raise refused(f"A second {what} is among the files; a package has one.")
    setattr(found, kind, value)


def _base(new: NewPackage, fim: Fim, layout: Layout, description: Description) -> dict[str, bytes]:
    """Return the files that FIM's form says nothing about, with what form and description do say put in."""
    root = fim.schemas.get(fim.root) or fim.groups.get(fim.root) or fim.fields[fim.root]
    title = new.title or description.title("de") or plain(root.label or root.name) or root.id
    norms = list(dict.fromkeys([plain(one.text) for one in root.references] + description.legal_bases()))
    said = replace(
        new,
        title=title,
        title_en=new.title_en or description.title("en"),
        leika=new.leika or description.leika,
        norm=new.norm or (norms[0] if norms else ""),
    )
    subject, search = _subject(layout, title)
    contents = dict(make_skeleton(said, subject=subject, search=search or "").contents)
    if not search:
        text = contents["package.toml"].decode().replace('search = [""]', "search = []")
        contents["package.toml"] = text.encode()
    return described(contents, description, said, norms)


def _subject(layout: Layout, title: str) -> tuple[str, str]:
    """Return the FEEL of a case's subject and the field it is found by: a name where there is one, else a first text."""
    texts = [name for name, entry in layout.fields.items() if str(entry["type"]).startswith("text")]
    names = [name for wanted in ("vornamen", "vorname", "familienname", "nachname", "name") for name in texts if name == wanted]  # fmt: skip
    if names:
        joined = ", ".join(names[:2])
        return f'string join([{joined}], " ")', names[-1]
    if texts:
        return f"if {texts[0]} != null then {texts[0]} else {_feel(title)}", texts[0]
    return _feel(title), ""


def _feel(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _open(fim: Fim) -> list[str]:
    rules = [rule for rule in fim.rules.values() if rule.state == "open"]
    if not rules:
        return []
    found = ", ".join(f"{rule.key} ({rule.name})" for rule in rules)
    return [f"{len(rules)} rules are prose and nobody has written them as conditions yet: {found}."]


def _toml(table: Mapping[str, Any]) -> bytes:
    return tomli_w.dumps(table).encode()
