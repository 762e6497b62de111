"""Packages for tests: those of the repository, with changes."""

from functools import cache
from pathlib import Path

from modellregion.packages.api import PackageFiles, read_folder, write_folder

SERVICES = Path(__file__).resolve().parents[2] / "services"
TRADE_NOTICE = "gewerbeanmeldung"
# Every version that a test brings about is played through: two scenarios say as much as thirteen, in a sixth of the time.
_PLAYED = {
    "gewerbeanmeldung": {"friseur", "gmbh_zwei_geschaeftsfuehrer"},
    "gewerbeummeldung": {"gmbh_umzug", "kiosk_ohne_titel"},
    "gewerbeabmeldung": {"gmbh_insolvenz", "tischlerei_alter"},
    "gewerberegisterbescheinigung": {"nichts_eingetragen", "ohne_erklaerung"},
}


@cache
def whole_files_of(service: str) -> PackageFiles:
    """Return the files of a package in ``services/``."""
    return read_folder(SERVICES / service)


@cache
def files_of(service: str = TRADE_NOTICE) -> PackageFiles:
    """Return the files of a package as the tests' region offers it: that of ``services/`` with two of its scenarios."""
    files = whole_files_of(service)
    for name in set(files.below("scenarios", ".toml")) - _PLAYED[service]:
        files = with_file(files, f"scenarios/{name}.toml", None)
    return files


def services_in(folder: Path) -> Path:
    """Write the packages of ``files_of`` below a folder, once, and return where they are."""
    for service in all_services():
        if not (folder / "services" / service).exists():
            write_folder(files_of(service), folder / "services" / service)
    return folder / "services"


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
