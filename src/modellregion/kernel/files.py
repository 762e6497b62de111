"""Files by their content: stored once under their SHA-256, in a folder or an object store, apart for each tenant."""

import hashlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from obstore.store import LocalStore, ObjectStore, from_url

from modellregion.kernel.envelope import seal, unseal
from modellregion.kernel.errors import NotFoundError

_SHA256 = re.compile(r"[0-9a-f]{64}")
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


def _path(municipality: UUID, sha256: str) -> str:
    return f"{municipality}/{sha256[:2]}/{sha256}"


def put_file(municipality: UUID, content: bytes) -> str:
    """Store a file and return its SHA-256 in hexadecimal; storing it twice is storing it once."""
    sha256 = hashlib.sha256(content).hexdigest()
    rehearsed = _rehearsed.get()
    if rehearsed is not None:
        rehearsed[_path(municipality, sha256)] = content
    else:
        _store().put(_path(municipality, sha256), seal(content))
    return sha256


def get_file(municipality: UUID, sha256: str) -> bytes:
    """Return a file, checked against its name.

    :raises NotFoundError: when there is none, or when it was changed on disk.
    :raises SealedDataError: when a later version of the platform wrote it.
    """
    if not _SHA256.fullmatch(sha256):
        raise NotFoundError("a file is named by its SHA-256, and this is none")
    rehearsed = _rehearsed.get() or {}
    if _path(municipality, sha256) in rehearsed:
        return rehearsed[_path(municipality, sha256)]
    try:
        stored = _store().get(_path(municipality, sha256)).bytes()
    except FileNotFoundError as error:
        raise NotFoundError(f"file {sha256}") from error
    content = unseal(bytes(stored)) if len(stored) else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotFoundError(f"file {sha256} was changed on disk")
    return content


def files_older_than(municipality: UUID, moment: datetime) -> Iterator[str]:
    """Yield the SHA-256 of every file that was stored for the last time before ``moment``."""
    for page in _store().list(f"{municipality}/"):
        for found in page:
            name = found["path"].rpartition("/")[2]
            if found["last_modified"] < moment and _SHA256.fullmatch(name):
                yield name


def delete_file(municipality: UUID, sha256: str) -> None:
    """Delete a file for good; the caller knows that nothing names it any more. What is gone already is gone."""
    with suppress(FileNotFoundError):
        _store().delete(_path(municipality, sha256))


def write_durably(path: Path, content: bytes, *, is_new: bool = False) -> None:
    """Write a file so that after a power cut the old or the new one is there, readable for its owner only.

    :param is_new: leave a file that is there already as it is: somebody else was quicker.
    """
    beside = path.with_suffix(f"{path.suffix}.{os.getpid()}-{threading.get_ident()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    if not is_new:
        beside.replace(path)
        return
    with suppress(FileExistsError):
        path.hardlink_to(beside)
    beside.unlink()
