"""A municipality's mailbox (IMAP4rev1, RFC 3501): what its file says, and the few commands that fetching needs.

``data/mailboxes/SLUG.toml``: ``host``, ``user``, ``unit`` (short name of the unit that receives); ``password_file`` or
``password``; optional ``port`` (993), ``security`` (``tls``, or ``starttls`` with port 143), ``folder`` (INBOX), ``done``
(a folder into which fetched e-mails are moved; without it they stay and are marked as read), ``since`` (a date),
``ca_file`` (certificates to trust instead of the system's).
"""

import imaplib
import re
import ssl
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

SECONDS_MAX = 60
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class MailboxError(Exception):
    """The mailbox cannot be used now; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where e-mails of a municipality are fetched from."""

    host: str
    port: int
    security: str
    user: str
    password: str
    folder: str
    done: str
    unit: str
    since: date | None
    ca_file: str

    @property
    def key(self) -> str:
        """What tells this mailbox from others."""
        return f"{self.user}@{self.host}/{self.folder}"


def read_mailbox(path: Path) -> Mailbox | None:
    """Return what a file says, or None when there is none.

    :raises MailboxError: when it cannot be used.
    """
    if not path.exists():
        return None
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        secret = table.get("password_file")
        password = Path(secret).read_text(encoding="utf-8").strip() if secret else str(table["password"])
        security = str(table.get("security", "tls"))
        since = table.get("since")
        found = Mailbox(
            host=str(table["host"]),
            port=int(table.get("port", 993 if security == "tls" else 143)),
            security=security,
            user=str(table["user"]),
            password=password,
            folder=str(table.get("folder", "INBOX")),
            done=str(table.get("done", "")),
            unit=str(table["unit"]),
            since=since if isinstance(since, date) else None,
            ca_file=str(table.get("ca_file", "")),
        )
    except (OSError, ValueError, tomllib.TOMLDecodeError) as error:
        raise MailboxError(f"{path} cannot be read: {error}") from error
    except KeyError as error:
        raise MailboxError(f"{path} does not say {error.args[0]}.") from error
    if security not in {"tls", "starttls"}:
        raise MailboxError(f'{path}: security is "tls" or "starttls"; without either nothing is fetched.')
    return found


class OpenMailbox:
    """A mailbox in which a folder is selected."""

    def __init__(self, mailbox: Mailbox, server: imaplib.IMAP4) -> None:
        """Select the folder."""
        self._mailbox, self._server = mailbox, server
        self._done(server.select(_quoted(mailbox.folder)))
        (told,) = server.response("UIDVALIDITY")[1]
        self.validity = int(told or 0)

    def uids(self) -> list[int]:
        """Return the e-mails that are there, the oldest first."""
        since = self._mailbox.since
        criteria = ["UNDELETED"]
        if since is not None:
            criteria += ["SINCE", f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"]
        (found,) = self._done(self._server.uid("SEARCH", *criteria)) or (b"",)
        return sorted(int(uid) for uid in (found or b"").split())

    def size(self, uid: int) -> int:
        """Return how many bytes an e-mail has; 0 when it is gone."""
        for part in self._done(self._server.uid("FETCH", str(uid), "(RFC822.SIZE)")):
            if found := _SIZE.search(part if isinstance(part, bytes) else b""):
                return int(found[1])
        return 0

    def content(self, uid: int) -> bytes:
        """Return an e-mail as it is, without marking it; nothing when it is gone."""
        for part in self._done(self._server.uid("FETCH", str(uid), "(BODY.PEEK[])")):
            if isinstance(part, tuple):
                return bytes(part[1])
        return b""

    def mark_fetched(self, uid: int) -> None:
        """Move an e-mail away, or mark it as read; doing it twice does no harm."""
        if not self._mailbox.done:
            self._done(self._server.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)"))
            return
        target = _quoted(self._mailbox.done)
        if "MOVE" in self._server.capabilities:
            self._done(self._server.uid("MOVE", str(uid), target))
            return
        self._done(self._server.uid("COPY", str(uid), target))
        self._done(self._server.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen \Deleted)"))

    def mark_refused(self, uid: int) -> None:
        """Leave an e-mail where it is, with a flag that mail programs show."""
        self._done(self._server.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Flagged)"))

    @staticmethod
    def _done(answer: tuple[str, Any]) -> list[Any]:
        status, parts = answer
        if status != "OK":
            raise MailboxError(f"The mail server refused: {parts!r}"[:300])
        return list(parts)


@contextmanager
def open_mailbox(mailbox: Mailbox) -> Iterator[OpenMailbox]:
    """Log in over TLS, with the server's certificate checked.

    :raises MailboxError: when the server does not answer, is not who it says, or refuses.
    """
    trusted = ssl.create_default_context(cafile=mailbox.ca_file or None)
    server: imaplib.IMAP4 | None = None
    try:
        if mailbox.security == "tls":
            server = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=trusted, timeout=SECONDS_MAX)
        else:
            server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=SECONDS_MAX)
            server.starttls(trusted)
        server.login(mailbox.user, mailbox.password)
        yield OpenMailbox(mailbox, server)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxError(f"{mailbox.host}:{mailbox.port} for {mailbox.user}: {error}") from error
    finally:
        if server is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                server.logout()
            with suppress(OSError):
                server.shutdown()  # a farewell that fails leaves the connection open


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
