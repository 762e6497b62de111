"""Plays the scenarios of a package on two processors: for the command line, whose process may be forked."""

import os
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
    report.results = sorted([*report.results, *other.results], key=lambda result: names.index(result.name))
    report.coverage.join(other.coverage)
    return report


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
    answer.send(play_all(files, (), host_of(files)))


def _received(answer: Connection) -> ScenarioReport | None:
    if not answer.poll(PATIENCE_SECONDS):
        return None
    try:
        report = answer.recv()
    except EOFError:
        return None
    return report if isinstance(report, ScenarioReport) else None
