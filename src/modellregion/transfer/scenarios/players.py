"""Plays the scenarios of a package on several processors: in a fork of the command line, or by processes that are there."""

import os
from concurrent.futures import Executor
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection

from django.db import connection

from modellregion.kernel.pdf import letters_made
from modellregion.packages.api import PackageFiles
from modellregion.transfer.scenarios.reading import read_scenarios
from modellregion.transfer.scenarios.run import ScenarioReport, play_all
from modellregion.transfer.scenarios.sandbox import host_of

WORTH_A_FORK = 4
PATIENCE_SECONDS = 120


def run_side_by_side(files: PackageFiles) -> ScenarioReport:
    """Play the scenarios of a package, half of them in a process of its own where there are two processors.

    Only for a process that has no thread but this one; one that has a connection, or made letters, plays them all itself.
    Nothing is left behind.

    :raises PackageError: when the files make no package.
    """
    names = [one.name for one in read_scenarios(files)]
    can_fork = "fork" in get_all_start_methods() and connection.connection is None and not letters_made()
    if len(names) < WORTH_A_FORK or not can_fork or (os.cpu_count() or 1) == 1:
        return play_all(files, (), host_of(files))
    ours, theirs = _only(files, names[::2]), _only(files, names[1::2])
    forking = get_context("fork")
    here, there = forking.Pipe(duplex=False)
    child = forking.Process(target=_play_there, args=(theirs, there))
    child.start()
    there.close()
    try:
        report = play_all(ours, (), host_of(files))
        other = _received(here)
    finally:
        child.terminate()  # it has answered, or never will
        child.join()
    if other is None:  # whatever it was, it is met again where it can be seen
        return play_all(files, (), host_of(files))
    return _joined([report, other], names)


def run_on_all(workers: Executor, files: PackageFiles) -> ScenarioReport:
    """Play the scenarios of a package, some by each of the workers, which know the database already.

    :raises PackageError: when the files make no package.
    """
    names = [one.name for one in read_scenarios(files)]
    count = max(1, min(len(names), os.cpu_count() or 1))
    parts = [_only(files, names[first::count]) for first in range(count)]
    return _joined(list(workers.map(_play, parts)), names)


def _joined(reports: list[ScenarioReport], names: list[str]) -> ScenarioReport:
    whole, *others = reports
    for other in others:
        whole.coverage.join(other.coverage)
    results = [result for report in reports for result in report.results]
    whole.results = sorted(results, key=lambda result: names.index(result.name))
    return whole


def _only(files: PackageFiles, names: list[str]) -> PackageFiles:
    """Return a package with some of its scenarios; as another version, so that neither process waits for the other's row."""
    kept = {f"scenarios/{name}.toml" for name in names}
    return PackageFiles(
        {
            name: content
            for name, content in files.contents.items()
            if not name.startswith("scenarios/") or name in kept
        }
    )


def _play_there(files: PackageFiles, answer: Connection) -> None:
    answer.send(_play(files))


def _play(files: PackageFiles) -> ScenarioReport:
    return play_all(files, (), host_of(files))


def _received(answer: Connection) -> ScenarioReport | None:
    if not answer.poll(PATIENCE_SECONDS):
        return None
    try:
        report = answer.recv()
    except EOFError:
        return None
    return report if isinstance(report, ScenarioReport) else None
