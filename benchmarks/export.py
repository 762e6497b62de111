"""The export of ten thousand documents to an archive: xdomea 3.1, message 0503 with primary documents and their hashes."""

import json
import subprocess
import sys

from benchmarks.figures import Figure
from benchmarks.stage import Stage
from modellregion.site.configuration import ROOT

DOCUMENTS = 10_000
FILES = 100
SIZE = 13_000
"""Bytes of a document, like a short letter; each has a PDF/A rendition of the same size beside it. Both together stay below
the 300 MB up to which a package is taken in again."""


def run(stage: Stage) -> list[Figure]:
    """Measure in a process of the stage's environment; making the documents is not in the figures.

    The floor is the same contents read and packed by bare Python: no rows, no XML, each content's hash checked.
    """
    stage.settle()
    command = [sys.executable, "-m", "benchmarks.export_inside", *map(str, (FILES, DOCUMENTS, SIZE))]
    environment = {**stage.environment, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    subject = f"xdomea, {DOCUMENTS:,} documents"
    return [
        Figure(subject=subject, name="size of the package", value=found["megabytes"], unit="MB"),
        Figure(subject=subject, name="export, per second", value=found["rate"], unit="MB/s"),
        Figure(subject=subject, name="export, per second of CPU", value=found["cpu_rate"], unit="MB/s"),
        Figure(subject=subject, name="export, CPU", value=found["cpu"], unit="s", floor=found["floor_cpu"]),
        Figure(subject=subject, name="export, time", value=found["seconds"], unit="s", floor=found["floor"]),
        Figure(subject=subject, name="the message in it", value=found["message"], unit="MB"),
        Figure(subject=subject, name="reading it again, per second", value=found["read_rate"], unit="MB/s"),
        Figure(subject=subject, name="memory at most", value=found["memory"], unit="MB"),
    ]
