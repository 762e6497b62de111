"""Sealing, stamping and reading PDFs by pyHanko (PAdES, ETSI EN 319 142-1). The only file that knows it."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.pkcs11 import PKCS11Signer
from pyhanko.sign.signers import PdfTimeStamper, Signer
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.registry import SimpleCertificateStore

from modellregion.seals.errors import StampError, Trouble, UncheckableError
from modellregion.seals.findings import Found, Level
from modellregion.seals.identities import Identity
from modellregion.seals.remote import Remote, sign_remotely
from modellregion.seals.tokens import Token, session_on

FIELD = "Siegel"
STAMP_FIELD = "Zeitstempel"
SEALS_MAX = 30
BYTES_AROUND = 2048
"""Of a seal, beside its certificates: attributes and the signature itself, of RSA with up to 8 192 bits."""
SECONDS_MAX = 15


class _Adding(IncrementalPdfFileWriter):
    """Adds to a PDF and leaves the rest as it is: pyHanko would write the metadata anew, and they would no longer say PDF/A."""

    def _update_meta(self) -> None:
        """Keep the metadata."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Keep the version: PDF/A-3 is PDF 1.7, and what signs with elliptic curves in it is understood all the same."""

    def register_extension(self, ext: object) -> None:
        """Keep the list of extensions."""


class _RemoteSigner(Signer):
    """Has what pyHanko wants signed be signed by a provider."""

    def __init__(
        self,
        remote: Remote,
        certificate: x509.Certificate,
        own: asn1_x509.Certificate,
        chain: SimpleCertificateStore,
    ) -> None:
        super().__init__(signing_cert=own, cert_registry=chain)
        self._remote = remote
        self._certificate = certificate

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,  # noqa: ARG002 - likewise
        dry_run: bool = False,  # noqa: ARG002 - pyHanko's face
    ) -> bytes:
        """Return the signature, verified."""
        return sign_remotely(self._remote, data, self._certificate)


def seal(content: bytes, identity: Identity, *, name: str, reason: str) -> bytes:
    """Return a PDF with a seal over all of it (PAdES B-B); the bytes before stay as they are.

    :param name: who seals. :param reason: what for, as viewers show it.
    """
    chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for certificate in identity.chain:
        chain.register(_converted(certificate))
    own = _converted(identity.certificate)
    if isinstance(identity.key, Token):
        with session_on(identity.key) as session:
            # Not every token makes ECDSA with a hash of its own; all make it of a hash they are given.
            is_curve = isinstance(identity.certificate.public_key(), ec.EllipticCurvePublicKey)
            signer = PKCS11Signer(
                session,
                signing_cert=own,
                ca_chain=list(chain),
                key_label=identity.key.key,
                use_raw_mechanism=is_curve,
            )
            return _sealed(content, signer, name, reason)
    if isinstance(identity.key, Remote):
        return _sealed(content, _RemoteSigner(identity.key, identity.certificate, own, chain), name, reason)
    private = identity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    key = asn1_keys.PrivateKeyInfo.load(private)
    return _sealed(
        content, SimpleSigner(signing_cert=own, signing_key=key, cert_registry=chain), name, reason
    )


def _sealed(content: bytes, signer: Signer, name: str, reason: str) -> bytes:
    writer = _Adding(BytesIO(content))
    earlier = len(writer.prev.embedded_signatures)
    field = f"{FIELD} {earlier + 1}" if earlier else FIELD
    metadata = PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=name, reason=reason
    )
    sealing = PdfSigner(metadata, signer=signer, new_field_spec=SigFieldSpec(field, on_page=0))
    return _bytes(sealing.sign_pdf(writer, bytes_reserved=_room(signer)))


def _room(signer: Signer) -> int:
    """Return how much space a seal takes in the file, in hexadecimal digits: pyHanko would seal twice to find out."""
    assert signer.signing_cert is not None  # noqa: S101 - each of ours has one
    certificates = [signer.signing_cert, *signer.cert_registry]
    return 2 * (BYTES_AROUND + sum(len(one.dump()) for one in certificates))


def stamp(content: bytes, address: str) -> bytes:
    """Return a PDF with a time-stamp over all of it (PAdES B-T by a document time-stamp, RFC 3161).

    :raises StampError: when the service does not answer, or with something else.
    """
    try:
        writer = _Adding(BytesIO(content))
        earlier = len(writer.prev.embedded_timestamp_signatures)
        field = f"{STAMP_FIELD} {earlier + 1}" if earlier else STAMP_FIELD
        stamper = PdfTimeStamper(HTTPTimeStamper(address, timeout=SECONDS_MAX), field_name=field)
        stamped = _bytes(stamper.timestamp_pdf(writer, "sha256"))
        is_sound = _stamped(PdfFileReader(BytesIO(stamped)).embedded_timestamp_signatures[-1]) is not None
    except Exception as error:  # whatever a stranger's answer makes of the library
        raise StampError(f"{address} gives no time-stamp: {type(error).__name__} {error}") from error
    if not is_sound:
        raise StampError(f"{address} has stamped something else")
    return stamped


def add_evidence(
    content: bytes, roots: Sequence[x509.Certificate], *, only_last_stamp: bool = False
) -> bytes:
    """Return a PDF with all that its seals and time-stamps are judged by later: certificates, OCSP answers, revocation lists.

    That is PAdES B-LT; a time-stamp over it makes B-LTA. A certificate above which nobody vouches needs no such evidence.

    :param roots: where chains must end. :param only_last_stamp: of all else the evidence is in the file already.
    :raises StampError: when a chain leads nowhere, is revoked, or nobody answers.
    """
    regular, stamps = _signatures(content)
    writer = _Adding(BytesIO(content))
    for signature in stamps[-1:] if only_last_stamp else (*regular, *stamps):
        if signature.signer_cert.self_issued:
            continue
        try:
            path, context = asyncio.run(_examined(signature, roots))
        except (PathError, ValidationError, OSError, ValueError) as error:
            raise StampError(
                f"No evidence for {signature.signer_cert.subject.human_friendly}: {error}"
            ) from error
        DocumentSecurityStore.supply_dss_in_writer(
            writer, signature.pkcs7_content, paths=[path], validation_context=context
        )
    output = BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


async def _examined(
    signature: EmbeddedPdfSignature, roots: Sequence[x509.Certificate]
) -> tuple[ValidationPath, ValidationContext]:
    """Ask all issuers above a signature whether its certificates were revoked; return the way to a root and the answers."""
    backend = AIOHttpFetcherBackend(per_request_timeout=SECONDS_MAX)
    try:
        context = ValidationContext(
            trust_roots=[_converted(one) for one in roots],
            other_certs=list(signature.other_embedded_certs),
            allow_fetching=True,
            revocation_mode="require",
            fetcher_backend=backend,
        )
        validator = CertificateValidator(signature.signer_cert, validation_context=context)
        return await validator.async_validate_path(), context
    finally:
        await backend.close()  # type: ignore[no-untyped-call]


def ends_at(content: bytes) -> datetime:
    """Return when the certificate of a PDF's last time-stamp ends; until then another one can be put over it."""
    last = PdfFileReader(BytesIO(content)).embedded_timestamp_signatures[-1]
    return x509.load_der_x509_certificate(last.signer_cert.dump()).not_valid_after_utc


def level_of(content: bytes) -> Level:
    """Return how long a PDF's seals can be judged by what is in it; ``content`` is one that we made."""
    reader = PdfFileReader(BytesIO(content))
    stamps = reader.embedded_timestamp_signatures
    if not stamps:
        return Level.SEALED
    if "/DSS" not in reader.root:
        return Level.STAMPED
    covering = reader.get_historical_resolver(stamps[-1].signed_revision)
    return Level.ARCHIVED if "/DSS" in covering.root else Level.EVIDENT


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
            length=sum(int(one) for one in list(signature.byte_range)[-2:]),
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
