"""Checkpoints: what a municipality says of its tree, signed; never of a tree that does not continue the last one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from modellregion.journal.copies import keep_copy, set_aside
from modellregion.journal.errors import JournalHistoryError
from modellregion.journal.keys import last_file, origin_of, signer_of
from modellregion.journal.models import CheckpointRow, Endorsement
from modellregion.journal.proofs.notes import Checkpoint, Note, NoteError, read_note, read_signatures
from modellregion.journal.sequencing import lock_head, sequence
from modellregion.journal.tree import TreeDamagedError, root_at
from modellregion.kernel.clock import SYSTEM_CLOCK, Clock
from modellregion.kernel.durable import write_durably
from modellregion.kernel.tenancy import tenant

COSIGNATURE = "cosignature"
TIMESTAMP = "timestamp"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed checkpoint: what it says, the note with its cosignatures, its time-stamp if it has one."""

    checkpoint: Checkpoint
    note: Note
    signed_at: datetime
    timestamp: bytes = b""


def sign_checkpoint(municipality: UUID, *, clock: Clock = SYSTEM_CLOCK) -> Signed | None:
    """Give places to what waits, and sign the tree as it stands; None while it is empty.

    What is signed was committed before, so that a signature can outlive a crash but never its tree. The last one is also
    kept in a file beside the key: a restored database does not know it, and nothing is signed then.

    :raises JournalKeyError: when the key is not there.
    :raises JournalHistoryError: when the tree does not continue the last checkpoint.
    """
    sequence(municipality)
    with tenant(municipality):
        tree = lock_head(municipality)
        last = last_signed(municipality)
        if last is None:
            set_aside(municipality)
        else:
            _continues(municipality, tree.size, last)
        if not tree.size:
            return None
        keep_copy(municipality, tree.size)
        known = find_checkpoint(municipality, tree.size)
        if known is not None:
            return known
        signer = signer_of(municipality, clock.now())
        checkpoint = Checkpoint(origin_of(municipality), tree.size, tree.root())
        note = signer.sign(checkpoint.text)
        write_durably(last_file(municipality), str(note).encode())
        CheckpointRow.objects.bulk_create(
            [
                CheckpointRow(
                    municipality_id=municipality,
                    size=tree.size,
                    root=checkpoint.root,
                    note=str(note),
                    signed_at=clock.now(),
                )
            ],
            ignore_conflicts=True,
        )
        return Signed(checkpoint, note, clock.now())


def last_signed(municipality: UUID) -> Checkpoint | None:
    """Return the checkpoint that was signed last, as the file beside the key says.

    :raises JournalHistoryError: when the file cannot be read.
    """
    path = last_file(municipality)
    if not path.exists():
        return None
    try:
        return Checkpoint.parse(read_note(path.read_text(encoding="utf-8")).text)
    except (NoteError, OSError, UnicodeDecodeError) as error:
        raise JournalHistoryError(f"The last checkpoint in {path} cannot be read: {error}") from error


def history_trouble(municipality: UUID) -> str:
    """Return why the tree does not continue what was signed last, in a sentence; empty when it does."""
    with tenant(municipality):
        try:
            last = last_signed(municipality)
            if last is not None:
                _continues(municipality, lock_head(municipality).size, last)
        except (JournalHistoryError, TreeDamagedError) as error:
            return str(error)
    return ""


def _continues(municipality: UUID, size: int, last: Checkpoint) -> None:
    if last.size > size:
        raise JournalHistoryError(
            f"The journal of {municipality} has {size} entries, but one of {last.size} was signed before: an older state "
            "of the database was restored, or entries were removed. Nothing is signed. See: modellregion journal verify"
        )
    if root_at(municipality, last.size) != last.root:
        raise JournalHistoryError(
            f"The journal of {municipality} is not the one that was signed at {last.size} entries: its history was "
            "changed. Nothing is signed. See: modellregion journal verify"
        )


def find_checkpoint(municipality: UUID, size: int) -> Signed | None:
    """Return the checkpoint of this size with what others said of it, or None. Inside a ``tenant`` block."""
    row = CheckpointRow.objects.filter(municipality_id=municipality, size=size).first()
    return None if row is None else _signed(row)


def latest_checkpoint(municipality: UUID) -> Signed | None:
    """Return the newest checkpoint, or None. Inside a ``tenant`` block."""
    row = CheckpointRow.objects.filter(municipality_id=municipality).order_by("-size").first()
    return None if row is None else _signed(row)


def best_checkpoint(municipality: UUID, position: int) -> Signed | None:
    """Return a checkpoint that covers a position: the newest that others confirmed, else the newest. In a ``tenant`` block."""
    confirmed = (
        Endorsement.objects.filter(municipality_id=municipality, size__gt=position).order_by("-size").first()
    )
    if confirmed is not None:
        return find_checkpoint(municipality, confirmed.size)
    newest = latest_checkpoint(municipality)
    return newest if newest is not None and newest.checkpoint.size > position else None


def _signed(row: CheckpointRow) -> Signed:
    note, timestamp = read_note(row.note), b""
    said = Endorsement.objects.filter(municipality_id=row.municipality_id, size=row.size).order_by("id")
    for endorsement in said:
        if endorsement.kind == COSIGNATURE:
            note = note.also_signed(read_signatures(bytes(endorsement.content).decode()))
        else:
            timestamp = bytes(endorsement.content)
    return Signed(Checkpoint.parse(note.text), note, row.signed_at, timestamp)
