"""What it costs to judge the answer of an identity provider: by our own core, and by python3-saml where it can do the same.

python3-saml knows no OAEP with SHA-2, so it is given the same answer unencrypted; ours decrypts as well. pysaml2 is not
measured: it verifies no PSS signature, and calls the program xmlsec1 for any other, which is not among our tools.
"""

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.rules_tables import rate, require
from modellregion.accounts.tests.test_responses import answer, judge
from tests.support.identity_provider import running_provider

PKCS1 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


def run() -> list[Figure]:
    """Measure in CPU time; the simulator makes one answer of each kind beforehand."""
    figures = []
    with running_provider(Path(tempfile.mkdtemp(prefix="modellregion-bench-"))) as provider:
        for name, wish in (("PSS", {}), ("PKCS 1", {"algorithm": PKCS1})):
            text = answer(provider, **wish)
            require(judge(provider, text).attributes["urn:oid:2.5.4.4"].text, "Mustermann")
            ours = rate(lambda text=text: judge(provider, text))  # type: ignore[misc] # bound now
            theirs = None
            if find_spec("onelogin") is None:
                print("No figure for python3-saml: it is not installed.", file=sys.stderr)
            else:
                from modellregion.accounts.tests.test_against_python3_saml import they_take

                plain = answer(provider, plain=True, **wish)
                require(str(they_take(provider, plain)), "True")
                theirs = 1000 / rate(lambda plain=plain: they_take(provider, plain))  # type: ignore[misc]
            figures.append(
                Figure(
                    subject="accounts",
                    name=f"judge a response, two {name} signatures (floor: python3-saml, unencrypted)",
                    value=1000 / ours,
                    unit="ms CPU",
                    floor=theirs,
                )
            )
    return figures
