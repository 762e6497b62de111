"""Upgrade a package in all municipalities of the installation at once, with one report."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from uuid import UUID

from django.db import connections

from modellregion.kernel.context import system_context
from modellregion.packages.api import (
    PackageError,
    PackageFiles,
    check_package,
    files_by_hash,
    installed_version,
    store_package,
)
from modellregion.region.api import list_bodies
from modellregion.transfer.adoptions import running_package
from modellregion.transfer.commands.upgrade_package import go_live, number_of
from modellregion.transfer.errors import UpgradeOpenError
from modellregion.transfer.processes import begin, is_ready
from modellregion.transfer.scenarios.findings import scenario_findings
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
class _Task:
    municipality: UUID
    slug: str
    package: str
    starts_on: date | None


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
    tasks = list(_tasks(files, starts_on))
    is_alone = len(tasks) <= ALONE_MAX and workers is None
    with nullcontext() if is_alone else nullcontext(workers) if workers else upgrade_workers() as pool:
        _make_fit(files)
        first = tasks if pool is None else tasks[:ALONE_MAX]
        for task in first:
            yield _upgrade(task, files)
        if pool is not None:
            known = shared_proof(files).offices
            rest = tasks[len(first) :]
            chunks = [rest[at : at + TOGETHER] for at in range(0, len(rest), TOGETHER)]
            for lines in pool.map(_upgrade_there, chunks, [files.hash] * len(chunks), [known] * len(chunks)):
                yield from lines


def _make_fit(files: PackageFiles) -> None:
    """Check the new version, play its scenarios, and keep it."""
    findings = [finding for finding in check_package(files) if not finding.is_warning]
    if not findings:
        findings = scenario_findings(files, run_scenarios(files))
    if findings:
        raise PackageError(findings)
    store_package(files)


def _tasks(files: PackageFiles, starts_on: date | None) -> Iterator[_Task]:
    head = files.table("package.toml")["package"]
    for body in list(list_bodies()):
        if not body.kind.has_portal:
            continue
        running = installed_version(body.id, head["id"])
        if running is not None and number_of(running.version) < number_of(head["version"]):
            yield _Task(body.id, body.slug, head["id"], starts_on)


def _upgrade_there(tasks: Sequence[_Task], version_hash: str, known: Offices) -> list[UpgradeLine]:
    """Upgrade some municipalities in a further process, with what the first one has played already."""
    files = files_by_hash(version_hash)
    shared_proof(files).learn(known)
    return [_upgrade(task, files) for task in tasks]


def _upgrade(task: _Task, files: PackageFiles) -> UpgradeLine:
    ctx = system_context(task.municipality)
    running = running_package(ctx, task.package)
    prepared = prepare_version(
        running.upstream(), running.changes, files, own=running.scenarios, thorough=bool(running.scenarios)
    )
    try:
        go_live(ctx, running, files, prepared, starts_on=task.starts_on)
    except UpgradeOpenError as error:
        return _line(task, prepared, error.sentences, is_upgraded=False)
    return _line(task, prepared, prepared.news[: len(prepared.merge.outcomes)], is_upgraded=True)


def _line(task: _Task, prepared: Prepared, sentences: list[str], *, is_upgraded: bool) -> UpgradeLine:
    merged = prepared.merge
    return UpgradeLine(task.slug, is_upgraded, len(merged.outcomes), len(merged.conflicts), tuple(sentences))
