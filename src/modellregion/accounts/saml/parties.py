"""The two sides of a login, the names of the protocol, and why a message is refused."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
ENCRYPTION = "http://www.w3.org/2001/04/xmlenc#"
ENCRYPTION_11 = "http://www.w3.org/2009/xmlenc11#"
AKDB = "https://www.akdb.de/request/2018/09"
AKDB_UI = "https://www.akdb.de/request/2018/09/classic-ui/v1"
POST_BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"

SKEW = timedelta(seconds=60)
"""How far the clocks of the two sides may be apart."""
AUTHN_AGE_MAX = timedelta(hours=1)
"""How long ago the person may have shown who they are."""


class SamlError(Exception):
    """A message is refused; ``code`` says which rule it broke, the text what was found. For the log, not for the browser."""

    def __init__(self, code: str, detail: str = "") -> None:
        """Keep the rule."""
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key of ours and the certificate others know it by."""

    key: RSAPrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True, slots=True)
class ServiceProvider:
    """Our side: a municipality (Diensteanbieter). ``keys``: the first signs; each of them opens what was encrypted."""

    entity_id: str
    acs_url: str
    keys: tuple[KeyPair, ...]


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """The other side (Nutzerkonto). Two certificates while its key changes; what must be signed is agreed beforehand."""

    entity_id: str
    sso_url: str
    certificates: tuple[x509.Certificate, ...]
    signs_response: bool = True
    signs_assertion: bool = True


@dataclass(frozen=True, slots=True)
class Expected:
    """What the response must answer: our request, the levels that suffice, and the instant it is looked at."""

    request_id: str
    levels: frozenset[str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Attribute:
    """What the account said of the person. ``text`` or, for nested XML, ``parts``; ``level`` as the account names it."""

    name: str
    text: str
    level: str = ""
    parts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identity:
    """The outcome of a login: every statement in it was signed."""

    assertion_id: str
    name_id: str
    level: str
    authenticated_at: datetime
    expires_at: datetime
    attributes: dict[str, Attribute]
