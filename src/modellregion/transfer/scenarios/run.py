"""Runs the scenarios of a package and reports on them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import msgspec

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.remembering import Remembered
from modellregion.packages.api import PackageFiles
from modellregion.transfer.scenarios.comparing import Difference, Topic, differences
from modellregion.transfer.scenarios.coverage import Coverage, coverage_of
from modellregion.transfer.scenarios.playing import Played, rehearse
from modellregion.transfer.scenarios.reading import NamedScenario, read_scenarios, with_persona
from modellregion.transfer.scenarios.sandbox import Host, Sandbox, host_of, open_sandbox


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """One scenario: its title, the differences, and how long it took."""

    name: str
    title: str
    differences: tuple[Difference, ...]
    seconds: float

    @property
    def is_passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.differences


@dataclass(slots=True)
class ScenarioReport:
    """All scenarios of a package."""

    results: list[ScenarioResult] = field(default_factory=list)
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def is_passed(self) -> bool:
        """Whether every scenario is passed."""
        return all(result.is_passed for result in self.results)

    @property
    def failed(self) -> list[ScenarioResult]:
        """The scenarios that are not passed."""
        return [result for result in self.results if not result.is_passed]


_passed = Remembered[tuple[str, bytes, date], ScenarioReport](100)


def run_scenarios(
    files: PackageFiles, *, own: Sequence[NamedScenario] = (), host: Host | None = None
) -> ScenarioReport:
    """Play the scenarios of a package, then ``own`` ones of a municipality, each on a clean slate.

    What passed for these very contents on this day is remembered by this process and not played again.
    Must run outside of a ``tenant`` block; nothing is left behind.

    :raises PackageError: when the files make no package.
    """
    key = (files.hash, msgspec.json.encode([(one.name, one.content) for one in own]), SYSTEM_CLOCK.today())
    known = _passed.get(key) if host is None else None
    if known is not None:
        return replace(known, results=list(known.results))
    report = play_all(files, own, host or host_of(files))
    if host is None and report.is_passed:
        _passed.keep(key, replace(report, results=list(report.results)))
    return report


def play_all(files: PackageFiles, own: Sequence[NamedScenario], host: Host) -> ScenarioReport:
    """Play them all, whether they are known to pass or not."""
    report = ScenarioReport()
    played = []
    with open_sandbox(files, host) as sandbox:
        scenarios = [*read_scenarios(files), *(with_persona(files, one) for one in own)]
        for scenario, rehearsal in [(one, _rehearse(sandbox, one)) for one in scenarios]:
            result, happened = _result(scenario, rehearsal)
            report.results.append(result)
            played += [happened] if happened else []
        report.coverage = coverage_of(sandbox.package, files, played)
    return report


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    """A scenario that was played: what tells what happened, or why it could not be, and how long it took."""

    happened: Callable[[], Played]
    seconds: float


def _rehearse(sandbox: Sandbox, scenario: NamedScenario) -> _Rehearsal | Difference:
    started = time.perf_counter()
    try:
        happened = rehearse(sandbox, scenario.content)
    except msgspec.ValidationError as error:
        return Difference(Topic.FINDINGS, f"The answers cannot be read: {error}.")
    return _Rehearsal(happened, time.perf_counter() - started)


def _result(
    scenario: NamedScenario, rehearsal: _Rehearsal | Difference
) -> tuple[ScenarioResult, Played | None]:
    if isinstance(rehearsal, Difference):
        return ScenarioResult(scenario.name, scenario.content.title, (rehearsal,), 0.0), None
    started = time.perf_counter()
    happened = rehearsal.happened()
    found = tuple(differences(scenario.content.expect, happened))
    seconds = rehearsal.seconds + time.perf_counter() - started
    return ScenarioResult(scenario.name, scenario.content.title, found, seconds), happened
