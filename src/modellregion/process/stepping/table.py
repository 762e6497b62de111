"""One kind of rows during a step: what was there, and what the step did to it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from modellregion.process.rows import Row, changed_columns, key_of

R = TypeVar("R", bound=Row)


class Table(Generic[R]):
    """Live rows by key; remembers which were inserted, updated and closed."""

    def __init__(self, live: Mapping[str, R]) -> None:
        self._before = live
        self._now: dict[str, R] = {}
        self._closed: dict[str, R] = {}

    def get(self, key: str | None) -> R | None:
        """Return the live row, None when there is none."""
        if key is None or key in self._closed:
            return None
        return self._now.get(key) or self._before.get(key)

    def __getitem__(self, key: str) -> R:
        row = self.get(key)
        if row is None:
            raise KeyError(key)
        return row

    def put(self, row: R) -> R:
        """Insert or update a row; one that was closed in this step is live again (a token back at its join)."""
        self._closed.pop(key_of(row), None)
        self._now[key_of(row)] = row
        return row

    def close(self, row: R) -> None:
        """End a row with its final values; one that began in this step leaves no trace."""
        key = key_of(row)
        self._now.pop(key, None)
        self._closed[key] = row

    def live(self, keys: Iterable[str]) -> Iterator[R]:
        """Go through the rows among ``keys`` that are still live."""
        for key in keys:
            row = self.get(key)
            if row is not None:
                yield row

    @property
    def is_touched(self) -> bool:
        """Whether this step did anything to these rows."""
        return bool(self._now or self._closed)

    @property
    def begun(self) -> tuple[R, ...]:
        """The live rows that this step inserted, in order."""
        if not self._now:
            return ()
        return tuple([row for key, row in self._now.items() if key not in self._before])

    @property
    def touched(self) -> tuple[R, ...]:
        """The live rows that this step inserted or updated."""
        return tuple(self._now.values())

    @property
    def updated(self) -> tuple[R, ...]:
        """Rows to update."""
        return tuple(
            row
            for key, row in self._now.items()
            if key in self._before and changed_columns(row, self._before[key])
        )

    @property
    def closed(self) -> tuple[R, ...]:
        """Rows that are no longer live, with their final values."""
        return tuple(row for key, row in self._closed.items() if key in self._before)
