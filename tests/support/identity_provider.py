"""The identity provider of the tests: the demo's simulator, in a process of its own, told to misbehave over HTTP."""

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from modellregion.demo.simulator import PROGRAM, node_program
from tests.support.tsa import free_port


@cache
def new_pair(name: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """Return a key and its certificate; the same name gives the same pair."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begin = datetime.now(UTC) - timedelta(days=1)
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    )
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(begin)
    return key, builder.not_valid_after(begin + timedelta(days=30)).sign(key, SHA256())


def pem_of(key: rsa.RSAPrivateKey) -> bytes:
    """Return a key as a file."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass(frozen=True, slots=True)
class Provider:
    """The running simulator."""

    address: str
    certificate: x509.Certificate
    next_certificate: x509.Certificate

    def tell(self, **wish: Any) -> str:
        """Tell it something: ``metadata``, ``key``, ``down``, or ``respond`` with what to say."""
        request = urllib.request.Request(f"{self.address}/steuern", json.dumps(wish).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=20) as answer:
            return str(answer.read().decode())


@contextmanager
def running_provider(folder: Path) -> Iterator[Provider]:
    """Run it with keys of its own in ``folder``."""
    for name, suffix in (("idp", ""), ("idp2", "2")):
        key, certificate = new_pair(name)
        (folder / f"key{suffix}.pem").write_bytes(pem_of(key))
        (folder / f"cert{suffix}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    key, certificate = new_pair("stranger")
    (folder / "stranger-key.pem").write_bytes(pem_of(key))
    (folder / "stranger-cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    port = free_port()
    command = [node_program(), str(PROGRAM), "--port", str(port), "--folder", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ})
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield Provider(f"http://127.0.0.1:{port}", new_pair("idp")[1], new_pair("idp2")[1])
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)
