"""Bundles as strangers make them: any ZIP file, well sealed."""

import base64
import io
import struct
import zipfile
from collections.abc import Callable

import msgspec

from modellregion.packages.api import SigningKey
from modellregion.packages.bundle.sealing import FORMAT, Seal, _message
from tests.support.packages import files_of

KEY = SigningKey(bytes(range(32)))
PUBLISHER = "Stadt Paderborn"


def sealed(archive: bytes, **changes: str) -> bytes:
    """Seal any ZIP file, as a publisher with bad intentions would."""
    seal = Seal(
        format=FORMAT, package="gewerbeanmeldung", version="1.0.0", licence="EUPL-1.2", publisher=PUBLISHER,
        key=KEY.public.text, sha256=files_of().hash, signature="A" * 88,
    )  # fmt: skip
    seal = msgspec.structs.replace(seal, **changes)
    body = archive[:-2] + struct.pack("<H", len(msgspec.json.encode(seal)))
    signature = base64.b64encode(KEY.sign(_message(body, seal))).decode()
    return body + msgspec.json.encode(msgspec.structs.replace(seal, signature=signature))


def zipped(fill: Callable[[zipfile.ZipFile], None]) -> bytes:
    """Return a ZIP file with whatever somebody writes into it."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        fill(archive)
    return output.getvalue()
