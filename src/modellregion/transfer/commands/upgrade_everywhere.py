"""Upgrade a package in all municipalities of the installation at once, with one report."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from multiprocessing import get_context
from uuid import UUID

from django.db import connections

from modellregion.kernel.context import system_context
from modellregion.packages.api import (
    PackageError,
    PackageFiles,
    check_package,
    files_by_hash,
    store_package,
)
from modellregion.region.api import list_bodies
from modellregion.transfer.adoptions import Running, running_package
from modellregion.transfer.commands.upgrade_package import go_live, number_of
from modellregion.transfer.errors import NotAdoptedError, UpgradeOpenError
from modellregion.transfer.processes import begin, is_ready
from modellregion.transfer.scenarios.findings import scenario_findings
from modellregion.transfer.scenarios.players import run_on_all
from modellregion.transfer.scenarios.run import run_scenarios
from modellregion.transfer.scenarios.sharing import Offices, shared_proof
from modellregion.transfer.versions import Prepared, prepare_version

ALONE_MAX = 12
"""So many municipalities are done here; for more, further processes are worth their start."""
TOGETHER = 8


@dataclass(frozen=True, slots=True)
class UpgradeLine:
    """What became of one municipality: upgraded, or why not; the sentences a person should read."""

    municipality: str
    is_upgraded: bool
    own_changes: int
    conflicts: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    municipality: UUID
    slug: str


@contextmanager
def upgrade_workers() -> Iterator[Executor]:
    """Start a process for each processor, for one upgrade of everybody or several; they start while others prepare."""
    spawning = get_context("spawn")  # a database connection must not be shared with a child
    database = dict(connections["default"].settings_dict)
    count = os.cpu_count() or 1
    with ProcessPoolExecutor(count, spawning, begin, (database,)) as pool:
        for _ in range(count):
            pool.submit(is_ready)
        yield pool


def upgrade_everywhere(
    files: PackageFiles, *, starts_on: date | None = None, workers: Executor | None = None
) -> Iterator[UpgradeLine]:
    """Upgrade every municipality that runs an older version; yield a line for each as it is done.

    The new version is played on the real engine once. What an overlay can reach is proved for each, shared by all who
    changed the same, on all processors. Whoever has a conflict keeps its version until a person has decided.

    :raises PackageError: when the new version is not fit, or a scenario of its own fails.
    """
    places = iter([_Place(body.id, body.slug) for body in list_bodies() if body.kind.has_portal])
    first = list(islice(_behind(places, files), ALONE_MAX + 1))
    is_alone = len(first) <= ALONE_MAX and workers is None
    with nullcontext() if is_alone else nullcontext(workers) if workers else upgrade_workers() as pool:
        _make_fit(files, pool)
        proof = shared_proof(files)
        with nullcontext() if pool is None else proof.played_by(pool):
            for place, running in first:
                yield _upgrade(place, running, files, starts_on)
        if pool is not None:
            rest = list(places)
            chunks = [rest[at : at + TOGETHER] for at in range(0, len(rest), TOGETHER)]
            there = partial(_upgrade_there, files.hash, proof.offices, starts_on)
            for lines in pool.map(there, chunks):
                yield from lines


def _make_fit(files: PackageFiles, workers: Executor | None) -> None:
    """Check the new version, play its scenarios, and keep it."""
    findings = [finding for finding in check_package(files) if not finding.is_warning]
    if not findings:
        report = run_scenarios(files) if workers is None else run_on_all(workers, files)
        findings = scenario_findings(files, report)
    if findings:
        raise PackageError(findings)
    store_package(files)


def _behind(places: Iterable[_Place], files: PackageFiles) -> Iterator[tuple[_Place, Running]]:
    """Yield those who run an older version, and how they run it."""
    head = files.table("package.toml")["package"]
    for place in places:
        try:
            running = running_package(system_context(place.municipality), head["id"])
        except NotAdoptedError:
            continue
        if number_of(running.version) < number_of(head["version"]):
            yield place, running


def _upgrade_there(
    version_hash: str, known: Offices, starts_on: date | None, places: Sequence[_Place]
) -> list[UpgradeLine]:
    """Upgrade those of some municipalities who are behind, in a further process, with what was played already."""
    files = files_by_hash(version_hash)
    shared_proof(files).learn(known)
    return [_upgrade(place, running, files, starts_on) for place, running in _behind(places, files)]


def _upgrade(place: _Place, running: Running, files: PackageFiles, starts_on: date | None) -> UpgradeLine:
    ctx = system_context(place.municipality)
    prepared = prepare_version(
        running.upstream(), running.changes, files, own=running.scenarios, thorough=bool(running.scenarios)
    )
    try:
        go_live(ctx, running, files, prepared, starts_on=starts_on)
    except UpgradeOpenError as error:
        return _line(place, prepared, error.sentences, is_upgraded=False)
    return _line(place, prepared, prepared.news[: len(prepared.merge.outcomes)], is_upgraded=True)


def _line(place: _Place, prepared: Prepared, sentences: list[str], *, is_upgraded: bool) -> UpgradeLine:
    merged = prepared.merge
    return UpgradeLine(place.slug, is_upgraded, len(merged.outcomes), len(merged.conflicts), tuple(sentences))
