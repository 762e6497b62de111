"""The journal's face to other rooms."""

from modellregion.journal.entries import (
    EntryView,
    NewEntry,
    Subject,
    append,
    entries_of,
    erase_words,
    rows_of,
    statement_parts,
)
from modellregion.journal.proofs.leaves import SALT_LENGTH, commitment
from modellregion.journal.sequencing import enqueue_unplaced, sequence, waiting_municipalities

__all__ = [
    "SALT_LENGTH",
    "EntryView",
    "NewEntry",
    "Subject",
    "append",
    "commitment",
    "enqueue_unplaced",
    "entries_of",
    "erase_words",
    "rows_of",
    "sequence",
    "statement_parts",
    "waiting_municipalities",
]
