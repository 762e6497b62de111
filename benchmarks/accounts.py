"""What it costs to judge the answer of an identity provider: by our own core, by python3-saml, and by pysaml2.

All judge an encrypted response (AES-256-GCM) with two signatures of one provider. We take nothing but what BundID asks for, RSA-OAEP
of XML Encryption 1.1 with SHA-256. python3-saml's schema does not know that, and pysaml2 was not tried with it: they are given the same response with RSA-OAEP-MGF1P, which is as much work. pysaml2 verifies no PSS signature, so it
is given PKCS 1, and so are we beside it. What a peer could not do the figure's name says.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from benchmarks.figures import Figure
from benchmarks.rules_tables import rate, require
from benchmarks.saml_peers import SURNAME, WANTED, logins_per_second
from modellregion.accounts.tests.test_responses import OWN, SERVICE, answer, judge
from tests.support.identity_provider import Provider, pem_of, running_provider

PKCS1 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
MGF1P = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
# The signatures' name, what the provider is asked for, and who can judge that besides us.
KINDS: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    ("PSS", {}, ("python3-saml",)),
    ("PKCS 1", {"algorithm": PKCS1}, ("python3-saml", "pysaml2")),
)


def run() -> list[Figure]:
    """Measure in CPU time; a peer that cannot be measured is said and its figure left out."""
    figures = []
    with running_provider(Path(tempfile.mkdtemp(prefix="modellregion-bench-"))) as provider:
        for name, wish, peers in KINDS:
            ours = _ours(provider, wish)
            text = f"verify a login: response encrypted, two {name} signatures"
            figures.append(_figure(text, ours))
            for peer in peers:
                theirs, why = logins_per_second(
                    Path(os.environ["MODELLREGION_HOME"]), _job(provider, peer, wish)
                )
                if theirs is None:
                    print(f"No figure for {why}", file=sys.stderr)
                    continue
                figures.append(_figure(f"{text} (floor: {peer}, its key by RSA-OAEP-MGF1P)", ours, theirs))
    return figures


def _ours(provider: Provider, wish: dict[str, str]) -> float:
    text = answer(provider, **wish)
    require(judge(provider, text).attributes[SURNAME].text, WANTED)
    return rate(lambda: judge(provider, text))


def _figure(name: str, ours: float, floor: float | None = None) -> Figure:
    return Figure(subject="accounts", name=name, value=ours, unit="/s CPU", floor=floor)


def _job(provider: Provider, peer: str, wish: dict[str, str]) -> dict[str, Any]:
    return {
        "peer": peer,
        "response": answer(provider, keyEncryption=MGF1P, keyDigest="sha1", **wish),
        "key": pem_of(OWN.key).decode(),
        "certificate": OWN.certificate.public_bytes(Encoding.PEM).decode(),
        "idp_certificate": provider.certificate.public_bytes(Encoding.PEM).decode(),
        "entity": SERVICE.entity_id,
        "acs": SERVICE.acs_url,
        "idp": f"{provider.address}/bundid",
        "request": "_request",
    }
