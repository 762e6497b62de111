"""A passkey in software: makes and answers what a browser and a device would (Web Authentication Level 2), and can lie."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One passkey. ``host`` and ``origin`` are what the browser says; ``flags`` whether a person was there and proved it."""

    host: str = "localhost"
    origin: str = "http://localhost:8000"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    handle: bytes = b""
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, asked: dict[str, Any]) -> str:
        """Answer a question for a new passkey."""
        self.handle = _read(asked["user"]["id"])
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + credential}
        return self._packed(
            clientDataJSON=self._said("webauthn.create", asked), attestationObject=cbor2.dumps(attestation)
        )

    def prove(self, asked: dict[str, Any], *, kind: str = "webauthn.get") -> str:
        """Answer a question that only the holder of the passkey can answer."""
        self.count += 1
        said, data = self._said(kind, asked), self._data()
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._packed(
            clientDataJSON=said, authenticatorData=data, signature=signature, userHandle=self.handle
        )

    def _said(self, kind: str, asked: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _data(self, more: int = 0) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _packed(self, **parts: bytes) -> str:
        response = {name: write(part) for name, part in parts.items()}
        return json.dumps(
            {"id": write(self.id), "rawId": write(self.id), "type": "public-key", "response": response}
        )


def write(content: bytes) -> str:
    """Return bytes as base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _read(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
