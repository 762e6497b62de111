"""What a file itself tells of the seals in it."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509


@dataclass(frozen=True, slots=True)
class Found:
    """A seal or signature in a file, as the file itself tells.

    ``is_sound``: its signature fits what it covers. ``is_last``: nothing was added after it but seals and time-stamps.
    ``signed_at`` is what the signer claims; ``stamped_at`` is what a time-stamp in the file says, checked for soundness.
    """

    certificate: x509.Certificate
    signed_at: datetime | None
    reason: str
    is_sound: bool
    is_last: bool
    stamped_at: datetime | None
    stamped_by: x509.Certificate | None
