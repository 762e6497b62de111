"""Logins verified by pysaml2 and python3-saml, each in the environment of the peers; what they answer is compared first.

Run as a program it reads what to judge from a JSON file and prints logins per CPU second, or why there are none. CPU of
processes that a peer starts counts as its own: pysaml2 calls the program xmlsec1 for each decryption and each signature.
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from shutil import which
from typing import Any

from benchmarks.rules_peers import peers_python

SURNAME, WANTED = "urn:oid:2.5.4.4", "Mustermann"
SECONDS = 2
ROOT = Path(__file__).parent.parent


def logins_per_second(home: Path, job: dict[str, Any]) -> tuple[float | None, str]:
    """Return how many logins a peer verifies in a CPU second, or None and a sentence that says why there is no figure.

    :param home: folder in which the environment of the peers is kept.
    :param job: ``peer``, ``response`` (base64), ``key`` and ``certificate`` of the service and the ``idp_certificate`` (PEM),
        ``entity``, ``acs``, ``idp``, ``request``.
    """
    if job["peer"] == "pysaml2" and which("xmlsec1") is None:
        return None, "pysaml2 calls the program xmlsec1, which is missing (Debian: apt-get install xmlsec1)."
    with tempfile.TemporaryDirectory(prefix="modellregion-bench-") as folder:
        file = Path(folder) / "job.json"
        file.write_text(json.dumps(job), encoding="utf-8")
        command = [peers_python(home), "-m", "benchmarks.saml_peers", file]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    last = (done.stdout.strip().splitlines() or ["it printed nothing"])[-1]
    try:
        return float(last), ""
    except ValueError:
        why = (done.stderr.strip().splitlines() or [last])[-1] if done.returncode else last
        return None, f"{job['peer']}: {why[:200]}"


def _cpu() -> float:
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in found)


def _rate(verify: Callable[[], str]) -> float:
    if (found := verify()) != WANTED:
        raise SystemExit(f"wrong answer: {found!r}")
    count, start = 0, _cpu()
    while (spent := _cpu() - start) < SECONDS:
        for _ in range(5):
            verify()
        count += 5
    return count / spent


def _python3_saml(job: dict[str, Any]) -> Callable[[], str]:
    response_of = import_module("onelogin.saml2.response").OneLogin_Saml2_Response
    settings = import_module("onelogin.saml2.settings").OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": job["entity"],
                "assertionConsumerService": {"url": job["acs"]},
                "x509cert": job["certificate"],
                "privateKey": job["key"],
            },
            "idp": {
                "entityId": job["idp"],
                "singleSignOnService": {"url": f"{job['idp']}/sso"},
                "x509cert": job["idp_certificate"],
            },
            "security": {
                "wantMessagesSigned": True,
                "wantAssertionsSigned": True,
                "wantAssertionsEncrypted": True,
                "rejectDeprecatedAlgorithm": True,
                "requestedAuthnContext": ["STORK-QAA-Level-3"],
                "failOnAuthnContextMismatch": True,
            },
        }
    )
    host, _, path = job["acs"].removeprefix("https://").partition("/")
    request = {"https": "on", "http_host": host, "script_name": f"/{path}", "get_data": {}, "post_data": {}}

    def verify() -> str:
        response = response_of(settings, job["response"])
        if not response.is_valid(request, job["request"]):
            return str(response.get_error())
        return str(response.get_attributes()[SURNAME][0])

    return verify


def _pysaml2(job: dict[str, Any], folder: Path) -> Callable[[], str]:
    for name in ("key", "certificate"):
        (folder / name).write_text(job[name], encoding="ascii")
    pair = {"key_file": str(folder / "key"), "cert_file": str(folder / "certificate")}
    certificate = "".join(job["idp_certificate"].splitlines()[1:-1])
    metadata = (
        f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{job["idp"]}"><IDPSSODescriptor '
        'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">'
        '<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>'
        f"{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService "
        'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" '
        f'Location="{job["idp"]}/sso"/></IDPSSODescriptor></EntityDescriptor>'
    )
    saml2 = import_module("saml2")
    config = import_module("saml2.config").SPConfig()
    post = [(job["acs"], saml2.BINDING_HTTP_POST)]
    config.load(
        {
            "entityid": job["entity"],
            "xmlsec_binary": which("xmlsec1"),
            **pair,
            "encryption_keypairs": [pair],
            "metadata": {"inline": [metadata]},
            "allow_unknown_attributes": True,
            "service": {
                "sp": {
                    "endpoints": {"assertion_consumer_service": post},
                    "want_response_signed": True,
                    "want_assertions_signed": True,
                    "allow_unsolicited": False,
                }
            },
        }
    )
    client = import_module("saml2.client").Saml2Client(config)

    def verify() -> str:
        answer = client.parse_authn_request_response(
            job["response"], saml2.BINDING_HTTP_POST, outstanding={job["request"]: "/"}
        )
        [[surname]] = answer.ava.values()  # by the name of its OID, which pysaml2 knows: "sn"
        return str(surname)

    return verify


def main() -> None:
    """Judge the login of a file over and over."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(sys.argv[1]).parent
    verify = _python3_saml(job) if job["peer"] == "python3-saml" else _pysaml2(job, folder)
    print(_rate(verify))


if __name__ == "__main__":
    main()
