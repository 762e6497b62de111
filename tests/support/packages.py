"""Packages for tests: those of the repository, with changes."""

from functools import cache
from pathlib import Path

from modellregion.packages.api import PackageFiles, read_folder

SERVICES = Path(__file__).resolve().parents[2] / "services"
TRADE_NOTICE = "gewerbeanmeldung"


@cache
def files_of(service: str = TRADE_NOTICE) -> PackageFiles:
    """Return the files of a package in ``services/``."""
    return read_folder(SERVICES / service)


def all_services() -> list[str]:
    """Return the names of all packages in ``services/``."""
    return sorted(path.parent.name for path in SERVICES.glob("*/package.toml"))


def replaced(files: PackageFiles, name: str, old: str, new: str) -> PackageFiles:
    """Return the files with one text replaced, which must be there."""
    text = files.contents[name].decode()
    assert old in text, f"{name} has no {old!r}"
    return with_file(files, name, text.replace(old, new, 1))


def with_file(files: PackageFiles, name: str, content: str | bytes | None) -> PackageFiles:
    """Return the files with one file added or replaced, or with None taken out."""
    contents = {key: value for key, value in files.contents.items() if key != name}
    if content is not None:
        contents[name] = content.encode() if isinstance(content, str) else content
    return PackageFiles(contents)


def line_of(files: PackageFiles, name: str, text: str) -> int:
    """Return the line on which a text first stands."""
    lines = files.contents[name].decode().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)
