"""Courses of cases: what happens to a notice when, from filing to the closed file."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from modellregion.cases.api import CaseState
from modellregion.demo.hours import Hours
from modellregion.kernel.clock import BERLIN

SETTLED_DAYS = 15
"""Decided cases are at least this old, so that nothing of them lies in the future."""
# In turn rather than by chance, so that a small demo has something of everything.
_OPEN_TURNS = (
    CaseState.RECEIVED, CaseState.IN_REVIEW, CaseState.WAITING, CaseState.RECEIVED, CaseState.IN_REVIEW
)  # fmt: skip
_REFUSED_TURN, _WITHDRAWN_TURN = 21, 27


@dataclass(frozen=True, slots=True)
class Course:
    """A case's way in time; None is what has not happened, or not yet."""

    state: CaseState
    received_at: datetime
    claimed_at: datetime | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def received_on(self) -> date:
        """The day of filing in Germany."""
        return self.received_at.astimezone(BERLIN).date()


@dataclass
class Courses:
    """Draws courses before ``until``, the present of the demo."""

    rng: Random
    hours: Hours
    until: datetime

    def open(self, turn: int) -> Course:
        """Return the course of a case that somebody still has to work on; ``turn`` counts them."""
        state = _OPEN_TURNS[turn % len(_OPEN_TURNS)]
        if state is CaseState.RECEIVED:
            return Course(state, self._filed(self.rng.choice((0, 0, 1, 1, 1, 2, 2, 3, 5))))
        if state is CaseState.IN_REVIEW:
            received = self._filed(self.rng.randint(1, 9))
            claimed = self.hours.at_work(received)
            return (
                Course(state, received, claimed)
                if claimed < self.until
                else Course(CaseState.RECEIVED, received)
            )
        received = self._filed(self.rng.randint(6, 27))
        claimed = self.hours.at_work(received)
        return Course(state, received, claimed, asked_at=self.hours.at_work(claimed))

    def decided(self, turn: int, years: float) -> Course:
        """Return the course of a case that was decided; the more recent, the more there are. ``turn`` counts them."""
        span = max(years * 365 - SETTLED_DAYS, 1)
        received = self._filed(SETTLED_DAYS + int(span * self.rng.random() ** 1.6))
        claimed = self.hours.at_work(received)
        state = _ending(turn)
        if state is CaseState.WITHDRAWN:
            withdrawn = claimed + timedelta(hours=self.rng.uniform(1, 30))
            return Course(state, received, claimed, decided_at=withdrawn, closed_at=self._closing(withdrawn))
        asked = answered = None
        last = claimed
        is_long_ago = received < self.until - timedelta(days=45)
        if is_long_ago and self.rng.random() < 0.12:
            asked = self.hours.at_work(claimed)
            last = answered = asked + timedelta(hours=self.rng.uniform(3, 500))
        decided = self.hours.at_work(last, days=self.rng.choices((0, 1, 2, 3, 5), (40, 30, 18, 8, 4))[0])
        return Course(state, received, claimed, asked, answered, decided, self._closing(decided))

    def _filed(self, days_ago: int) -> datetime:
        day = self.until.astimezone(BERLIN).date() - timedelta(days=days_ago)
        filed = self.hours.filing(day)
        # What would be filed later today was filed a while ago.
        return filed if filed < self.until else self.until - timedelta(minutes=self.rng.uniform(2, 300))

    def _closing(self, decided: datetime) -> datetime | None:
        """Files are closed some weeks after the decision, when the fee is paid; the latest are still at hand."""
        closed = self.hours.at_work(decided, days=self.rng.randint(1, 25))
        return closed if closed < self.until else None


def _ending(turn: int) -> CaseState:
    if turn % _REFUSED_TURN == _REFUSED_TURN // 2:
        return CaseState.REFUSED
    return CaseState.WITHDRAWN if turn % _WITHDRAWN_TURN == _WITHDRAWN_TURN // 2 else CaseState.CERTIFIED
