"""The files of a package: a small folder, read once, named by the hash of its content."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from modellregion.kernel.remembering import Remembered

FILES_MAX = 200
FILE_BYTES_MAX = 2 * 1024 * 1024
ENDINGS = (".toml", ".dmn", ".bpmn", ".typ", ".md", ".svg")


@dataclass(frozen=True, slots=True)
class PackageFinding:
    """Something wrong in a package: file, place in it, sentence, line (0: none); a warning stops nothing."""

    file: str
    place: str
    sentence: str
    line: int = 0
    is_warning: bool = False

    def __str__(self) -> str:
        """Return it as one line, as compilers write theirs: ``file:line: warning: place: sentence``."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(
            filter(None, [where, "warning" if self.is_warning else "", self.place, self.sentence])
        )


class PackageError(Exception):
    """The files do not make a package; ``findings`` has all that is wrong."""

    def __init__(self, findings: list[PackageFinding]) -> None:
        """Remember all findings."""
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True, eq=False)
class PackageFiles:
    """All files of a package by their path in it. Two are equal when names and contents are."""

    contents: Mapping[str, bytes]
    _hash: list[str] = field(default_factory=list, init=False, repr=False)

    def __eq__(self, other: object) -> bool:
        """Compare by content."""
        return isinstance(other, PackageFiles) and self.hash == other.hash

    def __hash__(self) -> int:
        """Go by content."""
        return hash(self.hash)

    @property
    def hash(self) -> str:
        """Return the SHA-256 over all names and contents, in hexadecimal: the name of this version."""
        if not self._hash:
            digest = hashlib.sha256()
            for name in sorted(self.contents):
                content = self.contents[name]
                digest.update(f"{name}\0{len(content)}\0".encode() + content)
            self._hash.append(digest.hexdigest())
        return self._hash[0]

    def table(self, name: str) -> dict[str, Any]:
        """Read a TOML file; an absent one is empty. The table is read once and shared: nobody may change it.

        :raises PackageError: when it is no TOML.
        """
        if name not in self.contents:
            return {}
        try:
            return _parsed(self.contents[name])
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PackageError(
                [PackageFinding(name, "", f"This file is not readable TOML: {error}")]
            ) from error

    def below(self, folder: str, ending: str) -> dict[str, bytes]:
        """Return the files of one folder, by their name without ending."""
        return {
            name[len(folder) + 1 : -len(ending)]: content
            for name, content in sorted(self.contents.items())
            if name.startswith(folder + "/") and name.endswith(ending)
        }

    def pack(self) -> bytes:
        """Return all files as one piece."""
        return msgspec.msgpack.encode(dict(sorted(self.contents.items())))


_tables = Remembered[bytes, dict[str, Any]](300)
"""What TOML files say, by their content: adapted versions of a package have most of their files in common."""


def _parsed(content: bytes) -> dict[str, Any]:
    found = _tables.get(content)
    if found is None:
        found = tomllib.loads(content.decode("utf-8"))
        remember_table(content, found)
    return found


def remember_table(content: bytes, table: dict[str, Any]) -> None:
    """Keep what a TOML file says; whoever has just written it need not read it."""
    _tables.keep(content, table)


def unpack(packed: bytes) -> PackageFiles:
    """Return the files of a packed piece."""
    return PackageFiles(msgspec.msgpack.decode(packed, type=dict[str, bytes]))


def read_folder(folder: Path) -> PackageFiles:
    """Read a package's folder.

    :raises PackageError: when there is none, or when it is too large or holds what packages do not hold.
    """
    if not (folder / "package.toml").is_file():
        raise PackageError([PackageFinding("package.toml", "", f"There is no package in {folder}.")])
    contents = {}
    findings = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            continue
        if path.is_symlink() or not path.name.endswith(ENDINGS):
            findings.append(
                PackageFinding(name, "", f"A package holds only files ending in {', '.join(ENDINGS)}.")
            )
        elif path.stat().st_size > FILE_BYTES_MAX:
            findings.append(PackageFinding(name, "", "This file is larger than 2 MB."))
        else:
            contents[name] = path.read_bytes()
    if len(contents) > FILES_MAX:
        findings.append(PackageFinding("", "", f"A package has at most {FILES_MAX} files."))
    if findings:
        raise PackageError(findings)
    return PackageFiles(contents)
