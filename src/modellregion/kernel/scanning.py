"""Asks a virus scanner (clamd) about what people upload, when the operator has one.

The protocol is clamd's own: ``zINSTREAM``, chunks with their length before them, one line back.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from django.conf import settings

CHUNK_BYTES = 256 * 1024
PATIENCE_SECONDS = 20


class Verdict(StrEnum):
    """What is known of a content: nobody was asked, clean, infected, or the scanner does not answer."""

    NOT_ASKED = ""
    CLEAN = "clean"
    INFECTED = "infected"
    WAITING = "waiting"


def is_scanning() -> bool:
    """Tell whether the operator has a scanner."""
    return bool(settings.CLAMD)


def scan(content: bytes) -> Verdict:
    """Ask the scanner. Whatever is no clear answer is ``WAITING``: nobody may open the content until there is one."""
    if not is_scanning():
        return Verdict.NOT_ASKED
    try:
        with _connection(settings.CLAMD) as scanner:
            answer = _ask(scanner, content)
    except OSError:
        return Verdict.WAITING
    if answer.endswith(b"OK"):
        return Verdict.CLEAN
    return Verdict.INFECTED if answer.endswith(b"FOUND") else Verdict.WAITING


@contextmanager
def _connection(address: str) -> Iterator[socket.socket]:
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        found = socket.create_connection((host, int(port)), PATIENCE_SECONDS)
    else:
        found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        found.settimeout(PATIENCE_SECONDS)
        found.connect(address)
    with found:
        yield found


def _ask(scanner: socket.socket, content: bytes) -> bytes:
    scanner.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), CHUNK_BYTES):
        chunk = content[start : start + CHUNK_BYTES]
        scanner.sendall(len(chunk).to_bytes(4, "big") + chunk)
    scanner.sendall((0).to_bytes(4, "big"))
    answer = b""
    while part := scanner.recv(4096):
        answer += part
    return answer.strip(b"\0\r\n ")
