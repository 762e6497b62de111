"""Logs: one JSON object a line on standard error, with request and municipality bound, and no personal data.

What an exception says may quote what somebody typed (»invalid literal: Müller«, »Failing row contains …«), so a log has
its type and place, and its words only where they are our own. Addresses of the portal hold access codes and are no
part of a log either.
"""

import logging
import os
import sys
import traceback
from collections.abc import Iterator

import structlog

_OURS = "modellregion."


def describe(error: BaseException) -> str:
    """Return type, place and cause of an exception: enough to find the fault, and nothing that anybody typed."""
    return "\n".join(_lines(error, seen=set()))


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and id(cause) not in seen:
        yield from _lines(cause, seen)
        yield "which led to"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    yield f"{type(error).__module__}.{type(error).__qualname__}{_words(error)}"
    for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        if id(inner) not in seen:
            yield from _lines(inner, seen)


def _words(error: BaseException) -> str:
    """Return what an exception says when we wrote it, and of the database's the names of code and rule."""
    if type(error).__module__.startswith(_OURS):
        return f": {error}"
    diagnostic = getattr(error, "diag", None)
    facts = (
        getattr(diagnostic, name, None)
        for name in ("sqlstate", "table_name", "column_name", "constraint_name")
    )
    known = " ".join(str(fact) for fact in facts if fact)
    return f": {known}" if known else ""


def _exceptions(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Put an exception into words; a structlog processor."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = describe(error)
    return event


class _WithoutAddresses(logging.Filter):
    """Takes the address of the page out of what Django says about a refused request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, with the name of the refusal only."""
        if record.name.startswith("django.security"):
            record.msg, record.args = "refused by %s", (record.name,)
        return True


def _tells_of_failure(record: logging.LogRecord) -> bool:
    """Let a job that failed and will be tried again be seen: the library notes it among what went well."""
    if getattr(record, "action", "") == "job_error_retry":
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return record.levelno >= logging.getLogger().level


def configure(_settings: dict[str, object]) -> None:
    """Set up structlog and send what foreign libraries log through the same renderer."""
    level = os.environ.get("MODELLREGION_LOG_LEVEL", "WARNING").upper()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exceptions,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_WithoutAddresses())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # Django's own handlers would send mail.
    logging.getLogger("django").handlers.clear()
    logging.getLogger("procrastinate.worker").setLevel(logging.INFO)
    handler.addFilter(_tells_of_failure)
    # Its warnings repeat what our own error pages log, without the request's context.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
