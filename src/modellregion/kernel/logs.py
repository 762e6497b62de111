"""Logs: one JSON object a line on standard error, with request and municipality bound."""

import logging
import os
import sys

import structlog


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
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
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
    worker = logging.getLogger("procrastinate.worker")
    worker.setLevel(logging.INFO)
    worker.addFilter(_tells_of_failure)
    # Its warnings repeat what our own error pages log, without the request's context.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
