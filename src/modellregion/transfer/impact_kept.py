"""What an upgrade would touch, as it is kept with its preparation: worked out once, shown as often as somebody looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from modellregion.cases.api import STATE_NAMES, CaseState
from modellregion.transfer.impact import Impact
from modellregion.transfer.replaying import Replayed

LINES_MAX = 200


@dataclass(frozen=True, slots=True)
class KeptImpact:
    """Sentences and counts for a page: open cases by state (as in the data), drafts, what goes or changes, what comes otherwise."""

    cases: Mapping[str, int]
    drafts: int
    links: list[str]
    letters: list[str]
    statistics: list[str]
    recipients: list[str]
    applications: int
    past: list[Replayed]
    played: int
    scenarios: list[Replayed]
    made_at: datetime
    made_by: str

    @property
    def open_cases(self) -> int:
        """How many cases are in hand."""
        return sum(self.cases.values())

    @property
    def by_state(self) -> list[tuple[str, int]]:
        """The cases in hand by the name of their state."""
        return [(str(STATE_NAMES[CaseState(state)]), count) for state, count in self.cases.items()]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "KeptImpact":
        """Return it of its JSON."""
        return msgspec.convert(entry, cls)


def kept(impact: Impact, *, made_at: datetime, made_by: str) -> KeptImpact:
    """Return what is kept of an impact; of very many lines the first."""
    report = impact.prepared.scenarios
    return KeptImpact(
        cases={state.value: count for state, count in sorted(impact.usage.cases.items())},
        drafts=impact.usage.drafts,
        links=impact.links[:LINES_MAX],
        letters=impact.letters[:LINES_MAX],
        statistics=impact.statistics[:LINES_MAX],
        recipients=impact.recipients[:LINES_MAX],
        applications=impact.applications,
        past=impact.past[:LINES_MAX],
        played=len(report.results) if report else 0,
        scenarios=impact.scenarios[:LINES_MAX],
        made_at=made_at,
        made_by=made_by,
    )
