"""The directory of bodies, kept in memory: it is asked on every request and changes a few times a year."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from modellregion.region.models import Body
from modellregion.region.roles import BodyKind

REFRESH_SECONDS = 30


@dataclass(frozen=True, slots=True)
class BodyEntry:
    """A body as pages and commands see it."""

    id: UUID
    slug: str
    kind: BodyKind
    name: str
    short_name: str
    regional_key: str
    street: str
    postcode: str
    town: str
    email: str
    phone: str
    is_demo: bool


class _Directory:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._by_slug: dict[str, BodyEntry] = {}
        self._by_id: dict[UUID, BodyEntry] = {}

    def _refresh(self, *, now: bool = False) -> None:
        if not now and time.monotonic() - self._read_at < REFRESH_SECONDS:
            return
        with self._lock:
            entries = [
                BodyEntry(**{**row, "kind": BodyKind(row["kind"])})
                for row in Body.objects.order_by("short_name").values(*BodyEntry.__dataclass_fields__)
            ]
            self._by_slug = {entry.slug: entry for entry in entries}
            self._by_id = {entry.id: entry for entry in entries}
            self._read_at = time.monotonic()

    def by_slug(self, slug: str) -> BodyEntry | None:
        self._refresh()
        if slug not in self._by_slug:
            self._refresh(now=time.monotonic() - self._read_at > 1)
        return self._by_slug.get(slug)

    def by_id(self, identifier: UUID) -> BodyEntry | None:
        self._refresh()
        if identifier not in self._by_id:
            self._refresh(now=time.monotonic() - self._read_at > 1)
        return self._by_id.get(identifier)

    def all(self) -> Iterable[BodyEntry]:
        self._refresh()
        return self._by_slug.values()

    def forget(self) -> None:
        self._read_at = float("-inf")


_directory = _Directory()
find_body = _directory.by_slug
get_body = _directory.by_id
list_bodies = _directory.all
forget_bodies = _directory.forget
