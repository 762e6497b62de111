"""Parses what the browser carried, and hands on only what a signature covers."""

import base64
import binascii
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from modellregion.accounts.saml.parties import SIGNATURE, SamlError
from modellregion.kernel.foreign_xml import ForeignXmlError, parse_foreign_xml

BYTES_MAX = 256 * 1024
ELEMENTS_MAX = 2_000
DEPTH_MAX = 40
_METHODS = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.SHA256_RSA_MGF1,
        SignatureMethod.SHA384_RSA_MGF1,
        SignatureMethod.SHA512_RSA_MGF1,
    }
)
_DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
_VALUES = (f"{{{SIGNATURE}}}SignatureValue", f"{{{SIGNATURE}}}DigestValue")
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
# Decoders pass over what is no base64, as does the schema of signatures in libxml2: a signature has one spelling here.
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*")
_TRANSFORMS = frozenset({f"{SIGNATURE}enveloped-signature", _EXCLUSIVE})


def decode(text: str) -> bytes:
    """Return the document a form field carries.

    :raises SamlError: when it is too large or no base64.
    """
    if len(text) > BYTES_MAX * 2:
        raise SamlError("too_large")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SamlError("no_base64") from error


def parse(content: bytes) -> etree._Element:
    """Return the root of a document without types, comments and instructions, of bounded size and depth.

    :raises SamlError: when it is another one.
    """
    if len(content) > BYTES_MAX:
        raise SamlError("too_large")
    try:
        root = parse_foreign_xml(content)
    except (ForeignXmlError, ValueError) as error:
        raise SamlError("no_xml", str(error)) from error
    seen: set[str] = set()
    for number, (depth, node) in enumerate(_walk(root)):
        if number > ELEMENTS_MAX or depth > DEPTH_MAX:
            raise SamlError("too_nested")
        # A comment splits a text in two; a reader that sees only the first half reads another name.
        if not isinstance(node.tag, str):
            raise SamlError("comment")
        name = node.get("ID")
        if name is not None:
            if name in seen:
                raise SamlError("id_twice")
            seen.add(name)
    return root


def _walk(root: etree._Element) -> Iterable[tuple[int, etree._Element]]:
    waiting = [(1, root)]
    while waiting:
        depth, node = waiting.pop()
        yield depth, node
        waiting += [(depth + 1, child) for child in node]


def signatures_in(root: etree._Element) -> int:
    """Return how many signatures a document holds, wherever they stand."""
    return sum(1 for _ in root.iter(f"{{{SIGNATURE}}}Signature"))


def signed(root: etree._Element, certificates: Iterable[x509.Certificate]) -> etree._Element:
    """Return the element as it was signed by one of these certificates; the signature stands directly inside it.

    :raises SamlError: when nobody of them did, or with other algorithms than those of the list.
    """
    found = root.findall(f"{{{SIGNATURE}}}Signature")
    if len(found) != 1:
        raise SamlError("unsigned", f"{len(found)} signatures")
    references = found[0].findall(f".//{{{SIGNATURE}}}Reference")
    transforms = {one.get("Algorithm") for one in found[0].iter(f"{{{SIGNATURE}}}Transform")}
    if len(references) != 1 or references[0].get("URI") != f"#{root.get('ID')}" or not root.get("ID"):
        raise SamlError("other_reference")
    if not transforms <= _TRANSFORMS or found[0].find(f"{{{SIGNATURE}}}Object") is not None:
        raise SamlError("transform")
    if not all(_BASE64.fullmatch(one.text or "") for one in found[0].iter(*_VALUES)):
        raise SamlError("signature", "no base64")
    reasons = []
    for certificate in certificates:
        try:
            return _verified(root, certificate)
        except (SignXMLException, InvalidSignature, etree.LxmlError, ValueError, KeyError) as error:
            reasons.append(type(error).__name__)
    raise SamlError("signature", ", ".join(reasons) or "no certificate is known")


def _verified(root: etree._Element, certificate: x509.Certificate) -> etree._Element:
    configuration = SignatureConfiguration(
        require_x509=True,
        location="./",
        expect_references=1,
        signature_methods=_METHODS,
        digest_algorithms=_DIGESTS,
        ignore_ambiguous_key_info=True,  # the key is the known certificate's, whatever stands in the message
    )
    result = XMLVerifier().verify(
        etree.tostring(root), x509_cert=certificate, id_attribute="ID", expect_config=configuration
    )
    element = None if isinstance(result, list) else result.signed_xml
    if element is None or element.tag != root.tag or element.get("ID") != root.get("ID"):
        raise SamlError("other_reference")
    return element


def one(parent: etree._Element, name: str, code: str) -> etree._Element:
    """Return the only child of this name.

    :raises SamlError: when there is none, or more than one.
    """
    found = parent.findall(name)
    if len(found) != 1:
        raise SamlError(code, f"{len(found)} of {etree.QName(name).localname}")
    return found[0]


def instant(text: str | None, code: str) -> datetime:
    """Return an instant of the protocol: UTC, written with Z.

    :raises SamlError: when it is none.
    """
    if text is None or not text.endswith("Z"):
        raise SamlError(code, "no instant")
    try:
        return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    except ValueError as error:
        raise SamlError(code, "no instant") from error
