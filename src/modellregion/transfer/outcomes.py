"""What the scenarios of a version gave: played once, then known by the version's hash."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.packages.api import PackageFiles
from modellregion.transfer.models import ScenarioOutcome
from modellregion.transfer.scenarios.run import ScenarioReport, run_scenarios


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One scenario: its title, and in sentences what came otherwise than expected."""

    title: str
    differences: tuple[str, ...] = ()

    @property
    def is_passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class Outcome:
    """All scenarios of a version, and when they were played."""

    lines: tuple[OutcomeLine, ...]
    tested_at: datetime

    @property
    def passed(self) -> int:
        """How many are passed."""
        return sum(line.is_passed for line in self.lines)


def outcome_of(files: PackageFiles) -> Outcome:
    """Return what the scenarios of a version gave; they are played when nobody has done so here.

    Must run outside of a ``tenant`` block.

    :raises PackageError: when the files make no package.
    """
    known = known_outcome(files.hash)
    return known if known is not None else keep_outcome(files.hash, run_scenarios(files))


def known_outcome(version: str) -> Outcome | None:
    """Return what the scenarios of a version gave, when they were played here."""
    return known_outcomes([version]).get(version)


def known_outcomes(versions: Iterable[str]) -> dict[str, Outcome]:
    """Return what the scenarios of versions gave, as far as they were played here."""
    return {row.hash: _outcome(row) for row in ScenarioOutcome.objects.filter(hash__in=list(versions))}


def _outcome(row: ScenarioOutcome) -> Outcome:
    lines = (OutcomeLine(str(one["title"]), tuple(map(str, one["differences"]))) for one in row.lines)
    return Outcome(tuple(lines), row.tested_at)


def keep_outcome(version: str, report: ScenarioReport) -> Outcome:
    """Note what the scenarios of a version gave."""
    lines = outcome_lines(report)
    outcome = Outcome(lines, SYSTEM_CLOCK.now())
    stored = [{"title": line.title, "differences": list(line.differences)} for line in lines]
    ScenarioOutcome.objects.update_or_create(
        hash=version, defaults={"lines": stored, "tested_at": outcome.tested_at}
    )
    return outcome


def outcome_lines(report: ScenarioReport) -> tuple[OutcomeLine, ...]:
    """Return a report as lines."""
    return tuple(OutcomeLine(one.title, tuple(map(str, one.differences))) for one in report.results)
