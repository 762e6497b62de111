"""The one seam that answers and documents pass on their way to disk and back.

The first byte names the format: 0 is plain. Encryption with a key per case (DESIGN § 3) gets a format of its own here,
and nothing else has to change.
"""

_PLAIN = b"\x00"


class SealedDataError(Exception):
    """Stored data has a format this version does not know."""


def seal(content: bytes) -> bytes:
    """Return ``content`` as it is stored."""
    return _PLAIN + content


def unseal(stored: bytes | memoryview) -> bytes:
    """Return the content of what was stored.

    :raises SealedDataError: when the format is unknown.
    """
    data = bytes(stored)
    if data[:1] != _PLAIN:
        raise SealedDataError("The stored data was written by a newer version of the platform.")
    return data[1:]
