"""Copies of the leaves' hashes, kept beside the key and so outside the database: 32 bytes an entry, in order.

A copy needs no signature of its own: when the tree over it has the root of a signed checkpoint, it is what was signed
(docs/decisions/0140). It is what names the exact place when somebody makes every hash in the database anew.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from modellregion.journal.proofs.merkle import HASH_LENGTH, Frontier
from modellregion.journal.proofs.notes import Checkpoint

_WINDOW = 50_000
_READ = "SELECT hash FROM journal_leaf WHERE municipality_id = %s AND position >= %s AND position < %s ORDER BY position"


def copy_file(municipality: UUID) -> Path:
    """Return where the copy of a municipality's leaves lies."""
    return Path(settings.JOURNAL_KEYS) / f"{municipality}.leaves"


def keep_copy(municipality: UUID, size: int) -> None:
    """Bring the copy up to the first ``size`` leaves. Inside a ``tenant`` block that holds the head."""
    path = copy_file(municipality)
    have = path.stat().st_size // HASH_LENGTH if path.exists() else 0
    if have > size:
        set_aside(municipality)
        have = 0
    if have == size:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "r+b") as file:
        file.truncate(have * HASH_LENGTH)  # what a power cut may have left of a hash
        file.seek(0, os.SEEK_END)
        for begin in range(have, size, _WINDOW):
            with connection.cursor() as cursor:
                cursor.execute(_READ, [municipality, begin, min(begin + _WINDOW, size)])
                file.write(b"".join(bytes(hashed) for (hashed,) in cursor.fetchall()))
        file.flush()
        os.fsync(file.fileno())


def set_aside(municipality: UUID) -> None:
    """Keep the copy under another name, because the journal goes on without what stands in it; a new one is begun."""
    path = copy_file(municipality)
    if path.exists():
        number = len(list(path.parent.glob(f"{path.name}.*"))) + 1
        path.rename(path.with_name(f"{path.name}.{number}"))


class Copy:
    """A copy that was proven against a checkpoint."""

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        self.size = size

    def hashes(self, begin: int, end: int) -> list[bytes]:
        """Return the hashes of the leaves from ``begin`` to below ``end``."""
        with self.path.open("rb") as file:
            file.seek(begin * HASH_LENGTH)
            content = file.read((min(end, self.size) - begin) * HASH_LENGTH)
        return [content[at : at + HASH_LENGTH] for at in range(0, len(content), HASH_LENGTH)]


def proven_copy(municipality: UUID, checkpoint: Checkpoint) -> Copy | None:
    """Return a copy over which the tree has the checkpoint's root, or None when there is none."""
    path = copy_file(municipality)
    for found in (path, *sorted(path.parent.glob(f"{path.name}.*"))):
        if found.exists() and found.stat().st_size >= checkpoint.size * HASH_LENGTH:
            copy = Copy(found, checkpoint.size)
            if _root(copy) == checkpoint.root:
                return copy
    return None


def _root(copy: Copy) -> bytes:
    tree = Frontier()
    for hashed in _all(copy):
        tree.add(hashed)
    return tree.root()


def _all(copy: Copy) -> Iterator[bytes]:
    for begin in range(0, copy.size, _WINDOW):
        yield from copy.hashes(begin, begin + _WINDOW)
