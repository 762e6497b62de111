"""Runs the scenarios of a package and reports on them."""

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import msgspec

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.packages.api import PackageFiles
from modellregion.transfer.scenarios.comparing import Difference, Topic, differences
from modellregion.transfer.scenarios.coverage import Coverage, coverage_of
from modellregion.transfer.scenarios.playing import Played, play
from modellregion.transfer.scenarios.reading import NamedScenario, read_scenarios
from modellregion.transfer.scenarios.sandbox import Host, Sandbox, host_of, open_sandbox, undone


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


_passed: OrderedDict[tuple[str, bytes, date], ScenarioReport] = OrderedDict()
PASSED_MAX = 100
"""How many reports are remembered; the one kept longest goes first."""


def run_scenarios(
    files: PackageFiles, *, own: Sequence[NamedScenario] = (), host: Host | None = None
) -> ScenarioReport:
    """Play the scenarios of a package, then ``own`` ones of a municipality, each on a clean slate.

    What passed for these very contents on this day is remembered by this process and not played again.
    Must run outside of a ``tenant`` block; nothing is left behind.

    :raises PackageError: when the files make no package.
    """
    key = (files.hash, msgspec.json.encode([(one.name, one.content) for one in own]), SYSTEM_CLOCK.today())
    if host is None and key in _passed:
        return replace(_passed[key], results=list(_passed[key].results))
    report = _play_all(files, own, host or host_of(files))
    if host is None and report.is_passed:
        _passed[key] = replace(report, results=list(report.results))
        if len(_passed) > PASSED_MAX:
            _passed.popitem(last=False)
    return report


def _play_all(files: PackageFiles, own: Sequence[NamedScenario], host: Host) -> ScenarioReport:
    report = ScenarioReport()
    played = []
    with open_sandbox(files, host) as sandbox:
        for scenario in [*read_scenarios(files), *own]:
            result, happened = _run(sandbox, scenario)
            report.results.append(result)
            played += [happened] if happened else []
        report.coverage = coverage_of(sandbox.package, files, played)
    return report


def _run(sandbox: Sandbox, scenario: NamedScenario) -> tuple[ScenarioResult, Played | None]:
    started = time.perf_counter()
    happened = None
    try:
        with undone():
            happened = play(sandbox, scenario.content)
        found = tuple(differences(scenario.content.expect, happened))
    except msgspec.ValidationError as error:
        found = (Difference(Topic.FINDINGS, f"The answers cannot be read: {error}."),)
    seconds = time.perf_counter() - started
    return ScenarioResult(scenario.name, scenario.content.title, found, seconds), happened
