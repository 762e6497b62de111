"""Disclosure control (statistische Geheimhaltung): what of a table may be shown. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown: ``cells`` with their counts, ``rest`` for all others together; ``total`` is None below the minimum."""

    cells: Mapping[Cell, int]
    rest: int
    total: int | None


def shown(counts: Mapping[Cell, int], minimum: int) -> Shown:
    """Hide what is below the minimum, and as much more as it takes that the rest tells nothing.

    With the total and the cells that are shown, only the sum of the hidden ones can be computed; so at least two are
    hidden, and their sum is no smaller than the minimum either. Which ones are hidden is not said (primary and secondary
    cell suppression, as in Destatis' and Eurostat's handbooks).
    """
    total = sum(counts.values())
    ascending = sorted((count, cell) for cell, count in counts.items() if count)
    hidden = [entry for entry in ascending if entry[0] < minimum]
    left = ascending[len(hidden) :]
    while hidden and left and (len(hidden) < 2 or sum(count for count, _ in hidden) < minimum):
        hidden.append(left.pop(0))
    if total < minimum:
        return Shown({}, 0, None)
    kept = {cell for _, cell in left}
    cells = {cell: count for cell, count in counts.items() if cell in kept}
    return Shown(cells, sum(count for count, _ in hidden), total)
