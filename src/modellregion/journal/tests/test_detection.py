"""What the owner of the tables can do to a journal is found, and named with its position."""

import re
from dataclasses import dataclass
from uuid import UUID

import pytest

from modellregion.journal.api import Kind, erase_words, make_receipt, sequence, sign_checkpoint, verify
from modellregion.journal.copies import copy_file
from modellregion.journal.errors import JournalHistoryError, JournalKeyError
from modellregion.journal.findings import Finding
from modellregion.journal.keys import key_file, last_file, replace_key
from modellregion.journal.proofs.merkle import Frontier, leaf_hash
from modellregion.journal.sequencing import STRIDE, leaf_of
from modellregion.journal.tests.planting import Culprit, enter, owner
from modellregion.kernel.context import Context
from tests.support.people import citizen


@dataclass
class Journal:
    """A journal of 40 entries, signed at 10, 25 and 40."""

    ctx: Context
    address: str
    begin: int
    entries: list[UUID]

    @property
    def municipality(self) -> UUID:
        return self.ctx.municipality

    def findings(self) -> list[Finding]:
        return verify(self.municipality).findings

    def one_finding(self) -> Finding:
        (finding,) = self.findings()
        return finding


@pytest.fixture
def journal(own_database: str) -> Journal:
    ctx = citizen()
    begin = sequence(ctx.municipality)
    entries = [*enter(ctx, 10), *enter(ctx, 15), *enter(ctx, 15)]
    made = Journal(ctx, own_database, begin, entries)
    assert made.findings() == []
    return made


def test_an_edited_entry(journal: Journal) -> None:
    with owner(journal.address, journal.municipality) as culprit:
        culprit.do("UPDATE journal_entry SET action = 'refused' WHERE id = %s", journal.entries[12])
    found = journal.one_finding()
    position = journal.begin + 12
    assert (found.kind, found.position) == (Kind.EDITED, position)
    assert found.sentence == f"Position {position}: the entry {journal.entries[12]} was changed."


def test_edited_words(journal: Journal) -> None:
    with owner(journal.address, journal.municipality) as culprit:
        culprit.do(
            "UPDATE journal_words SET content = convert_to(replace(convert_from(substr(content, 2), 'UTF8'), '7', '8'), 'UTF8') "
            "WHERE id = %s",
            journal.entries[7],
        )
    found = journal.one_finding()
    assert (found.kind, found.position) == (Kind.EDITED, journal.begin + 7)
    assert "the words of the entry" in found.sentence


def test_a_deleted_entry(journal: Journal) -> None:
    with owner(journal.address, journal.municipality) as culprit:
        culprit.do("DELETE FROM journal_words WHERE id = %s", journal.entries[20])
        culprit.do("DELETE FROM journal_entry WHERE id = %s", journal.entries[20])
    found = journal.one_finding()
    assert (found.kind, found.position) == (Kind.DELETED, journal.begin + 20)
    assert "was deleted; its leaf is still there" in found.sentence


def test_a_deleted_leaf(journal: Journal) -> None:
    with owner(journal.address, journal.municipality) as culprit:
        culprit.do("DELETE FROM journal_leaf WHERE position = %s", journal.begin + 20)
    kinds = {(finding.kind, finding.position) for finding in journal.findings()}
    assert (Kind.DELETED, journal.begin + 20) in kinds


def test_a_deleted_leaf_with_the_gap_closed(journal: Journal) -> None:
    """All that is after it moves up, with hashes, and the head is set back: nothing is missing at first sight."""
    gone = journal.begin + 20
    with owner(journal.address, journal.municipality) as culprit:
        culprit.do("DELETE FROM journal_leaf WHERE position = %s", gone)
        culprit.do("DELETE FROM journal_entry WHERE id = %s", journal.entries[20])
        for position in range(gone + 1, journal.begin + 40):
            culprit.do("UPDATE journal_leaf SET position = %s WHERE position = %s", position - 1, position)
        culprit.do("UPDATE journal_head SET size = size - 1")
    findings = journal.findings()
    assert (findings[0].kind, findings[0].position) == (Kind.DELETED, gone)
    assert f"Position {gone}: an entry was deleted here" in findings[0].sentence


def test_erasing_words_without_saying_so(journal: Journal) -> None:
    with owner(journal.address, journal.municipality) as culprit:
        culprit.do("DELETE FROM journal_words WHERE id = %s", journal.entries[3])
    found = journal.one_finding()
    assert (found.kind, found.position) == (Kind.DELETED, journal.begin + 3)
    assert "no entry says why" in found.sentence


def test_words_erased_as_they_should_be_are_no_finding(journal: Journal) -> None:
    erase_words(journal.ctx, entries=journal.entries[3:5], reason="Art. 17 DSGVO")
    sign_checkpoint(journal.municipality)
    report = verify(journal.municipality)
    assert (report.findings, report.erased, report.size) == ([], 2, journal.begin + 42)


def _insert_copy(culprit: Culprit, entry: UUID) -> UUID:
    (made,) = culprit.one(
        "INSERT INTO journal_entry SELECT municipality_id, gen_random_uuid(), subject_kind, subject_id, at, 'approved', "
        "actor_kind, actor_id, is_public, commitment FROM journal_entry WHERE id = %s RETURNING id",
        entry,
    )
    assert isinstance(made, UUID)
    return made


def test_an_entry_inserted_beside_the_tree(journal: Journal) -> None:
    with owner(journal.address, journal.municipality) as culprit:
        made = _insert_copy(culprit, journal.entries[5])
    found = journal.one_finding()
    assert found.kind is Kind.INSERTED
    assert found.sentence == f"The entry {made} was inserted beside the journal: it has no position."


def test_an_entry_inserted_among_the_others(journal: Journal) -> None:
    at = journal.begin + 30
    with owner(journal.address, journal.municipality) as culprit:
        made = _insert_copy(culprit, journal.entries[5])
        culprit.do("INSERT INTO journal_words SELECT municipality_id, %s, salt, content FROM journal_words WHERE id = %s",
                   made, journal.entries[5])  # fmt: skip
        for position in range(journal.begin + 39, at - 1, -1):
            culprit.do("UPDATE journal_leaf SET position = %s WHERE position = %s", position + 1, position)
        culprit.do(
            "INSERT INTO journal_leaf VALUES (%s, %s, %s, %s)", journal.municipality, at, made, b"\0" * 32
        )
        _hash_anew(culprit, at, at + 1)
        culprit.do("UPDATE journal_head SET size = size + 1")
    findings = journal.findings()
    assert [(found.kind, found.position) for found in findings][:1] == [(Kind.INSERTED, at)]
    assert f"Position {at}: an entry was inserted here" in findings[0].sentence


def test_reordered_entries(journal: Journal) -> None:
    one, other = journal.begin + 11, journal.begin + 33
    with owner(journal.address, journal.municipality) as culprit:
        culprit.do("ALTER TABLE journal_leaf DROP CONSTRAINT journal_entry_once")
        for position, entry in ((one, journal.entries[33]), (other, journal.entries[11])):
            culprit.do("UPDATE journal_leaf SET entry_id = %s WHERE position = %s", entry, position)
    found = journal.findings()
    assert [(finding.kind, finding.position) for finding in found] == [
        (Kind.REORDERED, one),
        (Kind.REORDERED, other),
    ]
    assert (
        found[0].sentence
        == f"Position {one}: the entry of position {other} stands here; they were reordered."
    )


def _hash_anew(culprit: Culprit, begin: int, end: int) -> None:
    """Give the leaves from ``begin`` on the hashes that belong to their entries as they are now."""
    for position in range(begin, end):
        row = culprit.one(
            "SELECT e.id, e.subject_kind, e.subject_id, e.action, e.actor_kind, e.actor_id, e.at, e.is_public, e.commitment "
            "FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry_id WHERE l.position = %s",
            position,
        )
        hashed = leaf_hash(leaf_of(culprit.municipality, position, row).to_bytes())
        culprit.do("UPDATE journal_leaf SET hash = %s WHERE position = %s", hashed, position)


def _tree_anew(culprit: Culprit) -> None:
    """Make nodes and head fit the leaves again: what is left is only what was signed."""
    culprit.do("DELETE FROM journal_node")
    tree = Frontier()

    def completed(level: int, number: int, hashed: bytes) -> None:
        if level % STRIDE == 0:
            culprit.do(
                "INSERT INTO journal_node VALUES (%s, %s, %s, %s)",
                culprit.municipality,
                level,
                number,
                hashed,
            )

    for (hashed,) in culprit.connection.execute("SELECT hash FROM journal_leaf ORDER BY position").fetchall():
        assert isinstance(hashed, bytes)
        tree.add(hashed, completed)
    culprit.do("UPDATE journal_head SET size = %s, frontier = %s", tree.size, tree.to_bytes())


@pytest.fixture
def rewritten(journal: Journal) -> Journal:
    """A journal in which an entry was edited and every hash, node and head made anew."""
    with owner(journal.address, journal.municipality) as culprit:
        culprit.do("UPDATE journal_entry SET action = 'refused' WHERE id = %s", journal.entries[12])
        _hash_anew(culprit, journal.begin + 12, journal.begin + 13)
        _tree_anew(culprit)
    return journal


def test_an_edited_entry_whose_hashes_were_all_made_anew(rewritten: Journal) -> None:
    """The copy of the leaves beside the key names the place; what was signed proves the copy."""
    found, position = rewritten.one_finding(), rewritten.begin + 12
    assert (found.kind, found.position) == (Kind.EDITED, position)
    assert found.sentence.startswith(
        f"Position {position}: the entry was changed or replaced. All hashes were made anew to hide it;"
    )
    with pytest.raises(JournalHistoryError, match="history was changed"):
        sign_checkpoint(rewritten.municipality)


def test_without_the_copy_only_checkpoints_bound_it(rewritten: Journal) -> None:
    first, last = rewritten.begin + 10, rewritten.begin + 24
    copy = copy_file(rewritten.municipality)
    copy.write_bytes(bytes(copy.stat().st_size))  # a copy that was forged is proven by no checkpoint
    found = rewritten.one_finding()
    assert (found.kind, found.position) == (Kind.REWRITTEN, first)
    assert found.sentence.startswith(
        f"Positions {first} to {last}: entries were changed, inserted, removed or reordered"
    )
    assert "Nearer than this only a copy of the leaves' hashes" in found.sentence


def test_receipts_that_people_kept_say_more_than_checkpoints(journal: Journal) -> None:
    receipts = {
        number: make_receipt(journal.municipality, entry=journal.entries[number]) for number in (12, 20)
    }
    copy_file(journal.municipality).unlink()
    with owner(journal.address, journal.municipality) as culprit:
        culprit.do("UPDATE journal_entry SET action = 'refused' WHERE id = %s", journal.entries[12])
        _hash_anew(culprit, journal.begin + 12, journal.begin + 13)
        _tree_anew(culprit)
    changed = journal.begin + 12
    (found,) = verify(journal.municipality, receipts=[receipts[12]]).findings
    assert (found.kind, found.position) == (Kind.REWRITTEN, changed)
    assert found.sentence.startswith(f"Position {changed}: entries were changed")
    (found,) = verify(journal.municipality, receipts=[receipts[20]]).findings
    begin, end = re.findall(r"Positions (\d+) to (\d+):", found.sentence)[0]
    assert int(begin) <= changed <= int(end) < journal.begin + 20


@pytest.mark.parametrize(("kind", "place"), [(Kind.DELETED, 20), (Kind.INSERTED, 30), (Kind.REORDERED, 11)])
def test_what_was_done_is_told_though_all_hashes_fit(journal: Journal, kind: Kind, place: int) -> None:
    at, end = journal.begin + place, journal.begin + 40
    with owner(journal.address, journal.municipality) as culprit:
        culprit.do("ALTER TABLE journal_leaf DROP CONSTRAINT journal_entry_once")
        if kind is Kind.DELETED:
            culprit.do("DELETE FROM journal_leaf WHERE position = %s", at)
            culprit.do("DELETE FROM journal_words WHERE id = %s", journal.entries[place])
            culprit.do("DELETE FROM journal_entry WHERE id = %s", journal.entries[place])
            for position in range(at + 1, end):
                culprit.do(
                    "UPDATE journal_leaf SET position = %s WHERE position = %s", position - 1, position
                )
            end -= 1
        elif kind is Kind.INSERTED:
            made = _insert_copy(culprit, journal.entries[5])
            culprit.do("INSERT INTO journal_words SELECT municipality_id, %s, salt, content FROM journal_words WHERE id = %s",
                       made, journal.entries[5])  # fmt: skip
            for position in range(end - 1, at - 1, -1):
                culprit.do(
                    "UPDATE journal_leaf SET position = %s WHERE position = %s", position + 1, position
                )
            culprit.do("INSERT INTO journal_leaf VALUES (%s, %s, %s, '')", journal.municipality, at, made)
            end += 1
        else:
            for position, entry in ((at, journal.entries[33]), (journal.begin + 33, journal.entries[11])):
                culprit.do("UPDATE journal_leaf SET entry_id = %s WHERE position = %s", entry, position)
        _hash_anew(culprit, at, end)
        _tree_anew(culprit)
    found = journal.findings()[0]
    assert (found.kind, found.position) == (kind, at), found.sentence
    assert "All hashes were made anew to hide it" in found.sentence


def _cut(culprit: Culprit, size: int) -> None:
    culprit.do(
        "DELETE FROM journal_entry WHERE id IN (SELECT entry_id FROM journal_leaf WHERE position >= %s)", size
    )
    culprit.do("DELETE FROM journal_leaf WHERE position >= %s", size)
    _tree_anew(culprit)


def test_a_truncated_journal(journal: Journal) -> None:
    end = journal.begin + 28
    with owner(journal.address, journal.municipality) as culprit:
        _cut(culprit, end)
    found = journal.one_finding()
    assert (found.kind, found.position) == (Kind.TRUNCATED, end)
    assert re.fullmatch(
        rf"Position {end}: the journal ends here, but the checkpoint of .* covers {end + 12} entries: the last 12 were cut off.",
        found.sentence,
    )


def test_yesterdays_backup_restored(journal: Journal) -> None:
    with owner(journal.address, journal.municipality) as culprit:
        backup = culprit.copy()
    enter(journal.ctx, 5)
    with owner(journal.address, journal.municipality) as culprit:
        culprit.restore(backup)
    found = journal.one_finding()
    end = journal.begin + 40
    assert (found.kind, found.position) == (Kind.RESTORED, end)
    assert f"covers {end + 5} entries: an older state of the database was restored" in found.sentence
    with pytest.raises(JournalHistoryError, match="an older state of the database was restored"):
        sign_checkpoint(journal.municipality)


def test_a_backup_restored_and_continued_is_a_forked_history(journal: Journal) -> None:
    """Work goes on after the restoring, up to the size that was signed before: only what lies outside can tell."""
    with owner(journal.address, journal.municipality) as culprit:
        backup = culprit.copy()
    enter(journal.ctx, 5)
    signed = last_file(journal.municipality).read_bytes()
    with owner(journal.address, journal.municipality) as culprit:
        culprit.restore(backup)
    last_file(journal.municipality).unlink()
    enter(journal.ctx, 8)
    assert journal.findings() == [], "without the file nobody here can know"
    last_file(journal.municipality).write_bytes(signed)
    found = journal.one_finding()
    assert found.kind is Kind.FORKED
    assert found.position == journal.begin + 40
    assert found.sentence.startswith(f"Position {journal.begin + 40}: there are two histories.")
    with pytest.raises(JournalHistoryError, match="history was changed"):
        sign_checkpoint(journal.municipality)


def test_a_checkpoint_that_nobody_signed(journal: Journal) -> None:
    with owner(journal.address, journal.municipality) as culprit:
        culprit.do(
            "UPDATE journal_checkpoint SET note = replace(note, %s, %s)",
            f"\n{journal.begin + 25}\n",
            "\n999999\n",
        )
    found = journal.one_finding()
    assert found.kind is Kind.SIGNATURE
    assert found.sentence.startswith("Not as it was signed: the checkpoint of ")


def test_a_changed_hash_of_the_tree(journal: Journal) -> None:
    with owner(journal.address, journal.municipality) as culprit:
        culprit.do("UPDATE journal_node SET hash = %s WHERE number = 1", b"\1" * 32)
    found = journal.one_finding()
    assert (found.kind, found.position) == (Kind.TREE, 16)
    assert found.sentence == "Positions 16 to 31: a stored hash of the tree was changed."


def test_a_missing_key_is_said_and_loses_nothing(journal: Journal) -> None:
    path = key_file(journal.municipality)
    path.rename(path.with_suffix(".away"))
    with pytest.raises(
        JournalKeyError, match=r"is missing, so no checkpoint can be signed; entries are still written"
    ):
        enter(journal.ctx, 3)
    assert sequence(journal.municipality) == journal.begin + 43
    replace_key(journal.municipality, journal.ctx.now())
    assert sign_checkpoint(journal.municipality) is not None
    assert journal.findings() == []


def test_a_wrong_key_signs_nothing(journal: Journal) -> None:
    path = key_file(journal.municipality)
    kept = path.read_bytes()
    path.unlink()
    enter_elsewhere = citizen("bielefeld")
    enter(enter_elsewhere, 1)
    path.write_bytes(key_file(enter_elsewhere.municipality).read_bytes())
    with pytest.raises(JournalKeyError, match="is not the one that was published"):
        enter(journal.ctx, 1)
    path.write_bytes(b"no key at all")
    with pytest.raises(JournalKeyError, match="cannot be read"):
        enter(journal.ctx, 1)
    path.write_bytes(kept)
    assert sign_checkpoint(journal.municipality) is not None
