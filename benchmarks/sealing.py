"""What encryption costs a filing: the same applications filed with it and without it, block after block in one process.

A machine's speed changes from minute to minute, by more than encryption costs. So blocks of a second take turns, with,
without, without, with, and each pair gives a ratio of its own; how far the ratios lie apart is a figure too.
"""

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.figures import Figure
from benchmarks.stage import Stage, cpu_ms
from modellregion.site.configuration import ROOT

SUBJECT = "sealing"
EACH = 20
PAIRS = 24
WAYS = ("with", "without")


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU milliseconds of the script (it does what a web process does) and of the database for one application."""

    script: float
    database: float

    @property
    def both(self) -> float:
        """All of it."""
        return self.script + self.database


def run(stage: Stage) -> list[Figure]:
    """Measure the CPU of an application, encrypted and not."""
    stage.settle()
    stage.stop_worker()
    spent = _file(stage)
    stage.start_worker()
    sealed, plain = spent["with"], spent["without"]
    ratios = [one.both / other.both for one, other in zip(sealed, plain, strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    name = "CPU of an application, encrypted"
    return [
        Figure(
            subject=SUBJECT,
            name=name,
            value=_mean([one.both for one in sealed]),
            unit="ms",
            floor=_mean([one.both for one in plain]),
            aim=1.15,
            aim_is_ratio=True,
        ),
        *(
            Figure(
                subject=SUBJECT,
                name=f"its {words} CPU",
                value=_mean([getattr(one, part) for one in sealed]),
                unit="ms",
                floor=_mean([getattr(one, part) for one in plain]),
            )
            for part, words in (("script", "script"), ("database", "database"))
        ),
        *(
            Figure(subject=SUBJECT, name=f"its ratio, {words} of {PAIRS} pairs", value=value, unit="×")
            for words, value in (("lower quartile", low), ("median", middle), ("upper quartile", high))
        ),
    ]


def _mean(values: list[float]) -> float:
    return statistics.fmean(values)


def _file(stage: Stage) -> dict[str, list[Spent]]:
    """Return what each block cost for one application, by way."""
    command = [sys.executable, "-m", "benchmarks.sealing_inside", str(PAIRS * EACH)]
    environment = {**stage.environment, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    spent: dict[str, list[Spent]] = {way: [] for way in WAYS}
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as script:
        assert script.stdin is not None
        assert script.stdout is not None
        assert script.stdout.readline() == "ready\n"
        for pair in range(PAIRS):
            for way in WAYS if pair % 2 else WAYS[::-1]:
                before = cpu_ms(stage.database)
                script.stdin.write(f"{way} {EACH}\n")
                script.stdin.flush()
                told = json.loads(script.stdout.readline())
                database = cpu_ms(stage.database) - before
                spent[way].append(Spent(told["cpu"] / EACH, database / EACH))
        script.stdin.close()
    return spent
