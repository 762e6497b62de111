"""What a process pays that holds a thousand compiled packages: the time to compile them, and memory.

Each of them differs from all others in its version, its title, the limits of its texts and the fee, as those of
municipalities do. A process of its own measures, so that nothing else is in its memory.
"""

import sys
import time
from itertools import cycle, islice
from pathlib import Path

import django
import msgspec

from benchmarks.figures import Figure
from benchmarks.stage import memory_mb
from modellregion.site.configuration import ROOT

django.setup()

from modellregion.packages.api import PackageFiles, compile_package, read_folder  # noqa: E402 - models need Django

PACKAGES = 1_000


def _variants(number: int) -> list[PackageFiles]:
    models = [read_folder(folder) for folder in sorted(Path(ROOT / "services").iterdir())]
    return [_variant(files, place) for place, files in enumerate(islice(cycle(models), number))]


def _variant(files: PackageFiles, number: int) -> PackageFiles:
    contents = dict(files.contents)
    head = contents["package.toml"].decode()
    contents["package.toml"] = (
        head.replace('version = "1.0.0"', f'version = "1.0.{number}"', 1)
        .replace('title = "', f'title = "Nr. {number}: ', 1)
        .encode()
    )
    fields = contents["fields.toml"].decode()
    contents["fields.toml"] = fields.replace("max_length = 250", f"max_length = {250 + number % 90}").encode()
    for name, content in files.contents.items():
        if name.endswith(".dmn"):
            contents[name] = content.replace(b"<text>26", f"<text>{number}".encode())
    return PackageFiles(contents)


def _measure() -> list[Figure]:
    before = memory_mb("self")
    variants = _variants(PACKAGES)
    files = memory_mb("self") - before
    started = time.process_time()
    kept = [compile_package(variant) for variant in variants]
    spent = time.process_time() - started
    held = memory_mb("self") - before - files
    assert len({package.hash for package in kept}) == PACKAGES
    subject = f"{PACKAGES:,} packages in one process"
    return [
        Figure(subject=subject, name="to compile all", value=spent, unit="s CPU"),
        Figure(subject=subject, name="to compile one", value=spent / PACKAGES * 1000, unit="ms CPU"),
        Figure(subject=subject, name="memory of all", value=held, unit="MB"),
        Figure(subject=subject, name="memory of one", value=held / PACKAGES, unit="MB"),
    ]


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(_measure()))
