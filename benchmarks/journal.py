"""The journal: what an entry costs beside a bare row, how fast entries get their places, how fast all are verified."""

import json
import subprocess
import sys

from benchmarks.figures import Figure
from benchmarks.stage import Stage
from modellregion.site.configuration import ROOT

SUBJECT = "journal"
APPENDS = 500
BULK = 30_000
ROUNDS = 2


def run(stage: Stage) -> list[Figure]:
    """Measure in a process of the stage's environment, as the application's role, beside a worker that does the same.

    The worker is not stopped as elsewhere: halted in the middle of a batch it would keep the tree for itself.
    """
    stage.settle()
    command = [sys.executable, "-m", "benchmarks.journal_inside", *map(str, (APPENDS, BULK, ROUNDS))]
    environment = {**stage.environment, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    return [
        _figure("an entry, in a transaction of its own", found["append"], "ms", floor=found["bare"]),
        _figure("entries that get their place", found["placed"], "/s"),
        _figure("signing a checkpoint", found["sign"], "ms"),
        _figure("a receipt with its proof", found["receipt"], "ms"),
        _figure("leaves verified", found["verified"], "/s"),
        _figure("leaves of that journal", found["leaves"], ""),
    ]


def _figure(name: str, value: float, unit: str, *, floor: float | None = None) -> Figure:
    return Figure(subject=SUBJECT, name=name, value=value, unit=unit, floor=floor)
