"""Upgrade a package in all municipalities of the installation at once, with one report."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from uuid import UUID

from django.db import connections

from modellregion.kernel.context import system_context
from modellregion.packages.api import PackageError, PackageFiles, PackageFinding, check_package, store_package
from modellregion.region.api import list_bodies
from modellregion.transfer.adoptions import running_package
from modellregion.transfer.commands.upgrade_package import go_live, number_of
from modellregion.transfer.errors import NotAdoptedError, UpgradeOpenError
from modellregion.transfer.processes import begin, received
from modellregion.transfer.scenarios.run import run_scenarios
from modellregion.transfer.versions import Prepared, prepare_version

ALONE_MAX = 12
"""So many municipalities are done here; for more, further processes are worth their start."""


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


def upgrade_everywhere(files: PackageFiles, *, starts_on: date | None = None) -> Iterator[UpgradeLine]:
    """Upgrade every municipality that runs an older version; yield a line for each as it is done.

    The new version is played on the real engine once. What each overlay adds is compiled, checked and calculated for
    each municipality, on all processors. Whoever has a conflict keeps its version until a person has decided.

    :raises PackageError: when the new version is not fit, or a scenario of its own fails.
    """
    findings = [finding for finding in check_package(files) if not finding.is_warning]
    if not findings:
        findings = [
            PackageFinding(f"scenarios/{result.name}.toml", "", str(difference))
            for result in run_scenarios(files).failed
            for difference in result.differences
        ]
    if findings:
        raise PackageError(findings)
    store_package(files)
    tasks = list(_tasks(files, starts_on))
    if len(tasks) <= ALONE_MAX:
        for task in tasks:
            yield _upgrade(task, files)
        return
    spawning = get_context("spawn")  # a database connection must not be shared with a child
    start = (dict(connections["default"].settings_dict), {"files": dict(files.contents)})
    with ProcessPoolExecutor(os.cpu_count(), spawning, begin, start) as pool:
        yield from pool.map(_upgrade_there, tasks, chunksize=4)


def _tasks(files: PackageFiles, starts_on: date | None) -> Iterator[_Task]:
    head = files.table("package.toml")["package"]
    for body in list(list_bodies()):
        if not body.kind.has_portal:
            continue
        try:
            running = running_package(system_context(body.id), head["id"])
        except NotAdoptedError:
            continue
        if number_of(running.version) < number_of(head["version"]):
            yield _Task(body.id, body.slug, running.package, starts_on)


def _upgrade_there(task: _Task) -> UpgradeLine:
    return _upgrade(task, PackageFiles(received["files"]))


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
