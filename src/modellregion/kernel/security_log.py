"""The security log (Sicherheitsprotokoll): what a person who watches over the installation must get to know.

One JSON object a line on standard error, whatever the log level is, marked ``"log": "security"``. It holds ids, kinds and
the address a request came from; never what somebody typed: a name that nobody has is often a password.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

import structlog

from modellregion.kernel.callers import current_address


class Event(StrEnum):
    """What happened."""

    LOGIN_OK = "login_ok"
    LOGIN_FAILED = "login_failed"
    LOGGED_OUT = "logged_out"
    SESSION_ENDED = "session_ended"
    CONFIRMED = "confirmed"
    CONFIRMING_FAILED = "confirming_failed"
    RATE_LIMITED = "rate_limited"
    RIGHT_REFUSED = "right_refused"
    CROSS_SITE_REFUSED = "cross_site_refused"
    FORM_TOKEN_REFUSED = "form_token_refused"  # noqa: S105 - a kind of event
    CONFIG_CHANGED = "config_changed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_SUSPECT = "passkey_suspect"


_PROCESSORS: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.JSONRenderer(default=str),
)


_is_quiet: ContextVar[bool] = ContextVar("invented people act", default=False)


@contextmanager
def invented_people_act() -> Iterator[None]:
    """Write nothing of what the demo's generator does."""
    token = _is_quiet.set(True)
    try:
        yield
    finally:
        _is_quiet.reset(token)


def told(event: Event, **facts: object) -> None:
    """Write one line. ``facts``: ids, kinds and numbers only."""
    if _is_quiet.get():
        return
    logger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr), processors=_PROCESSORS, wrapper_class=structlog.BoundLogger
    )
    known = {name: fact for name, fact in facts.items() if fact not in (None, "")}
    address = current_address()
    logger.msg(
        event.value, log="security", level="info", **({"address": address} if address else {}), **known
    )
