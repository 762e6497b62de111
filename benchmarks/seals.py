"""Seals a second: a letter sealed (B-B), and with its time-stamp (B-T), against a service of OpenSSL in a process of its own.

In memory and without a database: what sealing itself costs. The time-stamp service runs on the same machine and starts OpenSSL for
each answer, so most of the time of a B-T is its.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import msgspec

django.setup()

from benchmarks.figures import Figure  # noqa: E402 - needs Django
from modellregion.seals import pades  # noqa: E402
from modellregion.seals.identities import Identity, load  # noqa: E402
from tests.support.contents import written_pdf  # noqa: E402
from tests.support.pki import running_provider  # noqa: E402

ROUNDS, STAMPED = 100, 30


def run() -> list[Figure]:
    """Measure; pages of one size, a key of the curve P-256."""
    letter = written_pdf("Bescheid " * 200)
    with (
        tempfile.TemporaryDirectory(prefix="modellregion-seals-") as folder,
        running_provider(Path(folder)) as provider,
    ):
        identity = load(provider.seal_file)
        sealed = _seal(letter, identity)
        stamped = pades.stamp(sealed, provider.stamping)
        return [
            *_figures("sealed (B-B)", lambda: _seal(letter, identity), ROUNDS),
            *_figures(
                "sealed and stamped (B-T)",
                lambda: pades.stamp(_seal(letter, identity), provider.stamping),
                STAMPED,
            ),
            *_figures("checked (B-T)", lambda: pades.read(stamped), ROUNDS),
        ]


def _seal(letter: bytes, identity: Identity) -> bytes:
    return pades.seal(letter, identity, name="Stadt Paderborn", reason="Bescheid")


def _figures(name: str, work: Callable[[], object], rounds: int) -> Iterator[Figure]:
    """Yield how many a second by the wall's clock, and what one costs this process, in ms of CPU."""
    work()
    begin, spent = time.perf_counter(), time.process_time()
    for _ in range(rounds):
        work()
    cpu = (time.process_time() - spent) / rounds * 1000
    yield Figure(subject="seals", name=name, value=rounds / (time.perf_counter() - begin), unit="/s")
    yield Figure(subject="seals", name=f"{name}, of CPU", value=cpu, unit="ms")


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(run()).decode() + "\n")
