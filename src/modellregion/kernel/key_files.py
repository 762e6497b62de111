"""Keys of municipalities beside the database: the key that wraps their data keys (KEK), and the one that names files.

A folder of files; for each municipality ``ID.TIME-KEY.key``, the newest of which wraps, and ``ID.names``. A key's name
follows from the key, so a file with another content is noticed, and putting one back writes over nothing.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.durable import write_durably
from modellregion.kernel.errors import ProductError

KEY_BYTES = 32
_NAME = re.compile(r"\.(\d{20})-([0-9a-f]{16})\.key$")


class SealedDataError(Exception):
    """Stored data has a format this version does not know, or was moved or changed."""


class DataKeyError(ProductError):
    """A key is missing, is not the one it should be, or was destroyed; the detail is for the operator."""

    code = "data_key"
    permanent = False
    user_message = gettext_lazy(
        "Diese Daten sind verschlüsselt, und der Schlüssel dazu fehlt. Bitte sagen Sie es der Stelle, die diese Seiten betreibt."
    )


@dataclass(frozen=True, slots=True)
class KeyRing:
    """A municipality's keys by their names; ``current`` is the name of the one that wraps."""

    current: str
    keys: dict[str, AESGCM]


def name_of_key(key: bytes) -> str:
    """Return how a key is called: 16 hexadecimal digits that say nothing about it."""
    return hashlib.sha256(b"modellregion data key name\0" + key).hexdigest()[:16]


def ring_of(municipality: UUID) -> KeyRing | None:
    """Return the municipality's keys, or None while it has none.

    :raises DataKeyError: when a file is not the key that its name says.
    """
    folder = str(settings.DATA_KEYS)
    try:
        changed = os.stat(folder).st_mtime_ns  # noqa: PTH116 - a third of the time, and asked for each case
    except FileNotFoundError:
        return None
    return _read_ring(folder, changed, municipality)


@lru_cache(maxsize=4096)
def _read_ring(folder: str, changed: int, municipality: UUID) -> KeyRing | None:
    del changed  # a folder in which something is new is read anew
    keys: dict[str, AESGCM] = {}
    current = ""
    for path in sorted(Path(folder).glob(f"{municipality}.*.key")):
        found = _NAME.search(path.name)
        if found is None:
            continue
        key = _read_key(path)
        if name_of_key(key) != found[2]:
            raise DataKeyError(f"{path} is not the key that its name says. Put the right one there.")
        current = found[2]
        keys[current] = AESGCM(key)
    return KeyRing(current, keys) if keys else None


def _read_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise DataKeyError(f"{path} holds no key: {error}") from error
    if len(key) != KEY_BYTES:
        raise DataKeyError(f"{path} holds no key of {KEY_BYTES} bytes in hexadecimal.")
    return key


def make_key(municipality: UUID) -> str:
    """Make a key that wraps from now on, and return its name; those that are there stay. The first makes the other one too."""
    folder = Path(settings.DATA_KEYS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not key_files_of(municipality):
        _write(folder / f"{municipality}.names", os.urandom(KEY_BYTES), is_new=True)
    key = os.urandom(KEY_BYTES)
    name = name_of_key(key)
    _write(folder / f"{municipality}.{_time_after(municipality)}-{name}.key", key)
    _read_ring.cache_clear()
    return name


def _time_after(municipality: UUID) -> str:
    """Return the time for a new key's file; later than all that are there, whatever the clock says."""
    last = max((int(path.name.split(".")[1][:20]) for path in key_files_of(municipality).values()), default=0)
    return str(max(int(f"{SYSTEM_CLOCK.now():%Y%m%d%H%M%S%f}"), last + 1))


def _write(path: Path, key: bytes, *, is_new: bool = False) -> None:
    write_durably(path, key.hex().encode() + b"\n", is_new=is_new)


def names_key(municipality: UUID) -> bytes:
    """Return the key under whose HMAC the municipality's files are named; it never changes.

    :raises DataKeyError: when it is missing or unreadable.
    """
    return _read_names_key(f"{settings.DATA_KEYS}/{municipality}.names")


@lru_cache(maxsize=4096)
def _read_names_key(path: str) -> bytes:
    return _read_key(Path(path))


def key_files_of(municipality: UUID) -> dict[str, Path]:
    """Return where the municipality's keys lie, by their names, the oldest first."""
    found = sorted(Path(settings.DATA_KEYS).glob(f"{municipality}.*.key"))
    return {match[2]: path for path in found if (match := _NAME.search(path.name))}
