"""The one place that asks what time it is; everything else is handed a clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


class Clock(Protocol):
    """Tells the time. Instants are in UTC; legal dates are those of Europe/Berlin."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""

    def today(self) -> date:
        """Return the present date in Germany."""


_rehearsed: ContextVar[datetime | None] = ContextVar("rehearsed instant", default=None)


@contextmanager
def rehearsed_time(at: datetime) -> Iterator[None]:
    """Let the system's clock show ``at`` inside the block, in this thread only: for scenarios, whose jobs ask it too."""
    token = _rehearsed.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _rehearsed.reset(token)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return _rehearsed.get() or datetime.now(UTC)

    def today(self) -> date:
        """Return the present date in Germany."""
        return self.now().astimezone(BERLIN).date()


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still at ``at`` (an aware instant); for tests, scenarios and generated data."""

    at: datetime

    def now(self) -> datetime:
        """Return the instant this clock was set to, in UTC."""
        return self.at.astimezone(UTC)

    def today(self) -> date:
        """Return the date in Germany at that instant."""
        return self.at.astimezone(BERLIN).date()


SYSTEM_CLOCK: Clock = SystemClock()
