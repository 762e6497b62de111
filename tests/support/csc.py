"""A provider of remote seals in a process of its own (Cloud Signature Consortium API 2.0), which can be told to misbehave."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.support.pki import make_authority
from tests.support.tsa import free_port

CLIENT, SECRET, PIN, CREDENTIAL = "paderborn", "remote-secret", "4711", "siegel-1"
_SERVER = """
import base64, json, secrets, sys, time, urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

client, secret, pin, credential, port = sys.argv[1:]
key = load_pem_private_key(Path("seal.key").read_bytes(), None)
chain = [x509.load_pem_x509_certificate(Path(name).read_bytes()) for name in ("seal.pem", "root.pem")]
told, tokens, leaves, count = {}, set(), {}, {"token": 0, "sign": 0}

def sign(digest):
    signer = ec.generate_private_key(ec.SECP256R1()) if told.get("wrong_key") else key
    if told.get("other_digest"):
        digest = bytes(32)
    return base64.b64encode(signer.sign(digest, ec.ECDSA(utils.Prehashed(SHA256())))).decode()

class Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *_): pass
    def say(self, code, answer):
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(code)
        if code == 302: self.send_header("Location", "http://127.0.0.1:9/")
        self.send_header("Content-Type", "application/json"); self.send_header("Content-Length", str(len(body)))
        self.end_headers(); self.wfile.write(body)
    def refuse(self, code, error): self.say(code, {"error": error, "error_description": error.replace("_", " ")})
    def do_POST(self):
        raw, name = self.rfile.read(int(self.headers.get("Content-Length") or 0)), self.path.removeprefix("/csc/v2/")
        if self.path == "/_told":
            told.clear(); told.update(json.loads(raw))
            if told.get("forget_tokens"): tokens.clear()
            return self.say(200, count)
        if told.get("slow") == name: time.sleep(3)
        if told.get("down") == name: return self.connection.close()
        if told.get("fails") == name: return self.refuse(503, "temporarily_unavailable")
        if told.get("redirects") == name: return self.say(302, {})
        if told.get("babbles") == name: return self.say(200, b"<html>")
        if told.get("lists") == name: return self.say(200, [1])
        if name == "info": return self.say(200, {"specs": "2.0.0.2", "name": "Test"})
        if name == "oauth2/token":
            form = dict(urllib.parse.parse_qsl(raw.decode()))
            if (form.get("client_id"), form.get("client_secret"), form.get("grant_type")) != (client, secret, "client_credentials"):
                return self.refuse(401, "invalid_client")
            token = secrets.token_hex(8); tokens.add(token); count["token"] += 1
            return self.say(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600})
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in tokens: return self.refuse(401, "invalid_token")
        asked = json.loads(raw)
        if name == "credentials/list": return self.say(200, {"credentialIDs": [credential]})
        if asked.get("credentialID") != credential: return self.refuse(400, "invalid_credential")
        if name == "credentials/info":
            certificates = [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in chain]
            return self.say(200, {"key": {"status": told.get("key", "enabled")}, "auth": {"mode": told.get("mode", "explicit")},
                                  "cert": {"status": "valid", "certificates": certificates}})
        if name == "credentials/authorize":
            if {"id": "PIN", "value": pin} not in asked.get("authData", []): return self.refuse(400, "invalid_pin")
            sad = secrets.token_hex(8); leaves[sad] = asked["hashes"]
            return self.say(200, {"SAD": sad, "expiresIn": 300})
        if name == "signatures/signHash":
            if leaves.pop(asked.get("SAD"), None) != asked["hashes"]: return self.refuse(400, "invalid_SAD")
            if (asked["hashAlgorithmOID"], asked["signAlgo"]) != ("2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"):
                return self.refuse(400, "invalid_request")
            count["sign"] += 1
            signatures = [sign(base64.b64decode(one)) for one in asked["hashes"]]
            return self.say(200, {"signatures": signatures * told.get("times", 1)})
        return self.refuse(404, "unknown")

ThreadingHTTPServer(("127.0.0.1", int(port)), Provider).serve_forever()
"""


@dataclass(frozen=True)
class RemoteProvider:
    """A running provider, and the file that names it."""

    address: str
    settings: Path
    secret_file: Path

    def tell(self, **faults: Any) -> dict[str, int]:
        """Switch these faults on and all others off; return how many tokens and signatures there were."""
        request = Request(f"{self.address}/_told", data=json.dumps(faults).encode())
        with urlopen(request, timeout=10) as answer:
            counts: dict[str, int] = json.loads(answer.read())
            return counts


@contextmanager
def running_provider(folder: Path) -> Iterator[RemoteProvider]:
    """Start a provider with a certificate of its own authority."""
    folder.mkdir()
    make_authority(folder, "http://127.0.0.1:9")
    port = free_port()
    command = [sys.executable, "-c", _SERVER, CLIENT, SECRET, PIN, CREDENTIAL, str(port)]
    process = subprocess.Popen(command, cwd=folder, env=dict(os.environ))
    try:
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        pin_file, secret_file, settings = (folder / name for name in ("pin", "secret", "siegel.toml"))
        pin_file.write_text(f"{PIN}\n", encoding="ascii")
        secret_file.write_text(f"{SECRET}\n", encoding="ascii")
        settings.write_text(
            f'service = "http://127.0.0.1:{port}/csc/v2"\ncredential = "{CREDENTIAL}"\nclient_id = "{CLIENT}"\n'
            f'client_secret_file = "{secret_file}"\npin_file = "{pin_file}"\n',
            encoding="utf-8",
        )
        yield RemoteProvider(f"http://127.0.0.1:{port}", settings, secret_file)
    finally:
        process.terminate()
        process.wait(10)
