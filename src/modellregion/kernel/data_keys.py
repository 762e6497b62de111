"""Data keys: one for each case, draft or file, kept in the database as the municipality's key has wrapped it (decision 180).

Within a ``tenant`` block each is asked for once. Whoever reads many rows asks for all their keys before: ``load``.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from modellregion.kernel.ids import new_id
from modellregion.kernel.key_files import KEY_BYTES, DataKeyError, KeyRing, make_key, ring_of
from modellregion.kernel.statements import run
from modellregion.kernel.tenancy import is_rehearsed, remembered, tenant

NONCE = 12
_REMEMBERED_MAX = 4096
_READ = "SELECT holder, id, kek, wrapped FROM kernel_data_key WHERE municipality_id = %s AND holder = ANY(%s)"
_ANY = "SELECT 1 FROM kernel_data_key WHERE municipality_id = %s LIMIT 1"
_MAKE = """
WITH old AS (
    SELECT holder, id, kek, wrapped FROM kernel_data_key WHERE municipality_id = %(municipality)s AND holder = %(holder)s
), made AS (
    INSERT INTO kernel_data_key (municipality_id, holder, id, kek, wrapped)
    SELECT %(municipality)s, %(holder)s, %(id)s, %(kek)s, %(wrapped)s WHERE NOT EXISTS (SELECT FROM old)
)
SELECT holder, id, kek, wrapped FROM old
"""
_INSERT_MANY = """
INSERT INTO kernel_data_key (municipality_id, holder, id, kek, wrapped)
SELECT %s, * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bytea[])
"""
_INSERT_PART = """
INSERT INTO kernel_data_key (municipality_id, holder, id, kek, wrapped)
SELECT %(key_municipality)s, * FROM unnest(
    %(key_holders)s::uuid[], %(key_ids)s::uuid[], %(key_keks)s::text[], %(key_wrappeds)s::bytea[])
"""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key that is open: its id, the cipher, and a name that was wrapped with it, such as a file's.

    ``savepoints``: inside which of them it was written; once one of them is over, nobody knows whether it is still there.
    """

    id: UUID
    cipher: AESGCM
    name: bytes = b""
    savepoints: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key as its row has it."""

    holder: UUID
    id: UUID
    kek: str
    wrapped: bytes


def key_for_writing(municipality: UUID, holder: UUID, name: bytes = b"") -> DataKey:
    """Return a holder's key; the first time, one is made, with a ``name`` wrapped beside it.

    :raises DataKeyError: when the municipality's key is missing or another one.
    """
    with tenant(municipality):
        known = _known(holder)
        if known:
            return known[0]
        made, key = _made(municipality, holder, name)
        values = {"municipality": municipality, "holder": holder, "id": made.id, "kek": made.kek}
        rows = run(_MAKE, {**values, "wrapped": made.wrapped})
        if rows:
            return _remember_rows(municipality, rows)[0]
        return _remember(holder, key)


def key_for_reading(municipality: UUID, holder: UUID, key: UUID) -> DataKey:
    """Return one of a holder's keys.

    :raises DataKeyError: when it was destroyed, or the municipality's key is missing or another one.
    """
    for found in keys_of(municipality, holder):
        if found.id == key:
            return found
    raise DataKeyError(f"The data key {key} of {holder} is not there: what it opened was erased.")


def keys_of(municipality: UUID, holder: UUID) -> list[DataKey]:
    """Return a holder's keys, none when it has none."""
    with tenant(municipality):
        known = _known(holder)
        if not known:
            known = _remember_rows(municipality, run(_READ, [municipality, [holder]]))
        return known


def load(municipality: UUID, holders: Iterable[UUID]) -> None:
    """Ask for the keys of many holders at once. Must run inside the ``tenant`` block in which they are used."""
    memory = _memory()
    wanted = [holder for holder in set(holders) if holder not in memory]
    if len(memory) + len(wanted) > _REMEMBERED_MAX:
        memory.clear()
    if wanted:
        _remember_rows(municipality, run(_READ, [municipality, wanted]))


def let_have_keys(municipality: UUID, holders: Iterable[UUID]) -> None:
    """Make keys for those of the holders that have none, with two statements at most. Must run inside a ``tenant`` block."""
    wanted = set(holders)
    if len(wanted) == 1:
        key_for_writing(municipality, wanted.pop())
        return
    load(municipality, wanted)
    lacking = [holder for holder in wanted if not _known(holder)]
    if not lacking:
        return
    made, opened = make_keys(municipality, lacking)
    columns = [[getattr(row, name) for row in made] for name in ("holder", "id", "kek", "wrapped")]
    run(_INSERT_MANY, [municipality, *columns])
    for holder, key in opened.items():
        _remember(holder, key)


def new_keys_part(municipality: UUID, holders: Iterable[UUID]) -> tuple[str, dict[str, Any]]:
    """Return a statement that writes keys of new holders, and its values, to be a part of the one that writes the holders.

    From now on, in this ``tenant`` block, what is sealed for a holder is sealed with its key: so the statement must be sent.
    """
    if is_rehearsed():
        return "SELECT 1", {}
    made, opened = make_keys(municipality, list(holders))
    for holder, key in opened.items():
        _remember(holder, key)
    values = {
        f"key_{name}s": [getattr(row, name) for row in made] for name in ("holder", "id", "kek", "wrapped")
    }
    return _INSERT_PART, {"key_municipality": municipality, **values}


def destroy(municipality: UUID, holders: Iterable[UUID]) -> None:
    """Destroy the keys of holders: from the commit on, nothing opens what they sealed, here or in a copy."""
    wanted = list(holders)
    with tenant(municipality), connection.cursor() as cursor:
        for holder in wanted:
            _memory().pop(holder, None)
        cursor.execute(
            "DELETE FROM kernel_data_key WHERE municipality_id = %s AND holder = ANY(%s)",
            [municipality, wanted],
        )


def make_keys(municipality: UUID, holders: Sequence[UUID]) -> tuple[list[WrappedKey], dict[UUID, DataKey]]:
    """Return keys for holders that have none, as rows not yet written and open: for what writes many rows at once."""
    made = {holder: _made(municipality, holder, b"") for holder in holders}
    return [row for row, _ in made.values()], {holder: key for holder, (_, key) in made.items()}


def ring_to_wrap(municipality: UUID) -> KeyRing:
    """Return the municipality's keys; where it has sealed nothing yet, the first is made.

    :raises DataKeyError: when there are data keys, but none of the keys that wrapped them.
    """
    ring = ring_of(municipality)
    if ring is not None:
        return ring
    with tenant(municipality):
        if run(_ANY, [municipality]):
            raise DataKeyError(
                f"The keys of municipality {municipality} are missing, and data were sealed with them. Put them back from the "
                "backup of the keys into the folder data-keys of the data folder."
            )
    make_key(municipality)
    ring = ring_of(municipality)
    assert ring is not None  # noqa: S101 - just made
    return ring


def _made(municipality: UUID, holder: UUID, name: bytes) -> tuple[WrappedKey, DataKey]:
    ring = ring_to_wrap(municipality)
    key, identifier = os.urandom(KEY_BYTES), new_id()
    wrapped = wrap(ring, ring.current, _bound(municipality, holder, identifier), key + name)
    open_key = DataKey(identifier, AESGCM(key), name, tuple(connection.savepoint_ids))
    return WrappedKey(holder, identifier, ring.current, wrapped), open_key


def wrap(ring: KeyRing, kek: str, bound: bytes, content: bytes) -> bytes:
    """Wrap a data key with one of the municipality's."""
    nonce = os.urandom(NONCE)
    return nonce + ring.keys[kek].encrypt(nonce, content, bound + kek.encode())


def unwrap(municipality: UUID, row: WrappedKey) -> bytes:
    """Return what a row has wrapped: the key, and after it the name.

    :raises DataKeyError: when the municipality's key is missing, or the row was moved or changed.
    """
    ring = ring_of(municipality)
    if ring is None or row.kek not in ring.keys:
        raise DataKeyError(
            f"The key {row.kek} of municipality {municipality} is missing. Put its file back from the backup of the keys into "
            "the folder data-keys of the data folder."
        )
    nonce, content = row.wrapped[:NONCE], row.wrapped[NONCE:]
    try:
        return ring.keys[row.kek].decrypt(
            nonce, content, _bound(municipality, row.holder, row.id) + row.kek.encode()
        )
    except InvalidTag as error:
        raise DataKeyError(f"The data key {row.id} of {row.holder} was moved or changed.") from error


def rewrap(municipality: UUID, ring: KeyRing, row: WrappedKey) -> bytes:
    """Return a row's key as the municipality's current key wraps it."""
    return wrap(ring, ring.current, _bound(municipality, row.holder, row.id), unwrap(municipality, row))


def _bound(municipality: UUID, holder: UUID, key: UUID) -> bytes:
    return b"modellregion data key\x01" + municipality.bytes + holder.bytes + key.bytes


def _memory() -> dict[UUID, list[DataKey]]:
    memory: dict[UUID, list[DataKey]] = remembered().setdefault("data keys", {})
    return memory


def _known(holder: UUID) -> list[DataKey]:
    """Return what is remembered; a key that was written inside a savepoint only while that savepoint is open."""
    now = tuple(connection.savepoint_ids)
    known = _memory().get(holder, [])
    if all(now[: len(key.savepoints)] == key.savepoints for key in known):
        return known
    return []


def _remember(holder: UUID, key: DataKey) -> DataKey:
    _memory()[holder] = [key]
    return key


def _remember_rows(municipality: UUID, rows: Sequence[Sequence[Any]]) -> list[DataKey]:
    memory = _memory()
    found: dict[UUID, list[DataKey]] = {}
    for holder, identifier, kek, wrapped in rows:
        content = unwrap(municipality, WrappedKey(holder, identifier, kek, bytes(wrapped)))
        key = DataKey(identifier, AESGCM(content[:KEY_BYTES]), content[KEY_BYTES:])
        found.setdefault(holder, []).append(key)
    memory.update(found)
    return [key for keys in found.values() for key in keys]
