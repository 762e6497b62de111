"""Gives findings of the compiler, which name ids, the line in the file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from modellregion.packages.files import PackageError, PackageFiles, PackageFinding
from modellregion.packages.toml_lines import TomlLines

Path = tuple[str | int, ...]

_PROCESS_LINE = re.compile(r"^line (\d+)$")
_ROWS = {"page": "pages", "group": "groups", "check": "checks", "recipient": "recipients", "slot": "slots"}


def with_lines(files: PackageFiles, findings: Iterable[PackageFinding]) -> list[PackageFinding]:
    """Return the findings in the order of files and lines, each with its line where it can be known."""
    lines: dict[str, TomlLines | None] = {}
    tables: dict[str, Mapping[str, Any]] = {}
    located = []
    for finding in findings:
        if finding.file not in lines:
            lines[finding.file], tables[finding.file] = _read(files, finding.file)
        located.append(_located(finding, lines[finding.file], tables[finding.file]))
    return sorted(dict.fromkeys(located), key=lambda one: (one.file, one.line, one.place))


def _read(files: PackageFiles, name: str) -> tuple[TomlLines | None, Mapping[str, Any]]:
    if not name.endswith(".toml") or name not in files.contents:
        return None, {}
    try:
        return TomlLines(files.contents[name].decode("utf-8")), files.table(name)
    except (PackageError, UnicodeDecodeError):
        return None, {}


def _located(finding: PackageFinding, lines: TomlLines | None, table: Mapping[str, Any]) -> PackageFinding:
    if finding.line:
        return finding
    if found := _PROCESS_LINE.match(finding.place):
        return replace(finding, line=int(found[1]), place="")
    if lines is None:
        return finding
    words = finding.place.split()
    if finding.file == "pages.toml" and words and words[0] not in _ROWS:
        words.insert(0, "page")
    return replace(finding, line=lines.line(_path(words, table)))


def _path(words: list[str], table: Mapping[str, Any]) -> Path:
    """Turn ``page vorhaben group angaben when`` or ``fields.telefon.when`` into a path through the table."""
    path: list[str | int] = []
    inside: Any = table
    position = 0
    while position < len(words):
        key = _ROWS.get(words[position])
        if key is not None and position + 1 < len(words) and isinstance(inside, Mapping):
            name, _, rest = words[position + 1].partition(".")
            rows = inside.get(key, [])
            number = next((n for n, row in enumerate(rows) if str(row.get("id", n + 1)) == name), None)
            if number is None:
                break
            path += [key, number, *filter(None, [rest])]
            inside = rows[number]
            position += 2
        else:
            path += words[position].split(".")
            position += 1
    if path and isinstance(path[-1], int):
        path.append("id")
    return tuple(path)
