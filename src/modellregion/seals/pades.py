"""Sealing, stamping and reading PDFs by pyHanko (PAdES, ETSI EN 319 142-1). The only file that knows it."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from modellregion.seals.errors import StampError, Trouble, UncheckableError
from modellregion.seals.findings import Found
from modellregion.seals.identities import Identity

FIELD = "Siegel"
STAMP_FIELD = "Zeitstempel"
SEALS_MAX = 30
SECONDS_MAX = 15


class _Adding(IncrementalPdfFileWriter):
    """Adds to a PDF and leaves the rest as it is: pyHanko would write the metadata anew, and they would no longer say PDF/A."""

    def _update_meta(self) -> None:
        """Keep the metadata."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Keep the version: PDF/A-3 is PDF 1.7, and what signs with elliptic curves in it is understood all the same."""

    def register_extension(self, ext: object) -> None:
        """Keep the list of extensions."""


def seal(content: bytes, identity: Identity, *, name: str, reason: str) -> bytes:
    """Return a PDF with a seal over all of it (PAdES B-B); the bytes before stay as they are.

    :param name: who seals. :param reason: what for, as viewers show it.
    """
    chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for certificate in identity.chain:
        chain.register(_converted(certificate))
    signer = SimpleSigner(
        signing_cert=_converted(identity.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(
            identity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=chain,
    )
    writer = _Adding(BytesIO(content))
    earlier = len(writer.prev.embedded_signatures)
    field = f"{FIELD} {earlier + 1}" if earlier else FIELD
    metadata = PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=name, reason=reason
    )
    sealing = PdfSigner(metadata, signer=signer, new_field_spec=SigFieldSpec(field, on_page=0))
    return _bytes(sealing.sign_pdf(writer))


def stamp(content: bytes, address: str) -> bytes:
    """Return a PDF with a time-stamp over all of it (PAdES B-T by a document time-stamp, RFC 3161).

    :raises StampError: when the service does not answer, or with something else.
    """
    try:
        writer = _Adding(BytesIO(content))
        stamper = PdfTimeStamper(HTTPTimeStamper(address, timeout=SECONDS_MAX), field_name=STAMP_FIELD)
        return _bytes(stamper.timestamp_pdf(writer, "sha256"))
    except (TimestampRequestError, SigningError, OSError, ValueError) as error:
        raise StampError(f"{address} gives no time-stamp: {error}") from error


def read(content: bytes) -> list[Found]:
    """Return the seals in a PDF, the first one first; certificates are not judged here.

    :raises UncheckableError: when the file cannot be read.
    """
    try:
        return list(_found(*_signatures(content)))
    except UncheckableError:
        raise
    except Exception as error:
        raise UncheckableError(Trouble.DAMAGED) from error


def _signatures(content: bytes) -> tuple[list[EmbeddedPdfSignature], list[EmbeddedPdfSignature]]:
    reader = PdfFileReader(BytesIO(content))
    if reader.encrypted:
        raise UncheckableError(Trouble.PROTECTED)
    if len(reader.embedded_signatures) > SEALS_MAX:
        raise UncheckableError(Trouble.TOO_MANY)
    return reader.embedded_regular_signatures, reader.embedded_timestamp_signatures


def _found(signatures: list[EmbeddedPdfSignature], stamps: list[EmbeddedPdfSignature]) -> Iterator[Found]:
    for signature in signatures:
        certificate = signature.signer_cert
        status = validate_pdf_signature(signature, _trusting(certificate))
        later = [one for one in stamps if one.signed_revision >= signature.signed_revision]
        stamped = next(filter(None, map(_stamped, later)), None)
        yield Found(
            certificate=x509.load_der_x509_certificate(certificate.dump()),
            signed_at=status.signer_reported_dt,
            reason=str(signature.sig_object.get("/Reason", "")),
            is_sound=status.intact and status.valid and _is_padded_with_nothing(signature),
            is_last=_is_unchanged(status),
            stamped_at=stamped[0] if stamped else None,
            stamped_by=stamped[1] if stamped else None,
        )


def _is_padded_with_nothing(signature: EmbeddedPdfSignature) -> bool:
    """Whether zeros alone fill the space behind the signature: the only bytes of the file that nothing covers."""
    return not signature.pkcs7_content[_der_length(signature.pkcs7_content) :].strip(b"\0")


def _der_length(content: bytes) -> int:
    many = content[1] & 0x7F if content[1] & 0x80 else 0
    return 2 + many + (int.from_bytes(content[2 : 2 + many], "big") if many else content[1])


def _is_unchanged(status: PdfSignatureStatus) -> bool:
    """Whether what came after the signature are at most seals and time-stamps, by pyHanko's analysis of revisions."""
    return bool(status.docmdp_ok) and status.modification_level is not None and status.bottom_line


def _stamped(stamp_signature: EmbeddedPdfSignature) -> tuple[datetime, x509.Certificate] | None:
    status = validate_pdf_timestamp(stamp_signature, _trusting(stamp_signature.signer_cert))
    if not (status.intact and status.valid):
        return None
    return status.timestamp, x509.load_der_x509_certificate(stamp_signature.signer_cert.dump())


def _trusting(certificate: asn1_x509.Certificate) -> ValidationContext:
    """Trust what signed, whoever it is: whom it belongs to is judged by who asks, from the municipality's own list."""
    moment = certificate.not_valid_before
    return ValidationContext(trust_roots=[certificate], allow_fetching=False, moment=moment)


def _converted(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _bytes(output: object) -> bytes:
    assert isinstance(output, BytesIO)  # noqa: S101 - what pyHanko writes when it is given no place
    return output.getvalue()
