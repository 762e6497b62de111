"""Many municipalities, each with an overlay of its own, upgrade at once: conflicts are those that were planted.

All 396 are measured by ``benchmarks/transfer.py``; here are enough of them for several processes.
"""

from benchmarks.transfer import measure

COUNT = 20


def test_conflicts_are_those_that_were_planted(own_database: str) -> None:
    figures = measure(COUNT)
    assert figures.failed == []
    assert figures.planted == figures.found == figures.packages
    assert figures.upgraded == COUNT * figures.packages - figures.found
