"""Invented rows are made in the open, so that siblings can be cut from them; here they are sealed on their way to the tables."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from modellregion.kernel.data_keys import DataKey, make_keys
from modellregion.kernel.envelope import Place, is_plain, seal_with
from modellregion.kernel.models import DataKey as KeyRow
from modellregion.kernel.sealed_fields import sealed_columns

Line = tuple[str, str]


class _Column(NamedTuple):
    """Where in a line a sealed column stands, and the ids that it is bound to."""

    name: str
    at: int
    row: int
    holder: int


class Sealer:
    """Seals lines; a holder's key is made once for those that come close together, and anew after that."""

    def __init__(
        self,
        columns: Mapping[str, Sequence[str]],
        *,
        read: Callable[[str], bytes],
        write: Callable[[bytes], str],
        line_of: Callable[[KeyRow], Line],
    ) -> None:
        """Find out which columns of these tables are sealed; ``read`` and ``write`` know how a line has bytes."""
        self._read, self._write, self._line_of = read, write, line_of
        self._keys: dict[UUID, DataKey] = {}
        self._columns: dict[str, list[_Column]] = {}
        for model, column in sealed_columns():
            table = model._meta.db_table  # noqa: SLF001 - Django's own documented API
            if table in columns:
                names = list(columns[table])
                found = _Column(
                    column.name, *(names.index(name) for name in (column.name, "id", column.holder))
                )
                self._columns.setdefault(table, []).append(found)

    def sealed(self, municipality: UUID, lines: Iterable[Line]) -> Iterator[Line]:
        """Yield the lines as they are stored, each new key before the first line that needs it."""
        for table, line in lines:
            if table not in self._columns:
                yield table, line
                continue
            values = line.split("\t")
            for column in self._columns[table]:
                content = b"" if values[column.at] == "\\N" else self._read(values[column.at])
                if not content or not is_plain(content):
                    continue
                holder, row = UUID(values[column.holder]), UUID(values[column.row])
                if holder not in self._keys:
                    yield self._new_key(municipality, holder)
                key, place = self._keys[holder], Place(municipality, holder, table, row, column.name)
                values[column.at] = self._write(seal_with(key.cipher, key.id, content[1:], place))
            yield table, "\t".join(values)

    def forget(self) -> None:
        """Forget the keys: who comes again gets another one."""
        self._keys.clear()

    def _new_key(self, municipality: UUID, holder: UUID) -> Line:
        ((row,), opened) = make_keys(municipality, [holder])
        self._keys |= opened
        return self._line_of(
            KeyRow(municipality_id=municipality, holder=holder, id=row.id, kek=row.kek, wrapped=row.wrapped)
        )
