"""The one seam that answers and documents pass on their way to disk and back.

The first byte names the format. 0 is plain: what earlier versions wrote, and what a rehearsal takes back anyway. 1 is
AES-256-GCM under the data key of whom the content belongs to: the key's id, a nonce, the ciphertext. What is bound to it
is the format, the municipality, the holder, the key and the table, row and field, so that it opens at its place only.
"""

import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from modellregion.kernel.data_keys import NONCE, key_for_reading, key_for_writing
from modellregion.kernel.key_files import SealedDataError
from modellregion.kernel.tenancy import is_rehearsed

_PLAIN, _SEALED = b"\x00", b"\x01"
_KEY_END = 17
_HEAD = _KEY_END + NONCE
NOTHING = _PLAIN
"""What is stored where nothing is to be said (any more)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where content is stored; ``holder`` is the id of what it belongs to, and is erased with."""

    municipality: UUID
    holder: UUID
    table: str
    row: UUID
    field: str

    def bound(self, key: UUID) -> bytes:
        """Return what the ciphertext is bound to."""
        ids = self.municipality.bytes + self.holder.bytes + key.bytes + self.row.bytes
        return b"modellregion sealed" + _SEALED + ids + f"{self.table}\0{self.field}".encode()


def plain(content: bytes) -> bytes:
    """Return ``content`` in the format that hides nothing: for what is sealed later, and for hashes that must not change."""
    return _PLAIN + content


def open_plain(stored: bytes | memoryview) -> bytes:
    """Return what ``plain`` made.

    :raises SealedDataError: when it is something else.
    """
    if not is_plain(stored):
        raise SealedDataError(
            "What is stored here was written by a newer version of the platform, or is sealed."
        )
    return bytes(stored[1:])


def is_plain(stored: bytes | memoryview) -> bool:
    """Tell whether what is stored is not encrypted."""
    return bytes(stored[:1]) == _PLAIN


def seal(content: bytes, place: Place) -> bytes:
    """Return ``content`` as it is stored at its place.

    :raises DataKeyError: when the municipality's key is missing or another one.
    """
    if is_rehearsed():
        return _PLAIN + content
    key = key_for_writing(place.municipality, place.holder)
    return seal_with(key.cipher, key.id, content, place)


def seal_with(cipher: AESGCM, key: UUID, content: bytes, place: Place) -> bytes:
    """Return ``content`` sealed with a key that is open already."""
    nonce = os.urandom(NONCE)
    return _SEALED + key.bytes + nonce + cipher.encrypt(nonce, content, place.bound(key))


def unseal(stored: bytes | memoryview, place: Place) -> bytes:
    """Return the content of what was stored at its place.

    :raises SealedDataError: when the format is unknown, or the content was moved or changed.
    :raises DataKeyError: when the key is missing or was destroyed.
    """
    data = bytes(stored)
    kind = data[:1]
    if kind == _PLAIN:
        return data[1:]
    if kind != _SEALED:
        raise SealedDataError("The stored data was written by a newer version of the platform.")
    if len(data) < _HEAD:
        raise SealedDataError(f"{place.table}.{place.field} of {place.row} is cut short.")
    identifier = UUID(bytes=data[1:_KEY_END])
    key = key_for_reading(place.municipality, place.holder, identifier)
    try:
        return key.cipher.decrypt(data[_KEY_END:_HEAD], data[_HEAD:], place.bound(identifier))
    except InvalidTag as error:
        raise SealedDataError(
            f"{place.table}.{place.field} of {place.row} was moved here or changed."
        ) from error
