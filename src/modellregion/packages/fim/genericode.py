"""Code lists of the XRepository (Genericode 1.0) as code lists of a package."""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from modellregion.packages.fim.elements import Source, refused, tidy
from modellregion.packages.fim.naming import slug

NAMESPACE = "http://docs.oasis-open.org/codelist/ns/genericode/1.0/"
ENTRIES_MAX = 20_000
_NAMES = ("name", "bezeichnung", "beschreibung", "wert", "label", "text", "klartext")


@dataclass(frozen=True, slots=True)
class GenericList:
    """A list: its URN and version, its key in the package, and its rows by column."""

    uri: str
    version: str
    key: str
    title: str
    columns: tuple[str, ...]
    key_column: str
    rows: tuple[dict[str, str], ...]

    def table(self, name_column: str = "") -> dict[str, Any]:
        """Return the list as a package's file; further columns become attributes.

        :raises PackageError: when no column has the names.
        """
        named = name_column if name_column in self.columns else self._name_column()
        others = [column for column in self.columns if column not in {self.key_column, named}]
        return {
            "key": self.key,
            "version": self.version,
            "title_de": self.title,
            "codes": "official",
            "source_urn": self.uri,
            "entries": [
                {
                    "code": row[self.key_column],
                    "de": row.get(named) or row[self.key_column],
                    **{slug(column): row[column] for column in others if row.get(column)},
                }
                for row in self.rows
            ],
        }

    def _name_column(self) -> str:
        others = [column for column in self.columns if column != self.key_column]
        likely = [column for column in others if any(word in column.lower() for word in _NAMES)]
        return (likely or others or [self.key_column])[0]


def read_genericode(root: etree._Element) -> GenericList:
    """Read a list.

    :raises PackageError: with one sentence, when it is none.
    """
    source = Source(root, "The code list", [])
    head, columns, body = (source.child(name) for name in ("Identification", "ColumnSet", "SimpleCodeList"))
    if head is None or columns is None or body is None:
        raise refused("The code list lacks <Identification>, <ColumnSet> or <SimpleCodeList>.")
    uri = head.text("CanonicalUri") or head.text("CanonicalVersionUri")
    if not uri:
        raise refused("The code list has no <CanonicalUri>, so no field can refer to it.")
    names = tuple(column.attribute("Id") for column in columns.children("Column"))
    key = columns.child("Key")
    reference = key.child("ColumnRef") if key is not None else None
    key_column = reference.attribute("Ref") if reference is not None else names[0] if names else ""
    if key_column not in names:
        raise refused(f"The code list {uri} does not say which column has the codes.")
    rows = tuple(row for one in body.children("Row") if (row := _row(one, names)).get(key_column))
    if not 0 < len(rows) <= ENTRIES_MAX:
        raise refused(f"The code list {uri} has {len(rows)} entries; from 1 to {ENTRIES_MAX} can be read.")
    title = head.text("LongName") or head.text("ShortName") or uri.rpartition(":")[2]
    return GenericList(
        uri, head.text("Version"), slug(uri.rpartition(":")[2]), title, names, key_column, rows
    )


def _row(source: Source, names: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, value in enumerate(source.children("Value")):
        column = value.attribute("ColumnRef") or (names[number] if number < len(names) else "")
        simple = value.child("SimpleValue")
        if column in names and simple is not None:
            found[column] = tidy(simple.element.text)
    return found
