"""Identifiers: time-ordered keys for rows, and access codes that a person can read aloud."""

import hashlib
import re
import secrets
import threading
import time
from uuid import UUID

CODE_LENGTH = 16
CODE_GROUP = 4
# Crockford's Base32: no I, L, O, U, so that nothing is misread on paper or on the phone.
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
# Blanks and all the dashes that mail programs and word processors put between the groups.
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212-]")

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """Return a UUID version 7 (RFC 9562 § 5.7), strictly ascending within this process.

    48 bits of Unix milliseconds, then 12 bits of the fraction of that millisecond (§ 6.2 method 3), then 62 random
    bits; rows inserted one after the other lie side by side in their index.
    """
    global _last  # noqa: PLW0603 - one counter a process is the point
    with _lock:
        ticks = time.time_ns() * 4096 // 1_000_000
        _last = ticks = max(ticks, _last + 1)
    return id_at(ticks, secrets.randbits(62))


def id_at(ticks: int, random_bits: int) -> UUID:
    """Return the UUID version 7 of an instant, in 4096ths of a millisecond since 1970, with 62 bits that tell it apart."""
    milliseconds, fraction = divmod(ticks, 4096)
    return UUID(int=(milliseconds & (2**48 - 1)) << 80 | 7 << 76 | fraction << 64 | 2 << 62 | random_bits)


def id_from(digest: bytes) -> UUID:
    """Return the id that follows from a digest: a UUID version 8 (RFC 9562 § 5.8), the same whoever makes it."""
    return UUID(int=int.from_bytes(digest[:16]) & ~(0xF << 76) & ~(3 << 62) | 8 << 76 | 2 << 62)


def new_access_code() -> str:
    """Return a secret of 80 random bits as 16 characters, for drafts and status pages without an account."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(CODE_LENGTH))


def normalise_access_code(text: str) -> str | None:
    """Return the code a person meant, or None when it cannot be one.

    Case, blanks and dashes do not matter; O is read as 0, I and L as 1.
    """
    if len(text) > 4 * CODE_LENGTH:
        return None
    code = _BETWEEN.sub("", text.upper()).translate(_MISREAD)
    if len(code) != CODE_LENGTH or any(letter not in _CODE_ALPHABET for letter in code):
        return None
    return code


def show_access_code(code: str) -> str:
    """Return the code in groups of four: ``7K3M-…``."""
    return "-".join(code[start : start + CODE_GROUP] for start in range(0, CODE_LENGTH, CODE_GROUP))


def access_code_digest(code: str) -> bytes:
    """Return what the database keeps of a code: 32 bytes from which it cannot be found again."""
    return hashlib.sha256(b"modellregion access code\0" + code.encode("ascii")).digest()
