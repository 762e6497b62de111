"""Keys of publishers: Ed25519 (RFC 8032), shown to people as a fingerprint they can compare on the phone."""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The key by which a publisher is known, as its 32 bytes."""

    content: bytes

    @classmethod
    def from_text(cls, text: str) -> "PublicKey":
        """Return the key of its text."""
        return cls(base64.b64decode(text))

    @property
    def fingerprint(self) -> str:
        """Sixteen signs in groups of four, enough to tell keys apart by ear."""
        digest = base64.b32encode(hashlib.sha256(self.content).digest()).decode()[:16]
        return "-".join(digest[start : start + 4] for start in range(0, 16, 4))

    @property
    def text(self) -> str:
        """The key as text."""
        return base64.b64encode(self.content).decode()

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Tell whether the holder of the private key signed the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.content).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key of a publisher, as its 32 bytes."""

    content: bytes

    @property
    def public(self) -> PublicKey:
        """The key that verifies."""
        return PublicKey(Ed25519PrivateKey.from_private_bytes(self.content).public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the signature, 64 bytes; the same message always gets the same one."""
        return Ed25519PrivateKey.from_private_bytes(self.content).sign(message)


def new_signing_key() -> SigningKey:
    """Make a key."""
    return SigningKey(Ed25519PrivateKey.generate().private_bytes_raw())
