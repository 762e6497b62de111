"""How long it takes until every municipality of North Rhine-Westphalia has adopted and upgraded the trade packages.

    ./modellregion bench transfer                                          # all of them, as figures to be recorded
    PYTHONPATH=src:. .modellregion/env/bin/python benchmarks/transfer.py [NUMBER]

It starts a database of its own and leaves nothing behind. Each municipality has an overlay of its own; the new version
of each package has twelve kinds of changes; conflicts are planted by a label that both sides change, and counted.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import django

from benchmarks.figures import Figure

SERVICES = Path(__file__).resolve().parents[1] / "services"


@dataclass
class Figures:
    """Seconds of each part, how many conflicts were planted and found, who was left behind, memory in MB."""

    municipalities: int = 0
    packages: int = 0
    adopting: float = 0.0
    upgrading: float = 0.0
    processor_time: float = 0.0
    upgraded: int = 0
    planted: int = 0
    found: int = 0
    failed: list[str] = field(default_factory=list)
    memory: float = 0.0


def measure(count: int | None = None) -> Figures:
    """Let ``count`` municipalities (all of them when None) adopt, adapt and upgrade every trade package.

    Django must be set up, and nobody else use the database.
    """
    from benchmarks.transfer_steps import adopt_everywhere, packages_to_measure, upgraded_lines
    from modellregion.transfer.api import upgrade_workers

    figures = Figures()
    packages = packages_to_measure(SERVICES)
    figures.packages = len(packages)
    started = time.perf_counter()
    with upgrade_workers() as workers:
        figures.municipalities, figures.planted = adopt_everywhere(packages, count, workers)
        figures.adopting = time.perf_counter() - started
        started = time.perf_counter()
        for line in upgraded_lines(packages, workers):
            figures.upgraded += line.is_upgraded
            figures.found += line.conflicts
            if not line.is_upgraded and not line.conflicts:
                figures.failed.append(f"{line.municipality}: {' '.join(line.sentences)}")
        figures.upgrading = time.perf_counter() - started
    figures.processor_time = _cpu_seconds()
    usage = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    figures.memory = max(usage) / 1024
    return figures


def _cpu_seconds() -> float:
    """Return the processor time of this process and its workers, which have ended; the database's is not included."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


def run() -> list[Figure]:
    """Measure all municipalities in a process of its own, which has a database of its own."""
    command = [sys.executable, str(Path(__file__)), "--json"]
    paths = os.pathsep.join([str(SERVICES.parent), str(SERVICES.parent / "src")])
    result = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}
    )
    found = json.loads(result.stdout.splitlines()[-1])
    if found["failed"] or found["found"] != found["planted"]:
        raise RuntimeError(f"The upgrade went wrong: {found}")
    what = f"{found['municipalities']} municipalities, {found['packages']} packages"
    together = found["adopting"] + found["upgrading"]
    return [
        _figure(f"{what}: adopting with overlays", found["adopting"], "s"),
        _figure(f"{what}: upgrading, {found['found']} planted conflicts found", found["upgrading"], "s"),
        _figure(f"{what}: together", together, "s", aim=60),
        _figure("processor time of it, without the database", found["processor_time"], "s"),
        _figure("most memory of a process", found["memory"], "MB"),
    ]


def _figure(name: str, value: float, unit: str, *, aim: float | None = None) -> Figure:
    return Figure(subject="transfer", name=name, value=value, unit=unit, aim=aim)


def main(arguments: list[str]) -> Iterator[str]:
    """Measure on a database of this run, and yield the table line by line."""
    with tempfile.TemporaryDirectory(prefix="modellregion-transfer-") as folder:
        os.environ.update(MODELLREGION_DATA=folder, DJANGO_SETTINGS_MODULE="modellregion.site.settings")
        os.environ.setdefault("MODELLREGION_HOME", str(SERVICES.parent / ".modellregion"))
        from modellregion.site.attaching import attach

        attach()
        django.setup()
        figures = measure(int(arguments[0]) if arguments and arguments[0].isdigit() else None)
        if arguments == ["--json"]:
            yield json.dumps(asdict(figures))
            return
        adoptions = figures.municipalities * figures.packages
        yield f"{figures.municipalities} municipalities, {figures.packages} packages, {os.cpu_count()} processors"
        yield f"adopting with overlays  {figures.adopting:7.1f} s  {1000 * figures.adopting / adoptions:6.1f} ms each"
        yield f"upgrading               {figures.upgrading:7.1f} s  {1000 * figures.upgrading / adoptions:6.1f} ms each"
        yield f"together                {figures.adopting + figures.upgrading:7.1f} s; processor time {figures.processor_time:.1f} s"
        yield f"upgraded {figures.upgraded} of {adoptions}; conflicts planted {figures.planted}, found {figures.found}"
        yield f"failed otherwise: {len(figures.failed)}; most memory of a process {figures.memory:.0f} MB"
        yield from figures.failed[:5]


if __name__ == "__main__":
    for text in main(sys.argv[1:]):
        print(text, flush=True)
