"""A mail server for tests, run as ``python -m tests.support.smtp PORT FOLDER``: keeps each message as a file.

It speaks SMTP (RFC 5321) with aiosmtpd; addresses beginning with ``nobody`` do not exist here.
"""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Keeper:
    """Keeps what comes, refuses whom it does not know."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take an address, or say that there is none."""
        if address.startswith("nobody"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        """Keep a message."""
        content = envelope.original_content or b""
        number = len(list(self.folder.iterdir()))
        (self.folder / f"{number:03}.eml").write_bytes(content)
        return "250 kept"


@contextmanager
def mail_server(folder: Path) -> Iterator[str]:
    """Run the server in a process of its own; yield its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.support.smtp", str(port), str(folder)])
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"smtp://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    Controller(Keeper(Path(sys.argv[2])), hostname="127.0.0.1", port=int(sys.argv[1])).start()
    asyncio.new_event_loop().run_forever()
