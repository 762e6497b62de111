"""A time-stamp service in a process of its own: OpenSSL answers, a few lines of HTTP are around it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CONFIGURATION = """
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Modellregion test
[tsa_extensions]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
basicConstraints = critical,CA:FALSE
[ca_extensions]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[tsa]
default_tsa = tsa_config
[tsa_config]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256,sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
_SERVER = """
import subprocess, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        open("query.tsq", "wb").write(query)
        reply = subprocess.run(["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq"],
                               capture_output=True, check=True).stdout
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(reply)
    def log_message(self, *arguments):
        pass

HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def make_certificates(folder: Path) -> Path:
    """Make a root and the service's certificate below it; return the root's file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tsa.cnf").write_text(_CONFIGURATION, encoding="ascii")
    (folder / "serial").write_text("01\n", encoding="ascii")
    new = "req -config tsa.cnf -newkey rsa:2048 -nodes"
    signing = (
        "-CA root.pem -CAkey root.key -CAcreateserial -days 30 -extfile tsa.cnf -extensions tsa_extensions"
    )
    steps = (
        f"{new} -x509 -extensions ca_extensions -keyout root.key -out root.pem -days 30 -subj /CN=root",
        f"{new} -keyout tsa.key -out tsa.csr -subj /CN=tsa",
        f"x509 -req -in tsa.csr -out tsa.pem {signing}",
    )
    for step in steps:
        subprocess.run(["openssl", *step.split()], cwd=folder, check=True, capture_output=True)
    return folder / "root.pem"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running_tsa(folder: Path, port: int) -> Iterator[str]:
    """Run the service; yield its address."""
    command = [sys.executable, "-W", "ignore", "-c", _SERVER, str(port)]
    process = subprocess.Popen(command, cwd=folder, env={**os.environ})
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)
