"""What a form's check and a case's process find around them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from modellregion.deadlines.api import DeadlineError, all_rules, compute, ends_at, find_rule
from modellregion.forms.api import Surroundings, check_answers
from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import Context
from modellregion.packages.api import Package
from modellregion.process.api import StuckError
from modellregion.process.store.running import Surroundings as ProcessSurroundings
from modellregion.region.api import get_body
from modellregion.rules.api import Explanation, RulesError

JURISDICTION = "DE-NW"


def surroundings_of(ctx: Context, *, channel: str = "portal") -> Surroundings:
    """Return today's date in Germany, the municipality's short name and the channel."""
    body = get_body(ctx.municipality)
    return Surroundings(today=ctx.today(), municipality=body.short_name if body else "", channel=channel)


def as_of(ctx: Context, received_at: datetime | None) -> Context:
    """Return the context as of the moment an application came in that staff type later; else as it is."""
    return ctx if received_at is None else replace(ctx, clock=FixedClock(received_at))


class CaseData(Mapping[str, object]):
    """What conditions know of a case, by field id, as of the day it was filed.

    Worked out when a condition first reads a name that the process itself does not hold; most steps never do.
    """

    def __init__(
        self, ctx: Context, package: Package, answers: Callable[[], dict[str, Any]], filed_on: date
    ) -> None:
        """Remember where the data come from."""
        self._ctx, self._package, self._answers, self._filed_on = ctx, package, answers, filed_on
        self._names: Mapping[str, object] | None = None

    @property
    def names(self) -> Mapping[str, object]:
        """All names with their values."""
        if self._names is None:
            surroundings = replace(surroundings_of(self._ctx, channel="process"), today=self._filed_on)
            self._names = check_answers(self._package.form, self._answers(), surroundings).names
        return self._names

    def __getitem__(self, name: str) -> object:
        """Return the value of a field."""
        return self.names[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self.names)

    def __len__(self) -> int:
        """Count the names."""
        return len(self.names)


class Around:
    """What a case's process finds around it; keeps how its decisions came about, for the history."""

    def __init__(self, ctx: Context, package: Package, data: Mapping[str, object], filed_on: date) -> None:
        """Remember the case. Rules and rates that count are those of the day it was filed (Stichtag)."""
        self._ctx, self._package, self._data, self._filed_on = ctx, package, data, filed_on
        self.decided: list[tuple[str, Explanation]] = []

    def for_process(self) -> ProcessSurroundings:
        """Return it as the process store takes it."""
        return ProcessSurroundings(self._data, self._decide, self._due)

    def _decide(self, decision: str, context: Mapping[str, Any]) -> object:
        model = self._package.decisions.get(decision)
        if model is None:
            raise StuckError(f"The service has no decision {decision}.")
        try:
            result = model.evaluate(decision, dict(context), on=self._filed_on, now=self._ctx.now())
            value = result.required()
        except (RulesError, TypeError) as error:
            raise StuckError(f"The decision {decision} has no result: {error}") from error
        self.decided.append((decision, result.explanation))
        return value

    def _due(self, rule: str) -> datetime | None:
        """Return until when a task with a deadline rule is to be done.

        The rule of the case's own clock counts from the day of filing, any other from today. None when this release
        knows no rule of that name: a task without a date is better than no task.
        """
        norm = next((known.norm for known in all_rules() if known.key == rule), None)
        if norm is None:
            return None
        start = self._filed_on if norm == self._package.case.clock else self._ctx.today()
        try:
            found = find_rule(norm, JURISDICTION, start)
            return ends_at(compute(found, start, jurisdiction=JURISDICTION).due) - timedelta(seconds=1)
        except DeadlineError:
            return None
