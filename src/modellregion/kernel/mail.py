"""Sends e-mails through the operator's mail server. What is sent names no content: it travels in the open."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from django.conf import settings

from modellregion.kernel.context import Context

SECONDS_MAX = 20
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class MailError(Exception):
    """An e-mail was not taken. ``is_final``: trying again does not help, the address or what we sent is refused."""

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        """Remember what the server said; it never holds the address."""
        super().__init__(message)
        self.is_final = is_final


def can_send() -> bool:
    """Tell whether the operator named a mail server and a sender."""
    return bool(settings.SMTP_URL and settings.MAIL_FROM)


def send_mail(ctx: Context, *, to: str, subject: str, text: str) -> str:
    """Send a plain text to one address; return the id of the message.

    :raises MailError: when the server cannot be reached or does not take it.
    """
    if not can_send():
        raise MailError("no mail server is configured (MODELLREGION_SMTP, MODELLREGION_MAIL_FROM)")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.MAIL_FROM, to, subject
    message["Date"] = formatdate(ctx.now().timestamp())
    message["Message-ID"] = make_msgid(
        domain=settings.MAIL_FROM.rpartition("@")[2].strip("> ") or "localhost"
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    try:
        with _server() as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _ in error.recipients.values()), default=0)
        raise MailError(f"the address was refused ({code})", is_final=500 <= code < 600) from error
    except smtplib.SMTPResponseException as error:
        raise MailError(f"the mail server answered {error.smtp_code}", is_final=False) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"the mail server was not reached ({type(error).__name__})") from error
    return str(message["Message-ID"])


def _server() -> smtplib.SMTP:
    """Open a connection: ``smtps`` speaks TLS from the start, ``smtp`` when the server offers it; certificates are checked.

    A server on this very machine is spoken to without TLS: nothing leaves the machine before it passes it on.
    """
    parts = urlsplit(settings.SMTP_URL)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=SECONDS_MAX, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=SECONDS_MAX)
        server.ehlo()
        if host not in _THIS_MACHINE and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
