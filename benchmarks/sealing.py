"""What encryption costs a filing: the same applications filed with it and without it, in turns, in one process each."""

import json
import subprocess
import sys

from benchmarks.figures import Figure
from benchmarks.stage import Stage, cpu_ms
from modellregion.site.configuration import ROOT

SUBJECT = "sealing"
EACH = 150
ROUNDS = 4


def run(stage: Stage) -> list[Figure]:
    """Measure the CPU of web (here: the script) and database for one application; the best of some rounds counts."""
    stage.settle()
    stage.stop_worker()
    best: dict[str, tuple[float, float]] = {}
    for _ in range(ROUNDS):
        for way in ("with", "without"):
            spent = _file(stage, way)
            best[way] = min(best.get(way, spent), spent, key=sum)
    stage.start_worker()
    sealed, plain = best["with"], best["without"]
    return [
        Figure(
            subject=SUBJECT,
            name="CPU of an application, encrypted",
            value=sum(sealed),
            unit="ms",
            floor=sum(plain),
            aim=1.15,
            aim_is_ratio=True,
        ),
        Figure(subject=SUBJECT, name="its script CPU", value=sealed[0], unit="ms", floor=plain[0]),
        Figure(subject=SUBJECT, name="its database CPU", value=sealed[1], unit="ms", floor=plain[1]),
    ]


def _file(stage: Stage, way: str) -> tuple[float, float]:
    """Return the CPU milliseconds of script and database for one application."""
    command = [sys.executable, "-m", "benchmarks.sealing_inside", way, str(EACH)]
    environment = {**stage.environment, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as script:
        assert script.stdin is not None
        assert script.stdout is not None
        assert script.stdout.readline() == "ready\n"
        before = cpu_ms(stage.database)
        script.stdin.write("go\n")
        script.stdin.flush()
        told = json.loads(script.stdout.readline())
        database = cpu_ms(stage.database) - before
    return told["cpu"] / EACH, database / EACH
