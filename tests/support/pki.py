"""A trust service provider in a process of its own: OCSP, revocation list (both by pyca/cryptography), time-stamps (by OpenSSL).

It can be told to be down, to say that a certificate is revoked, to answer with a stranger's key, and to stamp something else.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from tests.support.tsa import _CONFIGURATION, free_port

_SERVER = """
import hashlib, json, subprocess, sys
from asn1crypto import tsp
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from cryptography import x509
from cryptography.x509 import ocsp
from cryptography.hazmat.primitives.hashes import SHA256, SHA1
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

told = {"down": [], "revoked": False, "stranger": False, "other_digest": False}
read = lambda name: x509.load_pem_x509_certificate(Path(name).read_bytes())
key = lambda name: load_pem_private_key(Path(name).read_bytes(), None)
root, seal = read("root.pem"), read("seal.pem")

def ocsp_answer(query):
    asked = ocsp.load_der_ocsp_request(query)
    now = datetime.now(UTC).replace(microsecond=0)
    certificate = seal if asked.serial_number == seal.serial_number else read("tsa.pem")
    is_revoked = told["revoked"] and certificate is seal
    responder, signer = ("stranger.pem", "stranger.key") if told["stranger"] else ("ocsp.pem", "ocsp.key")
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=certificate, issuer=root, algorithm=SHA1(),
        cert_status=ocsp.OCSPCertStatus.REVOKED if is_revoked else ocsp.OCSPCertStatus.GOOD,
        this_update=now - timedelta(minutes=1), next_update=now + timedelta(days=1),
        revocation_time=now - timedelta(days=2) if is_revoked else None,
        revocation_reason=x509.ReasonFlags.key_compromise if is_revoked else None,
    ).responder_id(ocsp.OCSPResponderEncoding.HASH, read(responder)).certificates([read(responder)])
    return builder.sign(key(signer), SHA256()).public_bytes(Encoding.DER)

def revocation_list():
    now = datetime.now(UTC).replace(microsecond=0)
    builder = (x509.CertificateRevocationListBuilder().issuer_name(root.subject)
        .last_update(now - timedelta(minutes=1)).next_update(now + timedelta(days=1))
        .add_extension(x509.CRLNumber(1), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), False))
    return builder.sign(key("root.key"), SHA256()).public_bytes(Encoding.DER)

def stamp(query):
    Path("query.tsq").write_bytes(query)
    if told["other_digest"]:
        other = tsp.TimeStampReq.load(query).native
        other["message_imprint"]["hashed_message"] = hashlib.sha256(b"something else").digest()
        Path("query.tsq").write_bytes(tsp.TimeStampReq(other).dump())
    return subprocess.run(["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq"],
                          capture_output=True, check=True).stdout

class Handler(BaseHTTPRequestHandler):
    def do_GET(self): self.answer(b"")
    def do_POST(self): self.answer(self.rfile.read(int(self.headers["Content-Length"])))
    def answer(self, body):
        place = self.path.strip("/")
        if place == "tell":
            told.update(json.loads(body))
            return self.say(b"", "text/plain")
        if place in told["down"]:
            return self.send_error(503)
        made = {"ocsp": lambda: (ocsp_answer(body), "application/ocsp-response"),
                "crl": lambda: (revocation_list(), "application/pkix-crl"),
                "tsa": lambda: (stamp(body), "application/timestamp-reply")}[place]
        self.say(*made())
    def say(self, content, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
    def log_message(self, *arguments): pass

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@dataclass(frozen=True)
class Provider:
    """A running one: its address, and the folder with ``seal.key``, ``seal.pem``, ``root.pem``."""

    address: str
    folder: Path

    @property
    def stamping(self) -> str:
        """Return the address of its time-stamp service."""
        return f"{self.address}/tsa"

    @property
    def roots(self) -> str:
        """Return the file with its root."""
        return str(self.folder / "root.pem")

    @property
    def seal_file(self) -> Path:
        """Return a file for ``modellregion seal use``."""
        path = self.folder / "for-use.pem"
        path.write_bytes(
            b"".join((self.folder / name).read_bytes() for name in ("seal.key", "seal.pem", "root.pem"))
        )
        return path

    def renew_stamping(self, days: int) -> None:
        """Give the time-stamp service a new certificate that lasts so long."""
        root = x509.load_pem_x509_certificate((self.folder / "root.pem").read_bytes())
        key = load_pem_private_key((self.folder / "root.key").read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        usage = x509.KeyUsage(True, *[False] * 8)
        purpose = ExtendedKeyUsageOID.TIME_STAMPING
        _made(self.folder, "tsa", (root, key), self.address, usage, purpose, days)

    def tell(self, **what: object) -> None:
        """Tell it to be down at places (``down``), ``revoked``, a ``stranger``, or to stamp an ``other_digest``."""
        urlopen(Request(f"{self.address}/tell", json.dumps(what).encode()), timeout=10).close()


def make_authority(folder: Path, address: str) -> None:
    """Make a root, below it the certificates for sealing, OCSP and time-stamps, and a stranger's for OCSP."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tsa.cnf").write_text(_CONFIGURATION, encoding="ascii")
    (folder / "serial").write_text("01\n", encoding="ascii")
    root = _made(
        folder,
        "root",
        None,
        address,
        x509.KeyUsage(False, False, False, False, False, True, True, False, False),
    )
    signing = x509.KeyUsage(True, True, *[False] * 7)
    stamping = x509.KeyUsage(True, *[False] * 8)
    _made(folder, "seal", root, address, signing)
    _made(folder, "ocsp", root, address, stamping, ExtendedKeyUsageOID.OCSP_SIGNING)
    _made(folder, "tsa", root, address, stamping, ExtendedKeyUsageOID.TIME_STAMPING)
    _made(folder, "stranger", None, address, stamping, ExtendedKeyUsageOID.OCSP_SIGNING)


Issuer = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _made(
    folder: Path,
    name: str,
    issuer: Issuer | None,
    address: str,
    usage: x509.KeyUsage,
    purpose: x509.ObjectIdentifier | None = None,
    days: int = 300,
) -> Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    titles = {"root": "Trust Center", "seal": "Siegel der Stadt Paderborn"}
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
            x509.NameAttribute(NameOID.COMMON_NAME, titles.get(name, name)),
        ]
    )
    now = datetime.now(UTC).replace(microsecond=0)
    by, by_key = issuer or (None, key)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=name == "root", path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key()), critical=False
        )
    )
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    if name == "ocsp":
        builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    elif by is not None:
        place = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{address}/ocsp")
        )
        points = x509.CRLDistributionPoints(
            [x509.DistributionPoint([x509.UniformResourceIdentifier(f"{address}/crl")], None, None, None)]
        )
        # The time-stamp service's issuer publishes a list, the sealing one's answers by OCSP too.
        builder = builder.add_extension(points, critical=False)
        if name == "seal":
            builder = builder.add_extension(x509.AuthorityInformationAccess([place]), critical=False)
    certificate = builder.sign(by_key, SHA256())
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / f"{name}.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, key


@contextmanager
def running_provider(folder: Path) -> Iterator[Provider]:
    """Run one; its certificates are made with it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    make_authority(folder, address)
    command = [sys.executable, "-W", "ignore", "-c", _SERVER, str(port)]
    process = subprocess.Popen(command, cwd=folder, env={**os.environ}, stderr=subprocess.DEVNULL)
    try:
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Provider(address, folder)
    finally:
        process.terminate()
        process.wait(10)
