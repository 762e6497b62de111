"""Opens an encrypted assertion: AES-GCM under a key that was wrapped with RSA-OAEP (XML Encryption 1.1, BSI TR-03116-4)."""

import base64
import binascii
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from lxml import etree

from modellregion.accounts.saml.parties import ENCRYPTION, ENCRYPTION_11, SIGNATURE, KeyPair, SamlError
from modellregion.accounts.saml.reading import one

_KEY_BYTES = {f"{ENCRYPTION_11}aes128-gcm": 16, f"{ENCRYPTION_11}aes256-gcm": 32}
_DIGESTS: dict[str, HashAlgorithm] = {
    f"{ENCRYPTION}sha256": SHA256(),
    "http://www.w3.org/2001/04/xmldsig-more#sha384": SHA384(),
    f"{ENCRYPTION}sha512": SHA512(),
}
_MASKS: dict[str, HashAlgorithm] = {
    f"{ENCRYPTION_11}mgf1sha256": SHA256(),
    f"{ENCRYPTION_11}mgf1sha384": SHA384(),
    f"{ENCRYPTION_11}mgf1sha512": SHA512(),
}
_NONCE, _TAG = 12, 16


def decrypt(encrypted: etree._Element, keys: Iterable[KeyPair]) -> bytes:
    """Return the content of an ``EncryptedAssertion``.

    :raises SamlError: when none of our keys opens it, or other algorithms were used than those of the list.
    """
    data = one(encrypted, f"{{{ENCRYPTION}}}EncryptedData", "encryption")
    wrapped = list(encrypted.iter(f"{{{ENCRYPTION}}}EncryptedKey"))
    if len(wrapped) != 1:
        raise SamlError("encryption", f"{len(wrapped)} keys")
    method = one(data, f"{{{ENCRYPTION}}}EncryptionMethod", "encryption").get("Algorithm", "")
    if method not in _KEY_BYTES:
        raise SamlError("encryption_algorithm", method[:100])
    padding = _padding(one(wrapped[0], f"{{{ENCRYPTION}}}EncryptionMethod", "encryption"))
    secret, content = _cipher(wrapped[0]), _cipher(data)
    for pair in keys:
        try:
            key = pair.key.decrypt(secret, padding)
            if len(key) == _KEY_BYTES[method] and len(content) > _NONCE + _TAG:
                return AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], None)
        except (ValueError, InvalidTag):
            continue
    raise SamlError("encryption", "none of our keys opens it")


def _padding(method: etree._Element) -> OAEP:
    if method.get("Algorithm") != f"{ENCRYPTION_11}rsa-oaep":
        raise SamlError("encryption_algorithm", method.get("Algorithm", "")[:100])
    if method.find(f"{{{ENCRYPTION}}}OAEPparams") is not None:
        raise SamlError("encryption_algorithm", "label")
    digest = one(method, f"{{{SIGNATURE}}}DigestMethod", "encryption_algorithm").get("Algorithm", "")
    mask = one(method, f"{{{ENCRYPTION_11}}}MGF", "encryption_algorithm").get("Algorithm", "")
    if digest not in _DIGESTS or mask not in _MASKS:
        raise SamlError("encryption_algorithm", f"{digest} {mask}"[:200])
    return OAEP(MGF1(_MASKS[mask]), _DIGESTS[digest], None)


def _cipher(element: etree._Element) -> bytes:
    data = one(element, f"{{{ENCRYPTION}}}CipherData", "encryption")
    text = one(data, f"{{{ENCRYPTION}}}CipherValue", "encryption").text or ""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SamlError("encryption", "no base64") from error
