"""Statutory clocks of a case as rows: stopped by an act, read with the way they were counted."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from modellregion.cases.models import Clock
from modellregion.cases.surroundings import JURISDICTION
from modellregion.deadlines.api import Step, compute, rule_by_id
from modellregion.kernel.context import Context


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as pages show it: its name, its norm, the date, how it was counted, and how many days are left."""

    name: str
    norm: str
    started_on: date
    due_on: date
    stopped_on: date | None
    days_left: int
    steps: tuple[Step, ...]

    @property
    def is_late(self) -> bool:
        """Whether the date has passed, or had passed when the clock was stopped."""
        return self.days_left < 0 if self.stopped_on is None else self.stopped_on > self.due_on


def stop_clocks(ctx: Context, case: UUID) -> None:
    """Stop all running clocks of a case today."""
    Clock.objects.filter(municipality_id=ctx.municipality, case_id=case, stopped_on=None).update(
        stopped_on=ctx.today()
    )


def clocks_of(ctx: Context, case: UUID) -> list[ClockView]:
    """Return a case's clocks. Must run inside a ``tenant`` block."""
    rows = Clock.objects.filter(municipality_id=ctx.municipality, case_id=case).order_by("started_on", "id")
    return [_view(ctx, row) for row in rows]


def _view(ctx: Context, row: Clock) -> ClockView:
    rule = rule_by_id(row.rule)
    deadline = compute(rule, row.started_on, jurisdiction=JURISDICTION)
    return ClockView(
        name=rule.en if ctx.language == "en" else rule.de,
        norm=rule.norm,
        started_on=row.started_on,
        due_on=row.due_on,
        stopped_on=row.stopped_on,
        days_left=(row.due_on - ctx.today()).days,
        steps=deadline.steps,
    )
