"""What answers of an identity provider are taken and which are refused; they are made by a program that shares no code with us."""

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from modellregion.accounts.saml.parties import Expected, IdentityProvider, KeyPair, SamlError, ServiceProvider
from modellregion.accounts.saml.response import check_response
from tests.support.identity_provider import Provider, new_pair, running_provider

SUBSTANTIAL = frozenset({"STORK-QAA-Level-3", "STORK-QAA-Level-4"})
OWN = KeyPair(*new_pair("municipality"))
SERVICE = ServiceProvider("https://paderborn.example/konto", "https://paderborn.example/antwort", (OWN,))
SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(tmp_path_factory.mktemp("idp")) as running:
        yield running


def idp(provider: Provider, **more: Any) -> IdentityProvider:
    address = f"{provider.address}/bundid"
    return IdentityProvider(address, f"{address}/sso", (provider.certificate,), **more)


def answer(provider: Provider, **wish: Any) -> str:
    """Let the provider answer our request ``_request``, good unless ``wish`` says otherwise."""
    good = {
        "inResponseTo": "_request",
        "acs": SERVICE.acs_url,
        "audience": SERVICE.entity_id,
        "certificate": OWN.certificate.public_bytes(Encoding.PEM).decode(),
        "level": "STORK-QAA-Level-3",
        "attributes": [["urn:oid:2.5.4.4", "Mustermann", "SUBSTANTIELL"]],
    }
    return provider.tell(respond=good | wish)


def judge(provider: Provider, text: str, **more: Any) -> Any:
    expected = Expected("_request", SUBSTANTIAL, datetime.now(UTC))
    return check_response(text, SERVICE, idp(provider, **more), expected)


GOOD: tuple[dict[str, Any], ...] = (
    {},
    {"algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"},
    {"encryption": "http://www.w3.org/2009/xmlenc11#aes128-gcm"},
    {"keyDigest": "sha512", "mask": "sha512"},
    {"level": "STORK-QAA-Level-4"},
    {"notBefore": 30},
    {"notAfter": -30},
    {"issued": 30},
)


@pytest.mark.parametrize("wish", GOOD, ids=str)
def test_a_good_answer_is_taken(provider: Provider, wish: dict[str, Any]) -> None:
    identity = judge(provider, answer(provider, **wish))
    surname = identity.attributes["urn:oid:2.5.4.4"]
    assert (surname.text, surname.level) == ("Mustermann", "SUBSTANTIELL")


def test_clocks_may_be_a_minute_apart_and_no_more(provider: Provider) -> None:
    text = answer(provider)
    made = re.search(rb'IssueInstant="([^"]+)Z"', base64.b64decode(text))
    assert made
    then = datetime.fromisoformat(made[1].decode()).replace(tzinfo=UTC)

    def is_taken(seconds: int) -> bool:
        expected = Expected("_request", SUBSTANTIAL, then + timedelta(seconds=seconds))
        try:
            return bool(check_response(text, SERVICE, idp(provider), expected))
        except SamlError:
            return False

    # It counts for 300 seconds; its parts may have been dated in two seconds that follow each other.
    assert [is_taken(seconds) for seconds in (-62, -58, 0, 358, 362)] == [False, True, True, True, False]


OBJECT_OUTSIDE = {"inResponse": ["wrap-object"]}
HOSTILE: dict[str, tuple[dict[str, Any], set[str]]] = {
    "changed after signing": (
        {"inResponse": ["replace", 'Version="2.0"', 'Version="2.0" Consent="urn:x"']},
        {"signature"},
    ),
    "an attribute changed after signing": (
        {"inAssertion": ["replace", "Mustermann", "Musterfrau"]},
        {"signature"},
    ),
    # Found by fuzzing: decoders pass over what is no base64; and what the schema refuses, signxml tells with an error of lxml.
    "a signature that is no base64": (
        {"inResponse": ["replace", "SignatureValue>", "SignatureValue>:"]},
        {"signature"},
    ),
    "a signature with an element nobody knows": (
        {"inResponse": ["replace", "<ds:KeyInfo>", "<ds:KeyInfo><ds:Kez/>"]},
        {"signature"},
    ),
    "unsigned": ({"signResponse": False, "signAssertion": False}, {"unsigned"}),
    "the response's signature missing": ({"signResponse": False}, {"unsigned"}),
    "the assertion's signature missing": ({"signAssertion": False}, {"unsigned"}),
    "a stranger's key in KeyInfo": ({"stranger": True}, {"signature"}),
    "wrapped beside": ({"inResponse": ["wrap-sibling"]}, {"unsigned", "other_reference", "id_twice"}),
    "wrapped in an object": (OBJECT_OUTSIDE, {"unsigned", "other_reference", "signature", "transform"}),
    "wrapped in extensions": ({"inResponse": ["wrap-extensions"]}, {"other_reference", "signature"}),
    "wrapped with the same id": ({"inResponse": ["same-id"]}, {"id_twice"}),
    "expired": ({"notAfter": -120}, {"expired"}),
    "not yet valid": ({"notBefore": 120}, {"not_yet"}),
    "for another audience": ({"audience": "https://bielefeld.example/konto"}, {"audience"}),
    "to another request": ({"inResponseTo": "_other"}, {"in_response_to"}),
    "to another request inside": ({"innerInResponseTo": "_other"}, {"in_response_to"}),
    "from another issuer": ({"issuer": "https://evil.example"}, {"issuer"}),
    "from another issuer inside": ({"innerIssuer": "https://evil.example"}, {"issuer"}),
    "no success": ({"status": "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"}, {"status"}),
    "a document type": (
        {"inResponse": ["prepend", '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>']},
        {"no_xml"},
    ),
    "signed with SHA-1": (
        {"algorithm": "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "digest": SHA1},
        {"signature"},
    ),
    "a digest with SHA-1": ({"digest": SHA1}, {"signature"}),
    "for another recipient": ({"recipient": "https://evil.example/antwort"}, {"recipient"}),
    "to another destination": ({"destination": "https://evil.example/antwort"}, {"destination"}),
    "a level below": ({"level": "STORK-QAA-Level-1"}, {"level"}),
    "a level nobody knows": ({"level": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"}, {"level"}),
    "a login of two days ago": ({"authnInstant": -172800}, {"authn_instant"}),
    "a comment in the name": ({"nameIdXml": "erika<!-- -->mustermann"}, {"comment"}),
    "not encrypted": ({"plain": True}, {"not_encrypted", "id_twice"}),
    "encrypted with CBC": (
        {"encryption": "http://www.w3.org/2001/04/xmlenc#aes256-cbc"},
        {"encryption_algorithm"},
    ),
    "a key wrapped with PKCS 1": (
        {"keyEncryption": "http://www.w3.org/2001/04/xmlenc#rsa-1_5"},
        {"encryption_algorithm"},
    ),
    "a key wrapped with SHA-1": (
        {"keyEncryption": "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", "keyDigest": "sha1"},
        {"encryption_algorithm"},
    ),
    "a mask of SHA-1": ({"mask": "sha1"}, {"encryption_algorithm"}),
    "a second assertion": ({"second": True}, {"one_assertion", "id_twice"}),
    "an attribute twice": (
        {"attributes": [["urn:oid:2.5.4.4", "A", "HOCH"], ["urn:oid: 2.5.4.4", "B", "HOCH"]]},
        {"attribute_twice"},
    ),
    "dated ahead": ({"issued": 120}, {"issue_instant"}),
    "dated two hours ago": ({"issued": -7200}, {"issue_instant"}),
    "ten thousand elements": ({"extraXml": "<saml:A/>" * 10_000}, {"too_nested", "too_large", "no_xml"}),
    "ten thousand elements inside each other": (
        {"inResponse": ["append", "<a>" * 10_000 + "</a>" * 10_000]},
        {"no_xml", "too_nested"},
    ),
    "no conditions of time": ({"conditions": ""}, {"conditions"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_is_refused_for_its_reason(provider: Provider, name: str) -> None:
    wish, reasons = HOSTILE[name]
    with pytest.raises(SamlError) as refused:
        judge(provider, answer(provider, **wish))
    assert refused.value.code in reasons, f"{name}: {refused.value}"


@pytest.mark.parametrize("kind", ["wrap-sibling", "wrap-object", "wrap-extensions", "wrap-parent", "same-id"])
def test_nothing_is_wrapped_around_a_signed_assertion(provider: Provider, kind: str) -> None:
    """Anybody can encrypt for us: what was wrapped before it was encrypted arrives where only the assertion is signed."""
    text = answer(provider, signResponse=False, inAssertion=[kind])
    with pytest.raises(SamlError):
        judge(provider, text, signs_response=False)
    good = answer(provider, signResponse=False)
    assert judge(provider, good, signs_response=False).attributes


def test_a_digest_that_is_no_base64_is_refused_like_a_wrong_one(provider: Provider) -> None:
    content = base64.b64decode(answer(provider))
    broken = re.sub(rb"(<ds:DigestValue>).", rb"\1", content)
    assert broken != content
    with pytest.raises(SamlError) as refused:
        judge(provider, base64.b64encode(broken).decode())
    assert refused.value.code == "signature"


@pytest.mark.parametrize("text", ["", "no base64 !", base64.b64encode(b"junk").decode(), "A" * 30_000_000])
def test_junk_is_refused(provider: Provider, text: str) -> None:
    with pytest.raises(SamlError):
        judge(provider, text)


@given(st.binary(max_size=400))
@examples(max_examples=200)
def test_no_bytes_make_another_error(content: bytes) -> None:
    party = IdentityProvider("https://idp.example", "https://idp.example/sso", (OWN.certificate,))
    expected = Expected("_request", SUBSTANTIAL, datetime.now(UTC))
    for text in (base64.b64encode(content).decode(), content.decode("latin-1")):
        with pytest.raises(SamlError):
            check_response(text, SERVICE, party, expected)


def test_names_are_composed_and_free_of_marks_that_steer_text(provider: Provider) -> None:
    wish = [["urn:oid:2.5.4.4", "Mu\u0308ller\u202e\u200f", "HOCH"], ["urn:oid:2.5.4.42", "N" * 300, "HOCH"]]
    attributes = judge(provider, answer(provider, attributes=wish)).attributes
    assert attributes["urn:oid:2.5.4.4"].text == "Müller"
    assert len(attributes["urn:oid:2.5.4.42"].text) == 300


def test_an_address_in_elements_keeps_its_parts(provider: Provider) -> None:
    wish = [["Unternehmensanschrift", "", "", {"Strasse": "Weg", "PLZ": "33098", "Ort": "Paderborn"}]]
    found = judge(provider, answer(provider, attributes=wish)).attributes["Unternehmensanschrift"]
    assert found.parts == {"Strasse": "Weg", "PLZ": "33098", "Ort": "Paderborn"}


def test_keys_change_on_both_sides_without_a_gap(provider: Provider) -> None:
    both = replace(idp(provider), certificates=(provider.certificate, provider.next_certificate))
    fresh = KeyPair(*new_pair("next"))
    service = replace(SERVICE, keys=(OWN, fresh))
    certificate = fresh.certificate.public_bytes(Encoding.PEM).decode()
    expected = Expected("_request", SUBSTANTIAL, datetime.now(UTC) + timedelta(seconds=1))
    try:
        provider.tell(key="2")
        text = answer(provider, certificate=certificate)
        assert check_response(text, service, both, expected).attributes
        with pytest.raises(SamlError):
            check_response(text, service, idp(provider), expected)
    finally:
        provider.tell(key="")
