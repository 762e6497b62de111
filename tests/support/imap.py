"""A mail server for tests, run as ``python -m tests.support.imap FOLDER PORT``: IMAP4rev1 over TLS, as far as fetching asks.

``FOLDER/INBOX/<uid>.eml`` are its e-mails, ``FOLDER/flags.txt`` what was flagged, ``FOLDER/validity`` its UIDVALIDITY.
While ``FOLDER/fail`` exists, it hangs up as soon as a command begins with the words in it, before it does anything.
"""

import datetime as dt
import re
import socketserver
import ssl
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "geheim"  # noqa: S105 - of a server that lives as long as a test


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    folder: Path

    def handle(self) -> None:
        """Answer commands until the client leaves."""
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            fail = self.folder / "fail"
            if fail.exists() and command.upper().startswith(fail.read_text().strip()):
                return
            words = command.split(" ")
            name = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
            answer = {
                "CAPABILITY": self._capability, "LOGIN": self._login, "SELECT": self._select, "UID SEARCH": self._search,
                "UID FETCH": self._fetch, "UID STORE": self._store, "UID MOVE": self._move,
            }.get(name)  # fmt: skip
            if name == "LOGOUT":
                self._say("* BYE")
                self._say(f"{tag} OK bye")
                return
            status = answer(command) if answer else "BAD unknown"
            self._say(f"{tag} {status}")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _capability(self, _: str) -> str:
        self._say("* CAPABILITY IMAP4rev1 MOVE")
        return "OK done"

    def _login(self, command: str) -> str:
        return "OK in" if PASSWORD in command else "NO wrong password"

    def _select(self, _: str) -> str:
        self._say(f"* {len(self._uids())} EXISTS")
        self._say(f"* OK [UIDVALIDITY {(self.folder / 'validity').read_text().strip()}] valid")
        return "OK [READ-WRITE] selected"

    def _uids(self) -> list[int]:
        return sorted(int(path.stem) for path in (self.folder / "INBOX").glob("*.eml"))

    def _search(self, _: str) -> str:
        self._say(f"* SEARCH {' '.join(map(str, self._uids()))}".rstrip())
        return "OK done"

    def _fetch(self, command: str) -> str:
        uid = command.split(" ")[2]
        content = (self.folder / "INBOX" / f"{uid}.eml").read_bytes()
        if "RFC822.SIZE" in command:
            claimed = self.folder / f"size-{uid}"
            size = claimed.read_text() if claimed.exists() else len(content)
            self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {size})")
        else:
            self.wfile.write(
                f"* 1 FETCH (UID {uid} BODY[] {{{len(content)}}}\r\n".encode() + content + b")\r\n"
            )
        return "OK done"

    def _store(self, command: str) -> str:
        uid = command.split(" ")[2]
        flags = re.findall(r"\\(\w+)", command)
        with (self.folder / "flags.txt").open("a") as told:
            told.write(f"{uid} {' '.join(flags)}\n")
        return "OK done"

    def _move(self, command: str) -> str:
        uid, target = command.split(" ")[2:4]
        (self.folder / target.strip('"')).mkdir(exist_ok=True)
        (self.folder / "INBOX" / f"{uid}.eml").rename(self.folder / target.strip('"') / f"{uid}.eml")
        return "OK done"


def _certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


if __name__ == "__main__":
    Session.folder = Path(sys.argv[1])
    (Session.folder / "INBOX").mkdir(exist_ok=True)
    (Session.folder / "validity").write_text("1")
    trusted = _certificate(Session.folder)
    with socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[2])), Session) as server:
        server.daemon_threads = True
        server.socket = trusted.wrap_socket(server.socket, server_side=True)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()
