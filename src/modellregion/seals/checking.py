"""What a sealed file proves: who sealed it, when, whether it was changed, and whether this body published the seal."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from modellregion.seals.errors import Trouble, UncheckableError
from modellregion.seals.findings import Found
from modellregion.seals.identities import CertificateEntry, certificates_of
from modellregion.seals.proving import JournalProof, journal_proof

BYTES_MAX = 40 * 1024 * 1024


class Verdict(StrEnum):
    """What is to be said of a seal."""

    GENUINE = "genuine"
    """Of this body, and nothing was changed."""
    CHANGED = "changed"
    """The file is not what was sealed."""
    OTHER = "other"
    """Sound, but not of this body."""
    REVOKED = "revoked"
    """Made with a certificate that is not to be trusted for that time."""
    EXPIRED = "expired"
    """Made outside the time for which the certificate was valid."""


_OWN = frozenset({Verdict.GENUINE, Verdict.REVOKED, Verdict.EXPIRED})


@dataclass(frozen=True, slots=True)
class CheckedSeal:
    """A seal and what it is worth. ``stamped_by`` is who vouches for the time; empty without a time-stamp.

    ``proof``: what the journal says of it, for this body's own seals on files that were not changed.
    """

    verdict: Verdict
    name: str
    issuer: str
    is_self_issued: bool
    sealed_at: datetime | None
    reason: str
    stamped_at: datetime | None
    stamped_by: str
    proof: JournalProof | None


def check_seals(municipality: UUID, content: bytes) -> list[CheckedSeal]:
    """Return what the seals in a file are worth, seen from this municipality.

    :raises UncheckableError: when the file is no PDF, carries no seal, or cannot be read.
    """
    from modellregion.seals import pades

    if len(content) > BYTES_MAX:
        raise UncheckableError(Trouble.TOO_LARGE)
    if not content.startswith(b"%PDF-"):
        raise UncheckableError(Trouble.NO_PDF)
    found = pades.read(content)
    if not found:
        raise UncheckableError(Trouble.NO_SEAL)
    own = {entry.fingerprint: entry for entry in certificates_of(municipality)}
    checked = [_checked(one, own.get(one.certificate.fingerprint(SHA256()).hex())) for one in found]
    return [
        replace(one, proof=journal_proof(municipality, content[: of.length])) if one.verdict in _OWN else one
        for one, of in zip(checked, found, strict=True)
    ]


def _checked(found: Found, own: CertificateEntry | None) -> CheckedSeal:
    certificate = found.certificate
    return CheckedSeal(
        verdict=_verdict(found, own),
        name=_common_name(certificate.subject),
        issuer=_common_name(certificate.issuer),
        is_self_issued=certificate.issuer == certificate.subject,
        sealed_at=found.signed_at,
        reason=found.reason,
        stamped_at=found.stamped_at,
        stamped_by=_common_name(found.stamped_by.subject) if found.stamped_by else "",
        proof=None,
    )


def _verdict(found: Found, own: CertificateEntry | None) -> Verdict:
    if not (found.is_sound and found.is_last):
        return Verdict.CHANGED
    if own is None:
        return Verdict.OTHER
    # The signer's own word for the time is worth nothing once somebody else may have the key.
    if own.revoked_at is not None and (found.stamped_at is None or found.stamped_at >= own.revoked_at):
        return Verdict.REVOKED
    at = found.stamped_at or found.signed_at
    if at is None or not certificate_covers(found.certificate, at):
        return Verdict.EXPIRED
    return Verdict.GENUINE


def certificate_covers(certificate: x509.Certificate, at: datetime) -> bool:
    """Tell whether a certificate was valid at an instant."""
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _common_name(name: x509.Name) -> str:
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        found = name.get_attributes_for_oid(kind)
        if found:
            return str(found[0].value)
    return name.rfc4514_string()
