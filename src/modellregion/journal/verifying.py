"""Verifies a whole journal in bounded memory and names what was done to it, with the position.

The leaves are read once, in order. Each is computed anew from its entry and compared with its stored hash; the tree over
the stored hashes is compared with every checkpoint that was signed, wherever one is kept: in the database, beside the
key, with witnesses, in a file that somebody brings.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.journal.evidence import Evidence, Source, evidence_of
from modellregion.journal.findings import Bad, Finding, Kind, explain_changed
from modellregion.journal.keys import known_keys
from modellregion.journal.models import Head
from modellregion.journal.proofs.leaves import commitment
from modellregion.journal.proofs.merkle import EMPTY_ROOT, Frontier, leaf_hash
from modellregion.journal.proofs.notes import VerifierKey
from modellregion.journal.proofs.receipts import Proven, Receipt, ReceiptError, check_receipt, proof_of
from modellregion.journal.rewriting import Known, explain_rewritten, rewriting
from modellregion.journal.sequencing import STRIDE, leaf_of
from modellregion.kernel.envelope import open_plain
from modellregion.kernel.key_files import SealedDataError
from modellregion.kernel.tenancy import tenant

WINDOW = 10_000
MOVING = frozenset({Kind.DELETED, Kind.INSERTED, Kind.REORDERED})
BAD_MAX = 2_000
"""So many changed leaves are looked at one by one; of what is beyond, only the beginning is told."""

_LEAVES = """
SELECT l.position, l.hash, l.entry_id, e.id, e.subject_kind, e.subject_id, e.action, e.actor_kind, e.actor_id, e.at,
       e.is_public, e.commitment, w.salt, w.content
FROM journal_leaf l LEFT JOIN journal_entry e ON e.municipality_id = l.municipality_id AND e.id = l.entry_id
LEFT JOIN journal_words w ON w.municipality_id = l.municipality_id AND w.id = l.entry_id
WHERE l.municipality_id = %s AND l.position >= %s AND l.position < %s ORDER BY l.position
"""
_NODES = """
SELECT n.level, n.number, n.hash FROM generate_series(4, 60, 4) AS l JOIN journal_node n
ON n.municipality_id = %s AND n.level = l AND n.number >= (%s::bigint >> l) AND n.number < (%s::bigint >> l)
"""
_BESIDE = """
SELECT e.id FROM journal_entry e WHERE e.municipality_id = %(municipality)s
AND NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.municipality_id = e.municipality_id AND l.entry_id = e.id)
AND NOT EXISTS (SELECT 1 FROM journal_queue q WHERE q.municipality = e.municipality_id AND q.entry = e.id)
ORDER BY e.id LIMIT 20
"""
_ERASED = """
SELECT subject_id FROM journal_entry WHERE municipality_id = %s AND subject_id = ANY(%s)
AND subject_kind = 'entry' AND action = 'erased'
"""


@dataclass(slots=True)
class Report:
    """What verifying found: how many leaves were read, against how many checkpoints and receipts, and what is wrong."""

    size: int = 0
    erased: int = 0
    checkpoints: int = 0
    waiting: int = 0
    receipts: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify(
    municipality: UUID,
    *,
    keys: Iterable[VerifierKey] = (),
    brought: Iterable[Evidence] = (),
    receipts: Iterable[Receipt] = (),
) -> Report:
    """Verify the journal of a municipality.

    :param keys: public keys to trust beside those the municipality has published.
    :param brought: checkpoints from elsewhere, for example from a file.
    :param receipts: that people kept; those of other journals are passed over.
    """
    trusted, known, kept = [*keys, *known_keys(municipality)], Known(), list(brought)
    used = 0
    for receipt in receipts:
        proven = _proven(receipt, trusted)
        if proven is not None:
            used += 1
            known.take(proven, receipt.leaf.encode(), proof_of(receipt))
            says = f"the receipt of position {proven.leaf.position}"
            kept.append(Evidence(Source.RECEIPT, proven.checkpoint, says))
    evidence, findings = evidence_of(municipality, keys=keys, brought=kept)
    report = Report(findings=findings, receipts=used)
    with tenant(municipality):
        _Walk(municipality, evidence, report, known).run()
    return report


def _proven(receipt: Receipt, trusted: Iterable[VerifierKey]) -> Proven | None:
    for key in trusted:
        with suppress(ReceiptError):
            return check_receipt(receipt, key)
    return None


class _Walk:
    """One pass over the leaves."""

    def __init__(self, municipality: UUID, evidence: list[Evidence], report: Report, known: Known) -> None:
        self.known = known
        self.municipality = municipality
        self.evidence = sorted(evidence, key=lambda found: found.checkpoint.size)
        self.report = report
        self.tree = Frontier()
        self.bad: list[Bad] = []
        self.compared = 0
        self.good_until = {True: 0, False: 0}
        """Up to which size the tree is what was signed: as the database says, and as others say."""
        self.wrong: list[tuple[Evidence, int]] = []
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.first_wrong_node: tuple[int, int] | None = None

    def run(self) -> None:
        head = Head.objects.filter(municipality_id=self.municipality).first()
        size = head.size if head is not None else 0
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(max(position) + 1, 0) FROM journal_leaf WHERE municipality_id = %s",
                [self.municipality],
            )
            (leaves,) = cursor.fetchone()
            cursor.execute("SELECT count(*) FROM journal_queue WHERE municipality = %s", [self.municipality])
            (self.report.waiting,) = cursor.fetchone()
        # What arrives while we read is left for the next time.
        for position, row in self._rows(min(size, int(leaves)) if head is not None else int(leaves)):
            self._leaf(position, row)
            self._compare()
        self.report.size = self.tree.size
        self.report.checkpoints = len(self.evidence)
        self.report.findings += explain_changed(self.municipality, self.bad)
        self._rewritten()
        self._shortened(size)
        self._beside()
        if not self.report.findings and head is not None and self.tree.to_bytes() != bytes(head.frontier):
            self.report.findings.append(
                Finding(Kind.TREE, None, "The stored head does not belong to the leaves: it was changed.")
            )

    def _rows(self, size: int) -> Iterator[tuple[int, tuple[Any, ...] | None]]:
        for begin in range(0, size, WINDOW):
            end = min(begin + WINDOW, size)
            with connection.cursor() as cursor:
                cursor.execute(_LEAVES, [self.municipality, begin, end])
                rows = {row[0]: row for row in cursor.fetchall()}
                cursor.execute(_NODES, [self.municipality, begin, end])
                self.nodes = {(level, number): bytes(hashed) for level, number, hashed in cursor.fetchall()}
            self._erased(rows)
            for position in range(begin, end):
                yield position, rows.get(position)

    def _leaf(self, position: int, row: tuple[Any, ...] | None) -> None:
        if row is None:
            self.report.findings.append(
                Finding(Kind.DELETED, position, f"Position {position}: the leaf was deleted.")
            )
            self.tree.add(EMPTY_ROOT, self._completed)
            return
        stored, entry = bytes(row[1]), row[3:12]
        self.known.compare(0, position, stored)
        self.tree.add(stored, self._completed)
        if entry[0] is None:
            sentence = f"Position {position}: the entry {row[2]} was deleted; its leaf is still there."
            self.report.findings.append(Finding(Kind.DELETED, position, sentence))
        elif leaf_hash(leaf_of(self.municipality, position, entry).to_bytes()) != stored:
            if len(self.bad) < BAD_MAX:
                self.bad.append(Bad(position, stored, entry))
        elif row[12] is not None:
            self._words(position, row)

    def _words(self, position: int, row: tuple[Any, ...]) -> None:
        try:
            is_right = commitment(bytes(row[12]), open_plain(row[13])) == bytes(row[11])
        except SealedDataError:
            is_right = False
        if not is_right:
            sentence = f"Position {position}: the words of the entry {row[3]} were changed."
            self.report.findings.append(Finding(Kind.EDITED, position, sentence))

    def _erased(self, rows: dict[int, tuple[Any, ...]]) -> None:
        missing = {
            row[3]: position for position, row in rows.items() if row[3] is not None and row[12] is None
        }
        if not missing:
            return
        with connection.cursor() as cursor:
            cursor.execute(_ERASED, [self.municipality, list(missing)])
            said = {entry for (entry,) in cursor.fetchall()}
        self.report.erased += len(said)
        for entry, position in missing.items():
            if entry not in said:
                sentence = f"Position {position}: the words of the entry {entry} were deleted, and no entry says why."
                self.report.findings.append(Finding(Kind.DELETED, position, sentence))

    def _completed(self, level: int, number: int, hashed: bytes) -> None:
        self.known.compare(level, number, hashed)
        if (
            level % STRIDE == 0
            and self.nodes.get((level, number)) != hashed
            and self.first_wrong_node is None
        ):
            self.first_wrong_node = (number << level, (number + 1) << level)

    def _compare(self) -> None:
        """Compare with the checkpoints of the size that the tree has now."""
        while self.compared < len(self.evidence):
            found = self.evidence[self.compared]
            if found.checkpoint.size > self.tree.size:
                return
            self.compared += 1
            is_own = found.source is Source.DATABASE
            if found.checkpoint.root == self.tree.root():
                self.good_until[is_own] = found.checkpoint.size
            else:
                self.wrong.append((found, self.good_until[is_own]))

    def _rewritten(self) -> None:
        """Tell where the tree stops being what was signed: our own checkpoints say rewritten, others' say forked."""
        own = [pair for pair in self.wrong if pair[0].source is Source.DATABASE]
        if any(finding.kind in MOVING for finding in self.report.findings):
            return  # told already, with the position
        if self.wrong:
            kind = Kind.REWRITTEN if own else Kind.FORKED
            found, begin = (own or self.wrong)[0]
            told = self._told_by_a_copy(kind, [pair[0] for pair in own or self.wrong])
            self.report.findings += told or [rewriting(kind, found, self._within(found, begin))]
        elif self.first_wrong_node is not None:
            begin, end = self.first_wrong_node
            sentence = f"Positions {begin} to {end - 1}: a stored hash of the tree was changed."
            self.report.findings.append(Finding(Kind.TREE, begin, sentence))

    def _told_by_a_copy(self, kind: Kind, against: list[Evidence]) -> list[Finding]:
        """Return what a copy of the leaves says, proven by the largest of these checkpoints that proves one."""
        for found in reversed(against):
            findings = explain_rewritten(self.municipality, kind, found, self.tree.size)
            if findings:
                return findings
        return []

    def _within(self, found: Evidence, begin: int) -> tuple[int, int]:
        end, node = found.checkpoint.size, self.first_wrong_node
        if node is not None and node[0] < end and node[1] > begin:
            begin, end = max(begin, node[0]), min(end, node[1])
        return self.known.narrow(begin, end)

    def _shortened(self, size: int) -> None:
        beyond = [found for found in self.evidence if found.checkpoint.size > self.tree.size]
        if not beyond:
            if size > self.tree.size:
                sentence = (
                    f"The journal should have {size} entries; it ends before position {self.tree.size}."
                )
                self.report.findings.append(Finding(Kind.TRUNCATED, self.tree.size, sentence))
            return
        own = [found for found in beyond if found.source is Source.DATABASE]
        if not self.report.findings and not own:
            self.report.findings += self._told_by_a_copy(Kind.FORKED, beyond)
            if self.report.findings:
                return
        found = max(own or beyond, key=lambda one: one.checkpoint.size)
        end, was = self.tree.size, found.checkpoint.size
        if own:
            sentence = (
                f"Position {end}: the journal ends here, but {found.says} covers {was} entries: "
                f"the last {was - end} were cut off."
            )
            self.report.findings.append(Finding(Kind.TRUNCATED, end, sentence))
        else:
            sentence = (
                f"Position {end}: the journal ends here and knows of nothing more, but {found.says} covers {was} "
                "entries: an older state of the database was restored."
            )
            self.report.findings.append(Finding(Kind.RESTORED, end, sentence))

    def _beside(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BESIDE, {"municipality": self.municipality})
            for (entry,) in cursor.fetchall():
                sentence = f"The entry {entry} was inserted beside the journal: it has no position."
                self.report.findings.append(Finding(Kind.INSERTED, None, sentence))
