"""The journal's face to other rooms."""

from modellregion.journal.checkpoints import Signed, find_checkpoint, latest_checkpoint, sign_checkpoint
from modellregion.journal.entries import (
    EntryView,
    NewEntry,
    Subject,
    append,
    entries_by_id,
    entries_of,
    entries_saying,
    erase_words,
    rows_of,
    statement_parts,
    with_words,
)
from modellregion.journal.errors import JournalHistoryError, JournalKeyError, WitnessRefusedError
from modellregion.journal.evidence import Evidence, Source, read_signed
from modellregion.journal.findings import Finding, Kind
from modellregion.journal.keys import (
    key_file,
    key_trouble,
    known_keys,
    municipality_of,
    origin_of,
    replace_key,
)
from modellregion.journal.proofs.leaves import SALT_LENGTH, commitment
from modellregion.journal.proofs.notes import NoteError, VerifierKey
from modellregion.journal.proofs.reading import receipt_in
from modellregion.journal.proofs.receipts import (
    FILE_NAME,
    Fault,
    Proven,
    Receipt,
    ReceiptError,
    check_receipt,
)
from modellregion.journal.receipts import CheckedReceipt, Standing, check_here, make_receipt
from modellregion.journal.sequencing import enqueue_unplaced, sequence, waiting_municipalities
from modellregion.journal.timestamps import (
    TimestampError,
    check_timestamp,
    receipt_time,
    stamp_checkpoint,
    stamped_at,
)
from modellregion.journal.tree import TreeDamagedError, consistency_proof
from modellregion.journal.verifying import Report, verify
from modellregion.journal.witnessing import (
    add_witness,
    ask_witnesses,
    cosign,
    watch_log,
    witness_key,
    witnesses_of,
)

__all__ = [
    "FILE_NAME",
    "SALT_LENGTH",
    "CheckedReceipt",
    "EntryView",
    "Evidence",
    "Fault",
    "Finding",
    "JournalHistoryError",
    "JournalKeyError",
    "Kind",
    "NewEntry",
    "NoteError",
    "Proven",
    "Receipt",
    "ReceiptError",
    "Report",
    "Signed",
    "Source",
    "Standing",
    "Subject",
    "TimestampError",
    "TreeDamagedError",
    "VerifierKey",
    "WitnessRefusedError",
    "add_witness",
    "append",
    "ask_witnesses",
    "check_here",
    "check_receipt",
    "check_timestamp",
    "commitment",
    "consistency_proof",
    "cosign",
    "enqueue_unplaced",
    "entries_by_id",
    "entries_of",
    "entries_saying",
    "erase_words",
    "find_checkpoint",
    "key_file",
    "key_trouble",
    "known_keys",
    "latest_checkpoint",
    "make_receipt",
    "municipality_of",
    "origin_of",
    "read_signed",
    "receipt_in",
    "receipt_time",
    "replace_key",
    "rows_of",
    "sequence",
    "sign_checkpoint",
    "stamp_checkpoint",
    "stamped_at",
    "statement_parts",
    "verify",
    "waiting_municipalities",
    "watch_log",
    "with_words",
    "witness_key",
    "witnesses_of",
]
