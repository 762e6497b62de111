"""E-mails (.eml, RFC 5322) as they are kept: who, when, what about, which conversation, what is attached. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import errors, message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

ATTACHMENTS_MAX = 500
NESTED_MAX = 50
TEXT_LENGTH_MAX = 500_000
SUBJECT_LENGTH_MAX = 300
_IDS = re.compile(r"<[^<>\s]{1,400}>")
_BLANKS = re.compile(r"[ \t\u00a0]+")


class MailUnreadableError(ValueError):
    """What was handed over is no e-mail, or one that cannot be taken apart."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is attached to an e-mail; another e-mail is attached as ``.eml``, with what is attached to it inside."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail taken apart. ``thread`` is the id of the message that the conversation began with, as far as known.

    ``text`` also holds what e-mails inside it say. ``sent_at`` is None when the e-mail does not say so legibly.
    """

    subject: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    sent_at: datetime | None
    message_id: str
    thread: str
    text: str
    attachments: tuple[Attachment, ...]


def read_mail(content: bytes) -> Mail:
    """Take an e-mail apart.

    :raises MailUnreadableError: when it is none, when it holds more attachments than anybody means, or is nested too deep.
    """
    try:
        message = message_from_bytes(content, policy=policy.default)
        return _mail(message)
    except (RecursionError, errors.MessageError, LookupError, AttributeError, TypeError, IndexError) as error:
        raise MailUnreadableError(type(error).__name__) from error


def _mail(message: Message) -> Mail:
    if not any(message.get(name) for name in ("From", "Subject", "Message-ID", "Date", "Received")):
        raise MailUnreadableError("no header of an e-mail")
    senders = _addresses(message, "From") or _addresses(message, "Sender")
    sender_name, sender = senders[0] if senders else ("", "")
    message_id = next(iter(_IDS.findall(_header(message, "Message-ID"))), "")
    earlier = [*_IDS.findall(_header(message, "References")), *_IDS.findall(_header(message, "In-Reply-To"))]
    attachments = tuple(_attachments(message))
    if len(attachments) > ATTACHMENTS_MAX:
        raise MailUnreadableError(f"more than {ATTACHMENTS_MAX} attachments")
    return Mail(
        subject=_line(_header(message, "Subject"))[:SUBJECT_LENGTH_MAX],
        sender=sender.lower(),
        sender_name=_line(sender_name)[:200],
        recipients=tuple(address for _, address in _addresses(message, "To") + _addresses(message, "Cc"))[
            :200
        ],
        sent_at=_date(message),
        message_id=message_id,
        thread=earlier[0] if earlier else message_id,
        text=_text(message, 0)[:TEXT_LENGTH_MAX],
        attachments=attachments,
    )


def _header(message: Message, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):
        return ""  # a header that cannot be read is as if it were not there


def _addresses(message: Message, name: str) -> list[tuple[str, str]]:
    found = getaddresses([_header(message, name)])
    return [(called, address) for called, address in found if "@" in address]


def _date(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(message, "Date"))
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC) if 1970 < found.year < 2200 else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _line(text: str) -> str:
    return _BLANKS.sub(
        " ", re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", " ", text)
    ).strip()


def _attachments(message: Message) -> Iterator[Attachment]:
    number = 0
    for part in _parts(message):
        if _is_body(part):
            continue
        number += 1
        if number > ATTACHMENTS_MAX + 1:
            return
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            content = inner.as_bytes(policy=policy.compat32) if isinstance(inner, Message) else b""
            name = part.get_filename() or f"{_line(_header(inner, 'Subject'))[:80] or 'Nachricht'}.eml" if isinstance(inner, Message) else "Nachricht.eml"  # fmt: skip
        else:
            payload = part.get_payload(decode=True)
            content = payload if isinstance(payload, bytes) else b""
            name = part.get_filename() or f"Anlage {number}"
        yield Attachment(_line(str(name))[:120] or f"Anlage {number}", content)


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts of a message itself, not those of messages inside it."""
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part)
    else:
        yield message


def _is_body(part: Message) -> bool:
    is_text = part.get_content_type() in {"text/plain", "text/html"}
    return is_text and part.get_content_disposition() != "attachment" and not part.get_filename()


def _text(message: Message, depth: int) -> str:
    if depth > NESTED_MAX:
        raise MailUnreadableError(f"more than {NESTED_MAX} e-mails in each other")
    parts = list(_parts(message))
    plain = [_decoded(part) for part in parts if _is_body(part) and part.get_content_type() == "text/plain"]
    if not any(text.strip() for text in plain):
        plain = [_without_markup(_decoded(part)) for part in parts if _is_body(part) and part.get_content_type() == "text/html"]  # fmt: skip
    for part in parts:
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            if isinstance(inner, Message):
                plain.append(f"{_line(_header(inner, 'Subject'))}\n{_text(inner, depth + 1)}")
    return "\n\n".join(text.strip() for text in plain if text.strip())


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        text = payload.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = payload.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\x00", "")


class _Words(HTMLParser):
    """Keeps what a person would read."""

    _SILENT = frozenset({"script", "style", "head", "title"})
    _BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table"})

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's signature
        """Break lines where a page would."""
        self._silent += tag in self._SILENT
        if tag in self._BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not read."""
        if tag in self._SILENT and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if not self._silent:
            self.words.append(_BLANKS.sub(" ", data.replace("\n", " ")))


def _without_markup(markup: str) -> str:
    words = _Words()
    words.feed(markup)
    return re.sub(r"\s*\n\s*", "\n", "".join(words.words))
