"""The people of an application and the words a case is found by, as the package names them."""

from collections.abc import Iterator, Mapping
from typing import Any

from modellregion.packages.api import Package

Row = Mapping[str, Any]


def party_rows(package: Package, answers: Row) -> list[Row]:
    """Return the rows of the repeated group that holds the people of the application."""
    rows = answers.get(package.case.parties)
    return rows if isinstance(rows, list) else []


def person_name(package: Package, row: Row) -> str:
    """Return a person's name as it is written."""
    return " ".join(str(row[part]) for part in package.case.person_name if row.get(part))


def search_words(package: Package, answers: Row) -> str:
    """Return all words a case is found by."""
    return " ".join(search_values(package, answers))


def search_values(package: Package, answers: Row) -> Iterator[str]:
    """Yield what a case is found by: each name, firm and label as it was typed."""
    for path in package.case.search:
        group, _, name = path.rpartition(".")
        rows = answers.get(group) or [] if group else [answers]
        for row in rows:
            if row.get(name):
                yield str(row[name])
