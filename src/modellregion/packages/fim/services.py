"""Packages of service descriptions alone: one for each service that files of XZuFi describe, from an archetype."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import tomli_w
from lxml import etree

from modellregion.kernel.foreign_xml import FOREIGN_BYTES_MAX, ForeignXmlError, parse_foreign_xml
from modellregion.packages.archetypes.making import NewPackage, make_package
from modellregion.packages.files import PackageError, PackageFiles
from modellregion.packages.fim.descriptions import (
    NAMESPACE,
    Description,
    read_descriptions_json,
    read_descriptions_xml,
)
from modellregion.packages.fim.elements import refused
from modellregion.packages.fim.naming import Names

LEGAL_BASES_MAX = 20
SERVICES_MAX = 500


@dataclass(frozen=True, slots=True)
class ImportedService:
    """A package begun with a description: its id, title, LeiKa key, files, and a sentence for what has no place in it."""

    id: str
    title: str
    leika: str
    files: PackageFiles
    notes: tuple[str, ...]


def import_services(
    sources: Mapping[str, bytes], new: NewPackage, *, only: Sequence[str] = ()
) -> list[ImportedService]:
    """Make a package of each service that files describe (XZuFi 2.2 or 2.3 as XML, or the FIM portal's JSON).

    ``new`` says archetype, publisher and day; id and title follow from the description. ``only`` are LeiKa keys to choose.

    :raises PackageError: when a file describes no service, a service has no title, or a chosen key is in no file.
    """
    found = list(_descriptions(sources))
    missing = set(only) - {one.leika for _, one in found}
    if missing:
        raise refused(f"No file describes a service with the LeiKa key {', '.join(sorted(missing))}.")
    names = Names()
    services = []
    for name, description in found:
        if only and description.leika not in only:
            continue
        title = description.title("de")
        if not title:
            key = description.leika or "without a LeiKa key"
            raise refused(f"{name}: the service {key} has no name (text module 02 or 03).")
        services.append(_service(description, replace(new, id=names.give(title), title=title)))
    return services


def _descriptions(sources: Mapping[str, bytes]) -> Iterator[tuple[str, Description]]:
    count = 0
    for name, content in sources.items():
        try:
            found = _read(content)
        except PackageError as error:
            raise refused(f"{name}: {error.findings[0].sentence}") from error
        count += len(found)
        if count > SERVICES_MAX:
            raise refused(f"The files describe more than {SERVICES_MAX} services; choose some of the files.")
        yield from ((name, one) for one in found)


def _read(content: bytes) -> list[Description]:
    if len(content) <= FOREIGN_BYTES_MAX and content.lstrip()[:1] in {b"{", b"["}:
        return read_descriptions_json(content)
    try:
        root = parse_foreign_xml(content)
    except ForeignXmlError as error:
        raise refused(str(error)) from error
    if not (etree.QName(root).namespace or "").startswith(NAMESPACE):
        raise refused("This is no message of XZuFi.")
    return read_descriptions_xml(root)


def _service(description: Description, new: NewPackage) -> ImportedService:
    norms = description.legal_bases()
    said = replace(
        new,
        title_en=description.title("en"),
        leika=description.leika,
        norm=norms[0] if norms else "",
    )
    contents = described(dict(make_package(said).contents), description, said, norms)
    notes = description.left_out()
    if description.costs:
        amounts = "; ".join(dict.fromkeys(cost.words("de") for cost in description.costs))
        notes.append(
            f"The amounts ({amounts}) stand in the text; put them into the fee table, if it has one."
        )
    return ImportedService(
        said.id, said.title, said.leika, PackageFiles(dict(sorted(contents.items()))), tuple(notes)
    )


def described(
    contents: dict[str, bytes], description: Description, said: NewPackage, norms: Sequence[str]
) -> dict[str, bytes]:
    """Put into a package's files what a description says: norms, words to find it by, texts."""
    text = contents["package.toml"].decode()
    for norm in norms[:LEGAL_BASES_MAX]:
        if norm != said.norm:
            entry = tomli_w.dumps({"norm": norm, "as_of": said.today})
            text = text.replace("[case]\n", f"[[legal_bases]]\n{entry}\n[case]\n", 1)
    if description.keywords:
        table = tomli_w.dumps({"keywords": list(dict.fromkeys([said.title, *description.keywords]))})
        text = re.sub(r"^keywords = .*$", lambda _: table.strip(), text, count=1, flags=re.MULTILINE)
    contents["package.toml"] = text.encode()
    files = PackageFiles(contents)
    for language in ("de", "en"):
        name = f"texts/{language}.toml"
        if service := description.service_texts(language):
            texts = files.table(name)
            contents[name] = tomli_w.dumps({**texts, "service": {**texts["service"], **service}}).encode()
    return contents
