"""Where a history was rewritten whose every hash was made anew, as exactly as what lies outside the database can tell.

Three witnesses, the best first: a copy of the leaves' hashes that a signed checkpoint proves names the position and what
was done; receipts that people kept prove single leaves and whole subtrees; checkpoints alone leave a range.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.journal.copies import Copy, proven_copy
from modellregion.journal.evidence import Evidence
from modellregion.journal.findings import NEARBY, Finding, Kind
from modellregion.journal.proofs.merkle import Node, inclusion_steps, leaf_hash
from modellregion.journal.proofs.receipts import Proven
from modellregion.journal.sequencing import leaf_of

_WINDOW = 10_000
_NAMED_MAX = 20
_HASHES = (
    "SELECT position, hash FROM journal_leaf WHERE municipality_id = %s AND position >= %s AND position < %s"
)
_ENTRIES = """
SELECT l.position, e.id, e.subject_kind, e.subject_id, e.action, e.actor_kind, e.actor_id, e.at, e.is_public, e.commitment
FROM journal_leaf l JOIN journal_entry e ON e.municipality_id = l.municipality_id AND e.id = l.entry_id
WHERE l.municipality_id = %s AND l.position >= %s AND l.position < %s
"""
Range = tuple[int, int]
"""From a position to below another one."""


@dataclass(slots=True)
class Known:
    """Hashes of leaves and subtrees that kept receipts prove, and how those of the journal compare with them."""

    hashes: dict[Node, bytes] = field(default_factory=dict)
    same: list[Range] = field(default_factory=list)
    other: list[Range] = field(default_factory=list)

    def take(self, proven: Proven, leaf: bytes, proof: Sequence[bytes]) -> None:
        """Learn from a receipt that was checked."""
        position = proven.leaf.position
        self.hashes[0, position] = leaf_hash(leaf)
        steps = inclusion_steps(position, proven.checkpoint.size)
        self.hashes |= {
            step.nodes[0]: hashed for step, hashed in zip(steps, proof, strict=True) if len(step.nodes) == 1
        }

    def compare(self, level: int, number: int, hashed: bytes) -> None:
        """Take note of a hash of the journal as it stands."""
        known = self.hashes.get((level, number))
        if known is not None:
            found = self.same if known == hashed else self.other
            found.append((number << level, (number + 1) << level))

    def narrow(self, begin: int, end: int) -> Range:
        """Return where in this range the first difference lies, as far as it is known."""
        inside = [
            (begin, end),
            *((max(a, begin), min(b, end)) for a, b in self.other if a < end and b > begin),
        ]
        return min((self._trim(*one) for one in inside), key=lambda one: (one[1], one[0]))

    def _trim(self, begin: int, end: int) -> Range:
        for a, b in sorted(self.same):
            if a <= begin < b < end:
                begin = b
        for a, b in sorted(self.same, reverse=True):
            if begin < a < end <= b:
                end = a
        return begin, end


def explain_rewritten(municipality: UUID, kind: Kind, found: Evidence, size: int) -> list[Finding]:
    """Tell what was done and where, by a copy of the leaves; nothing when no copy is proven by this checkpoint.

    :param size: how many leaves the journal has now.
    """
    copy = proven_copy(municipality, found.checkpoint)
    if copy is None:
        return []
    differing = list(_differing(municipality, copy, min(size, copy.size)))
    if not differing:
        return []
    first = differing[0]
    if kind is Kind.FORKED:
        sentence = (
            f"Position {first}: there are two histories. What stands here and after is not what {found.says} covers; the "
            "two part here."
        )
        return [Finding(kind, first, sentence)]
    return _what_was_done(municipality, copy, differing, found)


def _differing(municipality: UUID, copy: Copy, end: int) -> Iterable[int]:
    for begin in range(0, end, _WINDOW):
        upto = min(begin + _WINDOW, end)
        with connection.cursor() as cursor:
            cursor.execute(_HASHES, [municipality, begin, upto])
            stands = {position: bytes(hashed) for position, hashed in cursor.fetchall()}
        for position, hashed in enumerate(copy.hashes(begin, upto), begin):
            if stands.get(position) != hashed:
                yield position


def _what_was_done(municipality: UUID, copy: Copy, differing: list[int], found: Evidence) -> list[Finding]:
    """Tell by where the entries stood: the text of a leaf holds its position, so an entry fits one place's hash alone."""
    first, last = differing[0], differing[-1]
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [municipality, first, first + 2 * NEARBY])
        entries = {row[0]: row[1:] for row in cursor.fetchall()}
    true = dict(enumerate(copy.hashes(first, first + 3 * NEARBY), first))
    hidden = f" All hashes were made anew to hide it; what stands here is not what {found.says} covers."

    def fits(entry: Sequence[Any] | None, place: int) -> bool:
        if entry is None or place not in true:
            return False
        return leaf_hash(leaf_of(municipality, place, entry).to_bytes()) == true[place]

    for more in range(1, NEARBY + 1):
        if fits(entries.get(first), first + more):
            next_too = fits(entries.get(first + 1), first + 1 + more)
            if next_too or first + 1 + more >= copy.size:
                return [_moved(Kind.DELETED, first, more, hidden)]
        elif fits(entries.get(first + more), first) and (
            fits(entries.get(first + more + 1), first + 1) or first + 1 >= copy.size
        ):
            return [_moved(Kind.INSERTED, first, more, hidden)]
    swapped = next((place for place in differing if fits(entries.get(first), place)), None)
    if swapped is not None:
        sentence = (
            f"Position {first}: the entry of position {swapped} stands here; they were reordered.{hidden}"
        )
        return [Finding(Kind.REORDERED, first, sentence)]
    if len(differing) <= _NAMED_MAX:
        return [
            Finding(Kind.EDITED, place, f"Position {place}: the entry was changed or replaced.{hidden}")
            for place in differing
        ]
    sentence = f"Position {first}: the entry was changed or replaced, and {len(differing) - 1} more up to position {last}.{hidden}"
    return [Finding(Kind.EDITED, first, sentence)]


def _moved(kind: Kind, place: int, count: int, hidden: str) -> Finding:
    entries = "an entry was" if count == 1 else f"{count} entries were"
    return Finding(kind, place, f"Position {place}: {entries} {kind.value} here.{hidden}")


def rewriting(kind: Kind, found: Evidence, within: Range) -> Finding:
    """Tell of a range in which the first difference lies, when no copy of the leaves can say more."""
    begin, end = within
    where = f"Position {begin}" if end == begin + 1 else f"Positions {begin} to {end - 1}"
    if kind is Kind.FORKED:
        sentence = f"{where}: there are two histories. What stands here is not what {found.says} covers; the two part here."
    else:
        sentence = (
            f"{where}: entries were changed, inserted, removed or reordered, and the hashes made anew; what stands here "
            f"is not what {found.says} covers."
        )
    if end > begin + 1:
        sentence += (
            " Nearer than this only a copy of the leaves' hashes (ID.leaves beside the key) or receipts that people kept"
            " (--receipts) can tell."
        )
    return Finding(kind, begin, sentence)
