"""Signs this installation's catalogue, and verifies those of others: Ed25519 over the index as it was sent."""

import base64
import binascii
from datetime import datetime

import msgspec

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.envelope import open_plain, plain
from modellregion.packages.api import PublicKey, SigningKey, new_signing_key
from modellregion.transfer.errors import SubscriptionError
from modellregion.transfer.models import InstallationKey

FORMAT = "modellregion-signed-catalogue/1"
_CONTEXT = b"modellregion catalogue 1\0"


class SignedIndex(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent: the index as text, and a signature over exactly this text and the moment it was made."""

    format: str
    made_at: datetime
    key: str
    signature: str
    index: str

    @property
    def message(self) -> bytes:
        """What is signed."""
        return _CONTEXT + self.made_at.isoformat().encode() + b"\0" + self.index.encode()


def sign_index(index: bytes) -> bytes:
    """Return the signed form of an index (JSON)."""
    key = installation_key()
    signed = SignedIndex(
        format=FORMAT, made_at=SYSTEM_CLOCK.now(), key=key.public.text, signature="", index=index.decode()
    )
    signature = base64.b64encode(key.sign(signed.message)).decode()
    return msgspec.json.encode(msgspec.structs.replace(signed, signature=signature))


def verify_index(content: bytes) -> tuple[SignedIndex, PublicKey]:
    """Return a signed index whose signature fits the key it names. Whether the key is trusted is the caller's question.

    :raises SubscriptionError: when it is none, or was changed.
    """
    try:
        signed = msgspec.json.decode(content, type=SignedIndex)
        key = PublicKey(base64.b64decode(signed.key, validate=True))
        signature = base64.b64decode(signed.signature, validate=True)
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, ValueError) as error:
        raise SubscriptionError("There is no readable signed catalogue.") from error
    if signed.format != FORMAT:
        raise SubscriptionError("The catalogue was made for another version of the platform.")
    if signed.made_at.tzinfo is None or not key.verifies(signature, signed.message):
        raise SubscriptionError("The signature does not fit: the catalogue was changed after it was signed.")
    return signed, key


def installation_key() -> SigningKey:
    """Return the key of this installation; it is made when it is first needed."""
    row = InstallationKey.objects.filter(id=1).first()
    if row is None:
        made = new_signing_key()
        row, _is_new = InstallationKey.objects.get_or_create(
            id=1,
            defaults={
                "public": made.public.text,
                "private": plain(made.content),
                "made_at": SYSTEM_CLOCK.now(),
            },
        )
    return SigningKey(open_plain(row.private))
