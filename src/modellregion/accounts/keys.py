"""Keys of a municipality at its identity providers: files beside the database, one in use and, while it changes, the next.

Whoever can read the database cannot log in as somebody, and cannot read the access codes that accounts hold.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from django.conf import settings

from modellregion.accounts.errors import AccountKeyError
from modellregion.accounts.saml.parties import KeyPair
from modellregion.kernel.context import Context
from modellregion.kernel.durable import write_durably

BITS = 3072
"""TR-02102-1 of the BSI asks for 3 000 at least."""
DAYS = 3 * 365
WARN_DAYS = 60
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Files:
    """Where the keys of a municipality lie."""

    current: Path
    next: Path
    former: Path
    codes: Path


def files_of(municipality: UUID) -> Files:
    """Return where they lie: ``former`` still opens what was encrypted before the change."""
    folder = Path(settings.ACCOUNT_KEYS)
    names = (f"{municipality}{suffix}" for suffix in (".pem", ".next.pem", ".former.pem", ".codes"))
    return Files(*(folder / name for name in names))


def keys_of(municipality: UUID, name: str, now: datetime) -> tuple[KeyPair, ...]:
    """Return the municipality's keys, the one that signs first; the first time, one is made.

    :raises AccountKeyError: when a file cannot be used.
    """
    files = files_of(municipality)
    if not files.current.exists():
        new_key_file(files.current, name, now, is_new=True)
    return tuple(_load(path) for path in (files.current, files.next, files.former) if path.exists())


def _load(path: Path) -> KeyPair:
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, TypeError) as error:
        raise AccountKeyError(
            f"{path} does not hold an RSA key and its certificate (PEM): {error}"
        ) from error


@lru_cache(maxsize=1024)
def _read(path: Path, changed: int) -> KeyPair:
    del changed  # a file that was written anew is read anew
    content = path.read_bytes()
    key = load_pem_private_key(content, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("the key is not RSA")  # noqa: TRY004 - a file, not an argument
    return KeyPair(key, x509.load_pem_x509_certificate(content))


def new_key_file(path: Path, name: str, now: datetime, *, is_new: bool = False) -> None:
    """Make a key and the certificate the other side is to know it by."""
    key = rsa.generate_private_key(65537, BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64] or "Modellregion")])
    begin = now.astimezone(UTC).replace(microsecond=0) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=DAYS))
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(path, private + certificate.public_bytes(Encoding.PEM), is_new=is_new)


def hide_code(ctx: Context, account: UUID, code: str) -> bytes:
    """Return an access code as it is kept for an account: unreadable without the key beside the database."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(ctx.municipality).encrypt(nonce, code.encode("ascii"), _bound(ctx, account))


def show_code(ctx: Context, account: UUID, hidden: bytes | memoryview) -> str:
    """Return the code an account holds.

    :raises AccountKeyError: when the key is missing or another one.
    """
    data = bytes(hidden)
    try:
        return (
            _cipher(ctx.municipality)
            .decrypt(data[:_NONCE], data[_NONCE:], _bound(ctx, account))
            .decode("ascii")
        )
    except InvalidTag as error:
        raise AccountKeyError("an access code was hidden with another key") from error


def _bound(ctx: Context, account: UUID) -> bytes:
    return b"modellregion account code\0" + ctx.municipality.bytes + account.bytes


def _cipher(municipality: UUID) -> AESGCM:
    path = files_of(municipality).codes
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(path, os.urandom(32), is_new=True)
    secret = path.read_bytes()
    return AESGCM(HKDF(SHA256(), 32, None, b"modellregion account codes").derive(secret))
