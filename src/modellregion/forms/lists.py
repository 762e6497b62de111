"""Code lists (Codelisten): versioned lists of choices, kept as data in ``codelists/``."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any


class UnknownCodeListError(LookupError):
    """No list of this key and version is part of the product."""


class CodeListError(ValueError):
    """The data do not make a code list; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Code:
    """One entry: the key that is stored and sent, its labels by language, and further attributes."""

    code: str
    labels: Mapping[str, str]
    attributes: Mapping[str, Any]

    def label(self, language: str) -> str:
        """Return the label; German where the language has none."""
        return self.labels.get(language) or self.labels["de"]


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of one version; ``source_urn`` names the list elsewhere that has the very same codes, if there is one."""

    key: str
    version: str
    title: Mapping[str, str]
    codes: Mapping[str, Code]
    source_urn: str = ""

    def restricted_to(self, codes: Iterable[str]) -> "CodeList":
        """Return the list with only ``codes``, in the order given.

        :raises UnknownCodeListError: when one of them is not in the list.
        """
        wanted = list(codes)
        missing = [code for code in wanted if code not in self.codes]
        if missing:
            raise UnknownCodeListError(
                f"The code list {self.key} {self.version} has no code {', '.join(missing)}."
            )
        return replace(self, codes={code: self.codes[code] for code in wanted})


_OF_ENTRY = {"code", "de", "en", "active"}


@cache
def code_list(reference: str) -> CodeList:
    """Return the list named ``key`` (its newest version) or ``key@version``.

    :raises UnknownCodeListError: when the product has none.
    """
    key, _, version = reference.partition("@")
    folder = resources.files("modellregion.forms") / "codelists"
    names = (entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    versions = sorted(
        (name[len(key) + 1 :] for name in names if re.fullmatch(re.escape(key) + r"-\d.*", name)),
        key=version_key,
    )
    found = [known for known in versions if not version or known == version]
    if not found:
        raise UnknownCodeListError(f"There is no code list {reference}.")
    return _read(tomllib.loads((folder / f"{key}-{found[-1]}.toml").read_text(encoding="utf-8")))


@cache
def official_lists() -> Mapping[str, tuple[str, ...]]:
    """Return the product's lists that have a source's own codes: ``key@version`` by the source's URN, oldest first."""
    found: dict[str, list[str]] = {}
    for entry in (resources.files("modellregion.forms") / "codelists").iterdir():
        if entry.name.endswith(".toml"):
            data = tomllib.loads(entry.read_text(encoding="utf-8"))
            if data.get("codes") == "official" and data.get("source_urn"):
                found.setdefault(data["source_urn"], []).append(f"{data['key']}@{data['version']}")
    return {
        urn: tuple(sorted(names, key=lambda name: version_key(name.partition("@")[2])))
        for urn, names in found.items()
    }


def version_key(version: str) -> list[int]:
    """Return the key under which versions stand in order: 2.4 before 2.10, and dates as they follow."""
    return [int(number) for number in re.findall(r"\d+", version)]


def parse_code_list(data: Mapping[str, Any]) -> CodeList:
    """Read a list from a package's own data, in the same shape as the product's.

    :raises CodeListError: when the data have another shape.
    """
    if not isinstance(data.get("key"), str) or "version" not in data:
        raise CodeListError("A code list needs a key and a version.")
    if not isinstance(data.get("entries"), list) or not data["entries"]:
        raise CodeListError(f"The code list {data['key']} has no entries.")
    for entry in data["entries"]:
        if not isinstance(entry, Mapping) or not all(_is_text(entry.get(name)) for name in ("code", "de")):
            raise CodeListError(
                f"Each entry of {data['key']} needs a code and a German label (de), as texts."
            )
    seen: set[str] = set()
    for entry in data["entries"]:
        code = entry["code"]
        if code in seen or code != code.strip():
            raise CodeListError(f"The code »{code}« of {data['key']} stands there twice, or with blanks.")
        seen.add(code)
    return _read(data)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _read(data: Mapping[str, Any]) -> CodeList:
    codes = {}
    for entry in data["entries"]:
        if entry.get("active", True):
            labels = {language: entry[language] for language in ("de", "en") if entry.get(language)}
            attributes = {name: value for name, value in entry.items() if name not in _OF_ENTRY}
            codes[entry["code"]] = Code(entry["code"], labels, attributes)
    title = {"de": data.get("title_de", data["key"]), "en": data.get("title_en", data["key"])}
    source = str(data.get("source_urn", "")) if data.get("codes") == "official" else ""
    return CodeList(data["key"], str(data["version"]), title, codes, source)
