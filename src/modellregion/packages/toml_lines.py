"""Finds the line of an entry in a TOML file, so that a finding can point at it; tomllib keeps no places."""

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=\s*(.*)$"""
)
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_LONG_QUOTES = ('"""', "'''")
# In a line: long quotation marks, then whole short strings, comments, brackets.
_MARK = re.compile(r"""\"{3}|'{3}|"(?:[^"\\]|\\.)*"|'[^']*'|#|[\[\]{}]""")


class TomlLines:
    """The lines of all tables and keys of one file; ``text`` must be readable TOML."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {(): 1}
        self._counts: dict[Path, int] = {}
        self._read(text.splitlines())

    def line(self, path: Path) -> int:
        """Return the line of an entry, or of the nearest table around it."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def _read(self, lines: list[str]) -> None:
        table: Path = ()
        number = 0
        while number < len(lines):
            start = number
            header = _HEADER.match(lines[number])
            found = _KEY.match(lines[number])
            if header:
                table = self._open(_parts(header[2]), start + 1, is_row=header[1] == "[[")
            elif found:
                path = (*table, *_parts(found[1]))
                for depth in range(len(table) + 1, len(path) + 1):
                    self._lines.setdefault(path[:depth], start + 1)
                number = _end(lines, start, found[2])
                self._rows(path, lines, start, number)
            number += 1

    def _open(self, names: Path, line: int, *, is_row: bool) -> Path:
        path: Path = ()
        for depth, name in enumerate(names, 1):
            path = (*path, name)
            self._lines.setdefault(path, line)
            if is_row and depth == len(names):
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
        self._lines.setdefault(path, line)
        return path

    def _rows(self, path: Path, lines: list[str], start: int, end: int) -> None:
        """Note the lines of a list's rows that begin on lines of their own."""
        if end == start:
            return
        row = 0
        for number in range(start + 1, end + 1):
            if lines[number].strip()[:1] in {"{", '"', "'"}:
                self._lines[*path, row] = number + 1
                row += 1


def _parts(text: str) -> Path:
    return tuple(part.strip("\"'") for part in _PART.findall(text))


def _end(lines: list[str], start: int, value: str) -> int:
    """Return the number of the line on which a value ends that begins on line ``start``; each line is read once."""
    depth, quote = 0, ""
    number, text = start, value
    while True:
        depth, quote = _scan(text, depth, quote)
        if (depth <= 0 and not quote) or number + 1 >= len(lines):
            return number
        number += 1
        text = lines[number]


def _scan(text: str, depth: int, quote: str) -> tuple[int, str]:
    """Go through one line: how deep in brackets it ends, and inside which long quotation marks."""
    for mark in _MARK.findall(text):
        if quote:
            quote = "" if mark == quote else quote
        elif mark in _LONG_QUOTES:
            quote = mark
        elif mark[0] == "#":
            break
        else:
            depth += (mark in "[{") - (mark in "]}")
    return depth, quote
