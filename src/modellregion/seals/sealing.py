"""Sealing a letter inside the step that makes it, and stamping it afterwards."""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from django.conf import settings

from modellregion.kernel.context import Context
from modellregion.seals.errors import SealKeyError, StampError
from modellregion.seals.findings import Level
from modellregion.seals.identities import certificates_of, identity_of, key_file, load
from modellregion.seals.proving import enter_seal


def seal_pdf(ctx: Context, content: bytes, *, name: str, reason: str) -> bytes:
    """Return a PDF with the municipality's seal over all of it, and enter that in the journal. Inside a ``tenant`` block; asks nobody on the network but the provider of a remote key.

    :param name: what the body is called. :param reason: what the letter is, as viewers of PDFs show it.
    :raises SealKeyError: when the key cannot be used: then there is no letter.
    """
    from modellregion.seals import pades

    sealed = pades.seal(content, identity_of(ctx, name), name=name, reason=reason)
    enter_seal(ctx, sealed)
    return sealed


def is_stamping() -> bool:
    """Tell whether a time-stamp service is set."""
    return bool(settings.TIMESTAMP_URL)


def stamp_pdf(content: bytes) -> bytes:
    """Return a sealed PDF with a time-stamp of the service that is set. Outside any transaction.

    :raises StampError: when it cannot be had now.
    """
    from modellregion.seals import pades

    if not is_stamping():
        raise StampError("MODELLREGION_TIMESTAMP_URL names no service")
    return pades.stamp(content, settings.TIMESTAMP_URL)


def can_last(ctx: Context) -> bool:
    """Tell whether seals of this municipality can be given evidence for the long term.

    That takes a time-stamp service with known roots, and a certificate of somebody who tells whether it was revoked.
    """
    used = next((one for one in certificates_of(ctx.municipality) if one.retired_at is None), None)
    return bool(is_stamping() and settings.TIMESTAMP_ROOTS and used and _is_told_of(used.certificate))


def strengthen_pdf(ctx: Context, content: bytes) -> tuple[bytes, Level]:
    """Return a sealed PDF with all that can be added now, up to PAdES B-LTA, and what it has become. Outside any transaction.

    Each call begins where an earlier one ended, so a service that was down costs nothing but time.

    :raises StampError: when nothing could be added although something is missing.
    """
    from modellregion.seals import pades

    level = pades.level_of(content)
    if level is Level.SEALED:
        return stamp_pdf(content), Level.STAMPED
    if level is Level.STAMPED:
        content, level = pades.add_evidence(content, _roots(ctx)), Level.EVIDENT
    if level is Level.EVIDENT:
        content, level = stamp_pdf(content), Level.ARCHIVED
    return content, level


def evidence_ends_at(content: bytes) -> datetime:
    """Return until when a PDF of PAdES B-LTA can be judged by what is in it."""
    from modellregion.seals import pades

    return pades.ends_at(content)


def renew_pdf(ctx: Context, content: bytes) -> bytes:
    """Return a PDF of PAdES B-LTA with what is needed to judge its last time-stamp, and one more over that. Outside any transaction.

    :raises StampError: when it cannot be had now, or the new one would not last longer than the last.
    """
    from modellregion.seals import pades

    renewed = stamp_pdf(pades.add_evidence(content, _roots(ctx), only_last_stamp=True))
    if pades.ends_at(renewed) <= pades.ends_at(content):
        raise StampError("the time-stamp service still uses a certificate that lasts no longer")
    return renewed


def _roots(ctx: Context) -> list[x509.Certificate]:
    """Return where chains must end: what is above our own certificate, and the roots of the time-stamp service."""
    try:
        own = load(key_file(ctx.municipality))
        stamping = x509.load_pem_x509_certificates(Path(settings.TIMESTAMP_ROOTS).read_bytes())
    except (SealKeyError, OSError, ValueError) as error:
        raise StampError(f"The certificates to trust cannot be read: {error}") from error
    return [*(one for one in own.chain if one.subject == one.issuer), *stamping]


def _is_told_of(certificate: x509.Certificate) -> bool:
    """Whether the certificate names where it is said that it was revoked (OCSP or a list)."""
    places = (x509.AuthorityInformationAccess, x509.CRLDistributionPoints)
    return any(isinstance(one.value, places) for one in certificate.extensions)
