"""When things happen in the demo: people file at any hour, offices work on working days from eight to four."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from modellregion.deadlines.api import Calendar
from modellregion.kernel.clock import BERLIN

# Notices by the hour of the day: few at night, most in the morning and after supper.
_HOURS = (0, 1, 0, 0, 0, 1, 2, 4, 8, 11, 12, 10, 7, 8, 9, 8, 7, 6, 6, 8, 9, 7, 4, 2)
_OPENS, _CLOSES = 8, 16


@dataclass
class Hours:
    """Draws times of day."""

    rng: Random
    calendar: Calendar

    def filing(self, day: date) -> datetime:
        """Return a time on a day at which somebody files."""
        hour = self.rng.choices(range(24), _HOURS)[0]
        return self._at(day, hour)

    def at_work(self, after: datetime, days: int = 0) -> datetime:
        """Return a time in office hours, ``days`` working days after an instant, and later than it."""
        local = after.astimezone(BERLIN)
        day = local.date()
        left = days
        while (
            left
            or not self.calendar.is_working_day(day)
            or (day == local.date() and local.hour >= _CLOSES - 1)
        ):
            day += timedelta(days=1)
            left -= bool(left) and self.calendar.is_working_day(day)
        first = max(_OPENS, local.hour + 1) if day == local.date() else _OPENS
        return self._at(day, self.rng.randint(first, _CLOSES - 1))

    def soon(self, after: datetime, seconds: float = 60) -> datetime:
        """Return an instant shortly afterwards, as when a machine does the next step."""
        return after + timedelta(seconds=self.rng.uniform(0.4, seconds))

    def _at(self, day: date, hour: int) -> datetime:
        rng = self.rng
        moment = time(hour, rng.randint(0, 59), rng.randint(0, 59), rng.randint(0, 999_999))
        return datetime.combine(day, moment, BERLIN).astimezone(UTC)
