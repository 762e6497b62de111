"""Judges a response: who logged in, at which level, and what their account said of them."""

import unicodedata
from datetime import datetime

from lxml import etree

from modellregion.accounts.saml.decrypting import decrypt
from modellregion.accounts.saml.parties import (
    AKDB,
    ASSERTION,
    AUTHN_AGE_MAX,
    PROTOCOL,
    SIGNATURE,
    SKEW,
    Attribute,
    Expected,
    Identity,
    IdentityProvider,
    SamlError,
    ServiceProvider,
)
from modellregion.accounts.saml.reading import decode, instant, one, parse, signatures_in, signed

_SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_VALUE_MAX = 2_000
_ISSUER = f"{{{ASSERTION}}}Issuer"


def check_response(
    form_field: str, service: ServiceProvider, provider: IdentityProvider, expected: Expected
) -> Identity:
    """Return who logged in.

    :param form_field: ``SAMLResponse`` as the browser sent it, base64.
    :raises SamlError: when any rule is broken; whether the same assertion came before is the caller's to know.
    """
    root = parse(decode(form_field))
    if root.tag != f"{{{PROTOCOL}}}Response":
        raise SamlError("no_response")
    if provider.signs_response or root.find(f"{{{SIGNATURE}}}Signature") is not None:
        root = signed(root, provider.certificates)
    _check_envelope(root, service, provider, expected)
    return _identity(_assertion(root, service, provider), service, provider, expected)


def _check_envelope(
    root: etree._Element, service: ServiceProvider, provider: IdentityProvider, expected: Expected
) -> None:
    if root.get("Version") != "2.0":
        raise SamlError("version")
    status = one(root, f"{{{PROTOCOL}}}Status", "status")
    code = one(status, f"{{{PROTOCOL}}}StatusCode", "status")
    if code.get("Value") != _SUCCESS:
        inner = code.find(f"{{{PROTOCOL}}}StatusCode")
        raise SamlError("status", (inner if inner is not None else code).get("Value", "")[:120])
    if root.get("Destination") != service.acs_url:
        raise SamlError("destination")
    if root.get("InResponseTo") != expected.request_id:
        raise SamlError("in_response_to")
    if _text(one(root, _ISSUER, "issuer")) != provider.entity_id:
        raise SamlError("issuer")
    made = instant(root.get("IssueInstant"), "issue_instant")
    if not expected.now - AUTHN_AGE_MAX <= made <= expected.now + SKEW:
        raise SamlError("issue_instant")


def _assertion(root: etree._Element, service: ServiceProvider, provider: IdentityProvider) -> etree._Element:
    """Return the only assertion there is, as it was signed."""
    plain, encrypted = f"{{{ASSERTION}}}Assertion", f"{{{ASSERTION}}}EncryptedAssertion"
    everywhere = [*root.iter(plain), *root.iter(encrypted)]
    if len(everywhere) != 1 or everywhere[0].getparent() is not root:
        raise SamlError("one_assertion", f"{len(everywhere)} assertions")
    if everywhere[0].tag != encrypted:
        raise SamlError("not_encrypted")
    assertion = parse(decrypt(everywhere[0], service.keys))
    if assertion.tag != plain or sum(1 for _ in assertion.iter(plain, encrypted)) != 1:
        raise SamlError("one_assertion")
    if signatures_in(assertion) > 1:
        raise SamlError("signatures")
    if provider.signs_assertion or signatures_in(assertion):
        return signed(assertion, provider.certificates)
    if not provider.signs_response:
        raise SamlError("unsigned", "neither response nor assertion")
    return assertion


def _identity(
    assertion: etree._Element, service: ServiceProvider, provider: IdentityProvider, expected: Expected
) -> Identity:
    if assertion.get("Version") != "2.0" or not assertion.get("ID"):
        raise SamlError("version")
    if _text(one(assertion, _ISSUER, "issuer")) != provider.entity_id:
        raise SamlError("issuer")
    name_id, until = _subject(assertion, service, expected)
    until = min(until, _conditions(assertion, service, expected.now))
    statement = one(assertion, f"{{{ASSERTION}}}AuthnStatement", "authn_statement")
    authenticated = instant(statement.get("AuthnInstant"), "authn_instant")
    if not expected.now - AUTHN_AGE_MAX <= authenticated <= expected.now + SKEW:
        raise SamlError("authn_instant")
    context = one(statement, f"{{{ASSERTION}}}AuthnContext", "level")
    level = _text(one(context, f"{{{ASSERTION}}}AuthnContextClassRef", "level"))
    if level not in expected.levels:
        raise SamlError("level", level[:100])
    return Identity(
        assertion.get("ID", ""), name_id, level, authenticated, until + SKEW, _attributes(assertion)
    )


def _subject(assertion: etree._Element, service: ServiceProvider, expected: Expected) -> tuple[str, datetime]:
    subject = one(assertion, f"{{{ASSERTION}}}Subject", "subject")
    name_id = _text(one(subject, f"{{{ASSERTION}}}NameID", "name_id"))
    confirmation = one(subject, f"{{{ASSERTION}}}SubjectConfirmation", "confirmation")
    if confirmation.get("Method") != _BEARER:
        raise SamlError("confirmation")
    data = one(confirmation, f"{{{ASSERTION}}}SubjectConfirmationData", "confirmation")
    if data.get("Recipient") != service.acs_url:
        raise SamlError("recipient")
    if data.get("InResponseTo") != expected.request_id:
        raise SamlError("in_response_to", "assertion")
    until = instant(data.get("NotOnOrAfter"), "confirmation")
    if until + SKEW <= expected.now or data.get("NotBefore") is not None:
        raise SamlError("expired", "confirmation")
    return name_id, until


def _conditions(assertion: etree._Element, service: ServiceProvider, now: datetime) -> datetime:
    conditions = one(assertion, f"{{{ASSERTION}}}Conditions", "conditions")
    since = instant(conditions.get("NotBefore"), "conditions")
    until = instant(conditions.get("NotOnOrAfter"), "conditions")
    if now < since - SKEW:
        raise SamlError("not_yet")
    if until + SKEW <= now:
        raise SamlError("expired")
    restriction = one(conditions, f"{{{ASSERTION}}}AudienceRestriction", "audience")
    if service.entity_id not in {_text(node) for node in restriction.findall(f"{{{ASSERTION}}}Audience")}:
        raise SamlError("audience")
    return until


def _attributes(assertion: etree._Element) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    for statement in assertion.findall(f"{{{ASSERTION}}}AttributeStatement"):
        for node in statement.findall(f"{{{ASSERTION}}}Attribute"):
            name = "".join(node.get("Name", "").split())  # the published list has blanks inside two names
            values = node.findall(f"{{{ASSERTION}}}AttributeValue")
            if not name or not values:
                continue
            if name in found:
                raise SamlError("attribute_twice", name[:100])
            level = node.get(f"{{{AKDB}}}TrustLevel") or values[0].get(f"{{{AKDB}}}TrustLevel") or ""
            texts = [_tidy(value.text or "") for value in values if not len(value)]
            parts = {
                str(etree.QName(part).localname): _tidy(part.text or "")
                for value in values
                for part in value.iter()
                if part is not value and not len(part)
            }
            found[name] = Attribute(name, " ".join(text for text in texts if text), level, parts)
    return found


def _tidy(text: str) -> str:
    """Return a value in composed characters, without signs that only steer how text runs."""
    kept = (
        sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) not in {"Cc", "Cf"}
    )
    return "".join(kept).strip()[:_VALUE_MAX]


def _text(element: etree._Element) -> str:
    if len(element) or not element.text or not element.text.strip():
        raise SamlError("text", etree.QName(element).localname)
    return element.text.strip()
