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
    """A list of one version."""

    key: str
    version: str
    title: Mapping[str, str]
    codes: Mapping[str, Code]

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
    versions = sorted(name[len(key) + 1 :] for name in names if re.fullmatch(re.escape(key) + r"-\d.*", name))
    found = [known for known in versions if not version or known == version]
    if not found:
        raise UnknownCodeListError(f"There is no code list {reference}.")
    return _read(tomllib.loads((folder / f"{key}-{found[-1]}.toml").read_text(encoding="utf-8")))


def parse_code_list(data: Mapping[str, Any]) -> CodeList:
    """Read a list from a package's own data, in the same shape as the product's."""
    return _read(data)


def _read(data: Mapping[str, Any]) -> CodeList:
    codes = {}
    for entry in data["entries"]:
        if entry.get("active", True):
            labels = {language: entry[language] for language in ("de", "en") if entry.get(language)}
            attributes = {name: value for name, value in entry.items() if name not in _OF_ENTRY}
            codes[entry["code"]] = Code(entry["code"], labels, attributes)
    title = {"de": data.get("title_de", data["key"]), "en": data.get("title_en", data["key"])}
    return CodeList(data["key"], str(data["version"]), title, codes)
