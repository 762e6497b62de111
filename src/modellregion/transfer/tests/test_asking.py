"""Addresses that people type: asked once by name, connected where they were checked, with the name's own certificate."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from modellregion.transfer import asking
from modellregion.transfer.asking import AskingError, RemoteError, ask

PUBLIC = "93.184.215.14"
REALLY = socket.getaddrinfo


class _Inside(BaseHTTPRequestHandler):
    """Something within the operator's network: remembers who asked, and by which name."""

    asked: list[str]

    def do_GET(self) -> None:
        type(self).asked.append(self.headers["Host"])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"inside")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    monkeypatch.setattr(_Inside, "asked", [], raising=False)
    server = HTTPServer(("127.0.0.1", 0), _Inside)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class _Resolver:
    """A name server that answers otherwise each time it is asked for the name (DNS rebinding)."""

    def __init__(self, *answers: str) -> None:
        """Remember what to answer, the last one for ever."""
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: Any, *given: Any, **named: Any) -> Any:
        if host != "rebinding.example":
            return REALLY(host, *given, **named)
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return REALLY(answer, *given, **named)


def test_a_name_that_is_rebound_does_not_lead_inside(
    inside: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = _Resolver(PUBLIC, "127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    monkeypatch.setattr(asking, "SECONDS_MAX", 0.2)
    address = f"http://rebinding.example:{inside.server_address[1]}/katalog/index.json"
    with pytest.raises(AskingError):
        ask(address, is_checked=True)
    assert _Inside.asked == []
    assert resolver.asked == 1
    # The counter-test: without the check the second answer would have been followed.
    assert ask(address, is_checked=False).content == b"inside"


@pytest.mark.parametrize(
    "answer",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "0.0.0.0",  # noqa: S104 - to be refused
    ],
)
def test_a_name_that_leads_inside_is_not_asked(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _Resolver(answer))
    with pytest.raises(RemoteError):
        ask("http://rebinding.example/", is_checked=True)


def test_one_inner_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [*REALLY(PUBLIC, 80), *REALLY("127.0.0.1", 80)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_named: both)
    with pytest.raises(RemoteError):
        ask("http://rebinding.example/", is_checked=True)


def test_the_connection_bears_the_name_and_wants_its_certificate(
    inside: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    certificate = _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    inside.socket = context.wrap_socket(inside.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    # Here the machine itself plays the public network.
    monkeypatch.setattr(asking, "_is_public", lambda _address: True)
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _host, *given, **named: REALLY("127.0.0.1", *given, **named)
    )
    port = inside.server_address[1]
    assert ask(f"https://named.example:{port}/", is_checked=True).content == b"inside"
    assert _Inside.asked == [f"named.example:{port}"]
    with pytest.raises(AskingError, match="certificate"):
        ask(f"https://other.example:{port}/", is_checked=True)


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "named.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("named.example"), x509.IPAddress(ipaddress.ip_address("192.0.2.1"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "named.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
