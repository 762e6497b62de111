"""What a file itself tells of the seals in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509


class Level(StrEnum):
    """How long a seal can be judged by what is in the file (ETSI EN 319 142-1)."""

    SEALED = "PAdES B-B"
    """As long as the certificate is valid and somebody knows it."""
    STAMPED = "PAdES B-T"
    """A time-stamp shows that it was made before the certificate ended or was revoked."""
    EVIDENT = "PAdES B-LT"
    """All certificates and what their issuers said of them are inside."""
    ARCHIVED = "PAdES B-LTA"
    """A time-stamp lies over that too; another one over it makes it last longer."""


@dataclass(frozen=True, slots=True)
class Found:
    """A seal or signature in a file, as the file itself tells.

    ``is_sound``: its signature fits what it covers. ``is_last``: nothing was added after it but seals and time-stamps.
    ``signed_at`` is what the signer claims; ``stamped_at`` is what a time-stamp in the file says, checked for soundness.
    ``length``: how many bytes of the file there were when it was sealed.
    """

    certificate: x509.Certificate
    signed_at: datetime | None
    reason: str
    is_sound: bool
    is_last: bool
    stamped_at: datetime | None
    stamped_by: x509.Certificate | None
    length: int
