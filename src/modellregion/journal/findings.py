"""What verifying can find, and telling apart what was done from how the hashes fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from modellregion.journal.proofs.merkle import leaf_hash
from modellregion.journal.sequencing import leaf_of

NEARBY = 64
"""So far an entry is looked for from where it stands, when it was moved with its hash."""


class Kind(StrEnum):
    """What was done to a journal."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    REWRITTEN = "rewritten"
    TRUNCATED = "truncated"
    RESTORED = "restored"
    FORKED = "forked"
    TREE = "tree"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what was done, where (None when it has no position), and a sentence."""

    kind: Kind
    position: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Bad:
    """A leaf whose entry does not give the stored hash: its position, that hash, and the entry's columns."""

    position: int
    stored: bytes
    entry: Sequence[Any]


def explain_changed(municipality: UUID, bad: Sequence[Bad]) -> list[Finding]:
    """Tell for each leaf that does not fit whether its entry was changed or moved.

    A leaf's text holds its position. So an entry that fits the hash of another place belongs there; one that fits its own
    hash under another position was moved with its hash, because something before it was inserted or removed.
    """
    stored = {one.position: one.stored for one in bad}
    findings: list[Finding] = []
    shift = 0
    for one in bad:
        belongs = next(
            (place for place, hashed in stored.items() if _hash(municipality, place, one.entry) == hashed),
            None,
        )
        if belongs is not None:
            shift = 0
            findings.append(
                Finding(
                    Kind.REORDERED,
                    one.position,
                    f"Position {one.position}: the entry of position {belongs} stands here; they were reordered.",
                )
            )
            continue
        came_from = _came_from(municipality, one)
        if came_from is None:
            shift = 0
            sentence = f"Position {one.position}: the entry {one.entry[0]} was changed."
            findings.append(Finding(Kind.EDITED, one.position, sentence))
        elif came_from - one.position != shift:
            findings += _moved(one, came_from, shift)
            shift = came_from - one.position
    return findings


def _moved(one: Bad, came_from: int, shift: int) -> list[Finding]:
    more = came_from - one.position - shift
    if more > 0:
        where = one.position
        count = "an entry was" if more == 1 else f"{more} entries were"
        sentence = (
            f"Position {where}: {count} deleted here; those after it moved up (position {came_from} first)."
        )
        return [Finding(Kind.DELETED, where, sentence)]
    where = one.position + more
    count = "an entry was" if more == -1 else f"{-more} entries were"
    sentence = (
        f"Position {where}: {count} inserted here; those after it moved down (position {came_from} first)."
    )
    return [Finding(Kind.INSERTED, where, sentence)]


def _came_from(municipality: UUID, one: Bad) -> int | None:
    for distance in range(1, NEARBY + 1):
        for place in (one.position - distance, one.position + distance):
            if place >= 0 and _hash(municipality, place, one.entry) == one.stored:
                return place
    return None


def _hash(municipality: UUID, position: int, entry: Sequence[Any]) -> bytes:
    return leaf_hash(leaf_of(municipality, position, entry).to_bytes())
