"""Time-stamps of a third party over checkpoints (RFC 3161): that a tree existed at a time, whoever holds our keys."""

import base64
import hashlib
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.x509 import Certificate, load_pem_x509_certificates
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from modellregion.journal.checkpoints import TIMESTAMP, Signed, latest_checkpoint
from modellregion.journal.models import Endorsement
from modellregion.journal.proofs.receipts import Receipt
from modellregion.kernel.clock import SYSTEM_CLOCK, Clock
from modellregion.kernel.ids import new_id
from modellregion.kernel.logs import log
from modellregion.kernel.tenancy import tenant

SECONDS_MAX = 15
_BYTES_MAX = 256 * 1024


class TimestampError(Exception):
    """A time-stamp cannot be had or is not valid; the message says why. It is asked for again later."""


def stamp_checkpoint(municipality: UUID, *, clock: Clock = SYSTEM_CLOCK) -> bool:
    """Have the newest checkpoint time-stamped, unless it is or no service is set; return whether it was done.

    A service that is down costs nothing but time: the next round asks again, for what is newest then.
    """
    address: str = settings.TIMESTAMP_URL
    with tenant(municipality):
        signed = latest_checkpoint(municipality)
    if not address or signed is None or signed.timestamp:
        return False
    try:
        content = request_timestamp(address, signed.note.text.encode(), roots=trusted_roots())
    except TimestampError as error:
        log.warning("no time-stamp now", municipality=str(municipality), detail=str(error))
        return False
    with tenant(municipality):
        Endorsement.objects.bulk_create(
            [
                Endorsement(
                    municipality_id=municipality,
                    id=new_id(),
                    size=signed.checkpoint.size,
                    kind=TIMESTAMP,
                    name=address,
                    content=content,
                    at=clock.now(),
                )
            ],
            ignore_conflicts=True,
        )
    return True


def trusted_roots() -> list[Certificate]:
    """Return the certificates a time-stamp must lead to, as the operator named them; without any, only the imprint counts.

    :raises TimestampError: when the file cannot be read.
    """
    path: str = settings.TIMESTAMP_ROOTS
    if not path:
        return []
    try:
        return load_pem_x509_certificates(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise TimestampError(
            f"MODELLREGION_TIMESTAMP_ROOTS names {path}, which cannot be read: {error}"
        ) from error


def request_timestamp(address: str, message: bytes, *, roots: list[Certificate]) -> bytes:
    """Ask a service for a time-stamp over a message; return its answer, checked.

    :raises TimestampError: when it does not answer, refuses, or answers for something else.
    """
    asked = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
    request = urllib.request.Request(  # noqa: S310 - the operator names the address
        address, data=asked.as_bytes(), headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:  # noqa: S310 - likewise
            content = answer.read(_BYTES_MAX)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise TimestampError(f"{address} does not answer: {error}") from error
    check_timestamp(content, message, roots=roots, nonce=asked.nonce)
    return bytes(content)


def check_timestamp(
    content: bytes, message: bytes, *, roots: list[Certificate], nonce: int | None = None
) -> datetime:
    """Return the time a time-stamp over a message says; with ``roots`` its signature must lead to one of them.

    :raises TimestampError: when it is not valid.
    """
    try:
        response: TimeStampResponse = decode_timestamp_response(content)
        info = response.tst_info
        if response.status not in {0, 1} or info.message_imprint.message != hashlib.sha256(message).digest():
            raise TimestampError("the answer is not a time-stamp of what was asked")
        if nonce is not None and info.nonce != nonce:
            raise TimestampError("the answer belongs to another request")
        if roots:
            builder = VerifierBuilder()
            for root in roots:
                builder = builder.add_root_certificate(root)
            builder.build().verify_message(response, message)
    except (ValueError, VerificationError) as error:
        raise TimestampError(f"the answer is not a valid time-stamp: {error}") from error
    return info.gen_time


def receipt_time(receipt: Receipt) -> datetime | None:
    """Return when the checkpoint of a receipt was time-stamped, or None.

    :raises TimestampError: when its time-stamp is none of this checkpoint.
    """
    if not receipt.timestamp:
        return None
    text = receipt.checkpoint.partition("\n\n")[0] + "\n"
    return check_timestamp(base64.b64decode(receipt.timestamp), text.encode(), roots=trusted_roots())


def stamped_at(signed: Signed) -> datetime | None:
    """Return when a checkpoint was time-stamped, or None."""
    if not signed.timestamp:
        return None
    return check_timestamp(signed.timestamp, signed.note.text.encode(), roots=trusted_roots())
