"""Files by their content, in a folder or an object store, apart for each tenant: each sealed with a key of its own.

A file is known by its SHA-256, and stored once. The store sees neither: its names follow from the hash under a key beside
the database, so that nobody can ask the store for a content they know. What earlier versions stored lies open under its hash.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from obstore.store import LocalStore, ObjectStore, from_url

from modellregion.kernel.data_keys import destroy, key_for_writing, keys_of, load, ring_to_wrap
from modellregion.kernel.envelope import Place, seal_with, unseal
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.key_files import names_key, ring_of
from modellregion.kernel.tenancy import tenant

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SEALED = re.compile(r"([0-9a-f]{32})-([0-9a-f]{32})")
_PAGE = 500
_rehearsed: ContextVar[dict[str, bytes] | None] = ContextVar("rehearsed files", default=None)


@contextmanager
def rehearsed_files() -> Iterator[None]:
    """Keep what is stored inside the block in memory only, in this thread: for scenarios, which leave nothing behind."""
    token = _rehearsed.set({})
    try:
        yield
    finally:
        _rehearsed.reset(token)


def is_rehearsing() -> bool:
    """Tell whether this thread rehearses: then nothing may be left behind outside the transaction."""
    return _rehearsed.get() is not None


@cache
def _store() -> ObjectStore:
    place: str = settings.FILE_STORE
    if "://" in place:
        return from_url(place)
    Path(place).mkdir(parents=True, exist_ok=True)
    return LocalStore(place)


def _open_path(municipality: UUID, sha256: str) -> str:
    """Return where earlier versions stored a file, and where a rehearsal keeps it."""
    return f"{municipality}/{sha256[:2]}/{sha256}"


def _path(municipality: UUID, holder: UUID, key: UUID) -> str:
    return f"{municipality}/{holder.hex[:2]}/{holder.hex}-{key.hex}"


def _holder(municipality: UUID, sha256: str) -> UUID:
    """Return what a file is called where somebody else might look."""
    named = hmac.digest(names_key(municipality), b"modellregion file\0" + bytes.fromhex(sha256), "sha256")
    return UUID(bytes=named[:16])


def _place(municipality: UUID, holder: UUID) -> Place:
    return Place(municipality, holder, "files", holder, "content")


def put_file(municipality: UUID, content: bytes) -> str:
    """Store a file and return its SHA-256 in hexadecimal; storing it twice is storing it once.

    :raises DataKeyError: when the municipality's key is missing.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    rehearsed = _rehearsed.get()
    if rehearsed is not None:
        rehearsed[_open_path(municipality, sha256)] = content
        return sha256
    ring_to_wrap(municipality)  # the first file of a municipality makes its keys
    holder = _holder(municipality, sha256)
    # Of two who store the same at once, each has a key and an object, and any of the two will do. So nobody waits, and what
    # one of them rolls back is not what the other has stored.
    key = key_for_writing(municipality, holder, bytes.fromhex(sha256))
    sealed = seal_with(key.cipher, key.id, content, _place(municipality, holder))
    _store().put(_path(municipality, holder, key.id), sealed)
    return sha256


def get_file(municipality: UUID, sha256: str) -> bytes:
    """Return a file, checked against its name.

    :raises NotFoundError: when there is none, or when it was changed on disk.
    :raises SealedDataError: when a later version of the platform wrote it, or its object was moved.
    :raises DataKeyError: when the municipality's key is missing.
    """
    if not _SHA256.fullmatch(sha256):
        raise NotFoundError("a file is named by its SHA-256, and this is none")
    rehearsed = _rehearsed.get() or {}
    if _open_path(municipality, sha256) in rehearsed:
        return rehearsed[_open_path(municipality, sha256)]
    content = _sealed_content(municipality, sha256)
    if content is None:
        content = _open_content(municipality, sha256)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotFoundError(f"file {sha256} was changed on disk")
    return content


def _sealed_content(municipality: UUID, sha256: str) -> bytes | None:
    if ring_of(municipality) is None:
        return None
    holder = _holder(municipality, sha256)
    for key in keys_of(municipality, holder):
        with suppress(FileNotFoundError):
            stored = bytes(_store().get(_path(municipality, holder, key.id)).bytes())
            return unseal(stored, _place(municipality, holder)) if stored else b""
    return None


def _open_content(municipality: UUID, sha256: str) -> bytes:
    try:
        stored = bytes(_store().get(_open_path(municipality, sha256)).bytes())
    except FileNotFoundError as error:
        raise NotFoundError(f"file {sha256}") from error
    return unseal(stored, _place(municipality, UUID(int=0))) if stored else b""


def files_older_than(municipality: UUID, moment: datetime) -> Iterator[str]:
    """Yield the SHA-256 of every file that was stored for the last time before ``moment``.

    Sealed ones without a key are deleted on the way: what a rolled back transaction or an erasure has left of them.
    """
    for page in _store().list(f"{municipality}/", chunk_size=_PAGE):
        old = [found["path"] for found in page if found["last_modified"] < moment]
        names = {path: path.rpartition("/")[2] for path in old}
        sealed = {path: found for path, name in names.items() if (found := _SEALED.fullmatch(name))}
        yield from (name for name in names.values() if _SHA256.fullmatch(name))
        with tenant(municipality):
            load(municipality, (UUID(found[1]) for found in sealed.values()))
            known = {
                path: [key.name for key in keys_of(municipality, UUID(found[1])) if key.id == UUID(found[2])]
                for path, found in sealed.items()
            }
        for path, name in known.items():
            if name:
                yield name[0].hex()
            else:
                _delete_object(path)


def delete_file(municipality: UUID, sha256: str) -> None:
    """Delete a file for good, its key at once; the caller knows that nothing names it any more. What is gone already is gone.

    The object goes when the key's end is committed; until then a rollback brings both back.
    """
    _delete_object(_open_path(municipality, sha256))
    if ring_of(municipality) is None:
        return
    with tenant(municipality):
        holder = _holder(municipality, sha256)
        for key in keys_of(municipality, holder):
            transaction.on_commit(partial(_delete_object, _path(municipality, holder, key.id)))
        destroy(municipality, [holder])


def seal_open_file(municipality: UUID, sha256: str) -> None:
    """Seal a file that an earlier version has stored; until it is sealed it is read where it lies."""
    content = _open_content(municipality, sha256)
    if hashlib.sha256(content).hexdigest() == sha256:
        put_file(municipality, content)
        _delete_object(_open_path(municipality, sha256))


def open_files(municipality: UUID) -> Iterator[str]:
    """Yield the SHA-256 of every file that is not sealed."""
    for page in _store().list(f"{municipality}/", chunk_size=_PAGE):
        names = [found["path"].rpartition("/")[2] for found in page]
        yield from (name for name in names if _SHA256.fullmatch(name))


def _delete_object(path: str) -> None:
    with suppress(FileNotFoundError):
        _store().delete(path)
