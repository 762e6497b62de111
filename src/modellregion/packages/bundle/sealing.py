"""Seals a bundle and verifies the seal."""

import base64
import binascii
import struct
from dataclasses import dataclass

import msgspec

from modellregion.packages.bundle.archive import BUNDLE_BYTES_MAX, find_ending, read_archive, write_archive
from modellregion.packages.bundle.errors import BundleError
from modellregion.packages.bundle.keys import PublicKey, SigningKey
from modellregion.packages.files import PackageFiles

FORMAT = "modellregion-bundle/1"
_CONTEXT = b"modellregion bundle 1\0"
_SIGNATURE_LENGTH = 88  # 64 bytes in Base64


class Seal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the comment of the ZIP file says; ``sha256`` is the hash that names the package's files."""

    format: str
    package: str
    version: str
    licence: str
    publisher: str
    key: str
    sha256: str
    signature: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """A verified bundle: its files, and who vouches for them."""

    files: PackageFiles
    package: str
    version: str
    licence: str
    publisher: str
    key: PublicKey


def seal_bundle(files: PackageFiles, *, publisher: str, key: SigningKey) -> bytes:
    """Return the bundle of a package's files; ``publisher`` is the municipality's name."""
    head = files.table("package.toml").get("package", {})
    seal = Seal(
        format=FORMAT,
        package=str(head.get("id", "")),
        version=str(head.get("version", "")),
        licence=str(head.get("licence", "")),
        publisher=publisher,
        key=key.public.text,
        sha256=files.hash,
        signature="A" * _SIGNATURE_LENGTH,  # as long as the real one: the file names the length of the seal
    )
    archive = write_archive(files)
    body = archive[:-2] + struct.pack("<H", len(msgspec.json.encode(seal)))
    signature = base64.b64encode(key.sign(_message(body, seal))).decode()
    return body + msgspec.json.encode(msgspec.structs.replace(seal, signature=signature))


def verify_bundle(content: bytes) -> Bundle:
    """Verify the seal, then read the files. Whether its publisher is trusted is the caller's question.

    :raises BundleError: when anything about it is not as it should be.
    """
    if len(content) > BUNDLE_BYTES_MAX:
        raise BundleError("A bundle has at most 8 MB.")
    ending = find_ending(content)
    body, comment = content[: ending.comment_at], content[ending.comment_at :]
    try:
        seal = msgspec.json.decode(comment, type=Seal)
        key = PublicKey(base64.b64decode(seal.key, validate=True))
        signature = base64.b64decode(seal.signature, validate=True)
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, ValueError) as error:
        raise BundleError("The bundle has no readable seal.") from error
    if seal.format != FORMAT:
        raise BundleError("The bundle was made for another version of the platform.")
    if msgspec.json.encode(seal) != comment or not key.verifies(signature, _message(body, seal)):
        raise BundleError("The signature does not fit: the bundle was changed after it was signed.")
    files = read_archive(content)
    head = files.table("package.toml").get("package", {})
    if (files.hash, head.get("id"), head.get("version")) != (seal.sha256, seal.package, seal.version):
        raise BundleError("The seal names another package than the one inside.")
    return Bundle(files, seal.package, seal.version, seal.licence, seal.publisher, key)


def _message(body: bytes, seal: Seal) -> bytes:
    return _CONTEXT + body + msgspec.json.encode(msgspec.structs.replace(seal, signature=""))
