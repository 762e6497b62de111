"""The keys of the journals: the private half in a file of the data folder, never in the database.

One file a municipality, PEM as OpenSSL reads it, readable for its owner only. The key with which it signs as a witness
for others follows from the same file, so that there is one secret to keep and to back up.
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from modellregion.journal.errors import JournalKeyError
from modellregion.journal.models import KeyRow
from modellregion.journal.proofs.notes import Signer, VerifierKey
from modellregion.kernel.durable import write_durably
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant


def origin_of(municipality: UUID) -> str:
    """Return the name of a municipality's journal: the same wherever it is hosted, so that a move keeps it."""
    return f"modellregion/{municipality}"


def municipality_of(origin: str) -> UUID | None:
    """Return the municipality whose journal has this name, or None when it is no name of ours."""
    with suppress(ValueError):
        found = UUID(origin.removeprefix("modellregion/"))
        return found if origin == origin_of(found) else None
    return None


def key_file(municipality: UUID) -> Path:
    """Return where the private key of a municipality lies."""
    return Path(settings.JOURNAL_KEYS) / f"{municipality}.key"


def last_file(municipality: UUID) -> Path:
    """Return where the checkpoint lies that was signed last: beside the key, outside the database, on purpose."""
    return Path(settings.JOURNAL_KEYS) / f"{municipality}.checkpoint"


def known_keys(municipality: UUID) -> list[VerifierKey]:
    """Return the public keys of a municipality, the one in use first."""
    with tenant(municipality):
        rows = KeyRow.objects.filter(municipality_id=municipality).order_by("-id")
        return [VerifierKey.parse(row.public) for row in rows]


def signer_of(municipality: UUID, now: datetime) -> Signer:
    """Return the signer of a municipality; the first time it is asked for, the key is made. Inside a ``tenant`` block.

    :raises JournalKeyError: when the key was made before and is not there, or is another one.
    """
    row = KeyRow.objects.filter(municipality_id=municipality, retired_at=None).first()
    path = key_file(municipality)
    if row is None:
        signer = _load(municipality) if path.exists() else _make(municipality)
        KeyRow.objects.create(
            municipality_id=municipality, id=new_id(), public=signer.log_key.text, made_at=now
        )
        return signer
    if not path.exists():
        raise JournalKeyError(
            f"The journal's key {path} is missing, so no checkpoint can be signed; entries are still written. Put the "
            f"file back from the backup of the data folder. If it is lost for good: modellregion journal new-key "
            f"{municipality}"
        )
    signer = _load(municipality)
    if signer.log_key.text != row.public:
        raise JournalKeyError(
            f"The journal's key {path} is not the one that was published ({row.public}), so nothing is signed with it. "
            "Put the right file back from the backup of the data folder."
        )
    return signer


def replace_key(municipality: UUID, now: datetime) -> VerifierKey:
    """Make a new key in place of one that is lost; the old one stays known for what it has signed.

    :raises JournalKeyError: when the key is still there.
    """
    path = key_file(municipality)
    if path.exists():
        raise JournalKeyError(f"The key {path} is there. Move it away first if it must not be used any more.")
    with tenant(municipality):
        KeyRow.objects.filter(municipality_id=municipality, retired_at=None).update(retired_at=now)
        return signer_of(municipality, now).log_key


def witness_of(municipality: UUID, now: datetime) -> Signer:
    """Return with what a municipality signs for others as a witness. Inside a ``tenant`` block.

    :raises JournalKeyError: as ``signer_of``.
    """
    log = signer_of(municipality, now)
    secret = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"modellregion journal witness").derive(
        log.private.private_bytes_raw()
    )
    return Signer(f"{log.name}/witness", Ed25519PrivateKey.from_private_bytes(secret))


def key_trouble(municipality: UUID) -> str:
    """Return what is wrong with the key of a municipality, in a sentence; empty when it is in order or not made yet."""
    with tenant(municipality):
        row = KeyRow.objects.filter(municipality_id=municipality, retired_at=None).first()
        if row is None:
            return ""
        try:
            signer_of(municipality, row.made_at)
        except JournalKeyError as error:
            return str(error)
    return ""


def _load(municipality: UUID) -> Signer:
    path = key_file(municipality)
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise JournalKeyError(f"The journal's key {path} cannot be read: {error}") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise JournalKeyError(f"The journal's key {path} is not an Ed25519 key.")
    return Signer(origin_of(municipality), private)


def _make(municipality: UUID) -> Signer:
    path = key_file(municipality)
    private = Ed25519PrivateKey.generate()
    content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(path, content)
    return Signer(origin_of(municipality), private)
