"""Writes our two documents: the signed request for a login, and the metadata the other side knows us by."""

import base64
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from lxml.builder import ElementMaker
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.signer import XMLSigner

from modellregion.accounts.saml.parties import (
    AKDB,
    AKDB_UI,
    ASSERTION,
    ENCRYPTION_11,
    METADATA,
    POST_BINDING,
    PROTOCOL,
    SIGNATURE,
    TRANSIENT,
    IdentityProvider,
    ServiceProvider,
)

_P = ElementMaker(namespace=PROTOCOL, nsmap={"samlp": PROTOCOL, "saml": ASSERTION})
_A = ElementMaker(namespace=ASSERTION, nsmap={"saml": ASSERTION})
_K = ElementMaker(namespace=AKDB, nsmap={"akdb": AKDB})
_U = ElementMaker(namespace=AKDB_UI, nsmap={"classic-ui": AKDB_UI})
_M = ElementMaker(namespace=METADATA, nsmap={"md": METADATA})
_D = ElementMaker(namespace=SIGNATURE, nsmap={"ds": SIGNATURE})


@dataclass(frozen=True, slots=True)
class Wish:
    """What a login is asked for: the least level, and the attributes of the person by their names.

    ``online_service`` is the number of the online service (BMI-ID); without ``organisation`` the request carries no akdb
    extension, as accounts other than BundID have it.
    """

    request_id: str
    level: str
    attributes: tuple[str, ...]
    now: datetime
    organisation: str = ""
    online_service: str = ""
    language: str = "de"
    back_url: str = ""
    is_pss: bool = True


def write_request(service: ServiceProvider, provider: IdentityProvider, wish: Wish) -> str:
    """Return a signed ``AuthnRequest`` as the form field ``SAMLRequest``, base64."""
    root = _P.AuthnRequest(
        _A.Issuer(service.entity_id),
        _D.Signature(Id="placeholder"),
        *([_P.Extensions(_extension(wish))] if wish.organisation else ()),
        _P.NameIDPolicy(Format=TRANSIENT, AllowCreate="true"),
        _P.RequestedAuthnContext(_A.AuthnContextClassRef(wish.level), Comparison="minimum"),
        ID=wish.request_id,
        Version="2.0",
        IssueInstant=wish.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        Destination=provider.sso_url,
        ProtocolBinding=POST_BINDING,
        AssertionConsumerServiceURL=service.acs_url,
    )
    pair = service.keys[0]
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.SHA256_RSA_MGF1 if wish.is_pss else SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    done = signer.sign(
        root, key=pair.key, cert=[pair.certificate], reference_uri=wish.request_id, id_attribute="ID"
    )
    return base64.b64encode(etree.tostring(done)).decode("ascii")


def _extension(wish: Wish) -> etree._Element:
    wanted = [_K.RequestedAttribute(Name=name, RequiredAttribute="false") for name in wish.attributes]
    shown = [_U.OrganizationDisplayName(wish.organisation), _U.Lang(wish.language)]
    if wish.back_url:
        shown.append(_U.BackURL(wish.back_url))
    if wish.online_service:
        shown.append(_U.OnlineServiceId(wish.online_service))
    extension: etree._Element = _K.AuthenticationRequest(
        _K.RequestedAttributes(*wanted),
        _K.DisplayInformation(_U.Version(*shown)),
        Version="2",
        EnableStatusDetail="true",
    )
    return extension


def write_metadata(service: ServiceProvider) -> bytes:
    """Return our metadata. BundID takes none with ``validUntil`` or ``ID``, so both are missing on purpose."""
    keys = []
    for use in ("signing", "encryption"):
        for pair in service.keys:
            content = base64.b64encode(pair.certificate.public_bytes(Encoding.DER)).decode("ascii")
            info = _D.KeyInfo(_D.X509Data(_D.X509Certificate(content)))
            methods = (
                [_M.EncryptionMethod(Algorithm=f"{ENCRYPTION_11}aes256-gcm")] if use == "encryption" else []
            )
            keys.append(_M.KeyDescriptor(info, *methods, use=use))
    root = _M.EntityDescriptor(
        _M.SPSSODescriptor(
            *keys,
            _M.NameIDFormat(TRANSIENT),
            _M.AssertionConsumerService(
                Binding=POST_BINDING, Location=service.acs_url, index="0", isDefault="true"
            ),
            AuthnRequestsSigned="true",
            WantAssertionsSigned="true",
            protocolSupportEnumeration=PROTOCOL,
        ),
        entityID=service.entity_id,
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
