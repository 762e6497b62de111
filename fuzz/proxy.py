"""The documented proxy (docs/nginx.conf), started on loopback with a certificate made for the occasion."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection

from cryptography.hazmat.primitives.serialization import Encoding

from benchmarks.stage import free_port
from tests.support.identity_provider import new_pair, pem_of

ROOT = Path(__file__).parent.parent
_FRAME = "pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n{temporary}\n{server}\n}}\n"


@contextmanager
def running_proxy(program: str, port: int, folder: Path) -> Iterator[str]:
    """Run it before the platform's ``port``; yield its host and port.

    :raises RuntimeError: when it does not start, with what it said.
    """
    folder = Path(tempfile.mkdtemp(prefix="proxy-", dir=folder))
    folder.chmod(0o755)  # its workers may run as another user
    key, certificate = new_pair("portal.example")
    (folder / "key.pem").write_bytes(pem_of(key))
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    own = free_port()
    (folder / "nginx.conf").write_text(configuration(port, own, folder), encoding="utf-8")
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _wait(own, process)
        yield f"127.0.0.1:{own}"
    finally:
        process.terminate()
        process.wait(10)


def configuration(port: int, own: int, folder: Path) -> str:
    """Return what nginx is given: docs/nginx.conf on port ``own`` before the platform's ``port``, with all its files in ``folder``.

    :raises RuntimeError: when the documented set-up no longer says what is replaced here.
    """
    server = (ROOT / "docs" / "nginx.conf").read_text(encoding="utf-8")
    for documented, here in (
        ("listen 80;", f"listen unix:{folder}/80.sock;"),
        ("listen 443", f"listen 127.0.0.1:{own}"),
        ("127.0.0.1:8000", f"127.0.0.1:{port}"),
        ("/etc/ssl/portal.example", str(folder)),
        ("/var/log/nginx", str(folder)),
    ):
        if documented not in server:
            raise RuntimeError(f"docs/nginx.conf does not say {documented} any more.")
        server = server.replace(documented, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    return _FRAME.format(folder=folder, temporary=temporary, server=server)


def _wait(port: int, process: "subprocess.Popen[str]") -> None:
    for _ in range(100):
        if process.poll() is not None:
            raise RuntimeError(f"nginx did not start: {process.stderr.read() if process.stderr else ''}")
        try:
            create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("nginx did not listen within ten seconds.")
