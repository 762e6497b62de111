"""That a letter was sealed stands in the journal; whoever has the letter finds it there, and nobody else does.

The entry is found by the digest of the file as it was sealed, which later time-stamps only add to. The file carries a
signature over random numbers, so nobody computes its digest without having it. Neither the leaf nor its words name a
person: the entry is the system's own; who signed the letter stands with the letter's case.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from modellregion.journal.api import (
    JournalHistoryError,
    JournalKeyError,
    NewEntry,
    ReceiptError,
    Standing,
    Subject,
    TimestampError,
    TreeDamagedError,
    append,
    check_here,
    entries_of,
    make_receipt,
    receipt_time,
)
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.key_files import SealedDataError

SEALED = "sealed"
# What reading a journal that somebody changed past the product comes to.
_DAMAGED = (
    NotFoundError,
    ReceiptError,
    JournalHistoryError,
    TimestampError,
    TreeDamagedError,
    SealedDataError,
    ValueError,
)


class Recorded(StrEnum):
    """What the journal says of a sealed file."""

    STANDS = "stands"
    """Its entry stands in the journal as it was signed."""
    CHANGED = "changed"
    """There is an entry, and it, or the journal around it, is not what was signed."""
    MISSING = "missing"
    """There is no entry: sealed before seals were entered, or the entry was taken away."""
    UNSIGNED = "unsigned"
    """There is an entry, and nothing that covers it can be signed now."""


@dataclass(frozen=True, slots=True)
class JournalProof:
    """What the journal says of a sealed file. All but ``recorded`` is there only when the entry stands.

    ``leaf`` and ``root`` are SHA-256 in hexadecimal; ``position`` counts from 0; ``size`` and ``root`` are the checkpoint's;
    ``stamped_at`` is what a time-stamp over the checkpoint says; ``receipt`` is for checking it without us.
    """

    recorded: Recorded
    entered_at: datetime | None = None
    position: int = 0
    leaf: str = ""
    log: str = ""
    size: int = 0
    root: str = ""
    stamped_at: datetime | None = None
    receipt: str = ""


def enter_seal(ctx: Context, sealed: bytes) -> None:
    """Enter in the journal that a file was sealed. Inside the ``tenant`` block of the act."""
    digest = hashlib.sha256(sealed)
    by_system = ctx.for_municipality(ctx.municipality)
    append(by_system, NewEntry(Subject("seal", _subject(digest.digest())), SEALED, data=digest.hexdigest()))


def journal_proof(municipality: UUID, sealed: bytes) -> JournalProof:
    """Return what the journal says of a file.

    :param sealed: the file as it was sealed, without what was added to it since.
    """
    digest = hashlib.sha256(sealed).digest()
    try:
        entries = entries_of(system_context(municipality), _subject(digest))
        entry = next((one for one in entries if one.action == SEALED), None)
        if entry is None:
            return JournalProof(Recorded.MISSING)
        receipt = make_receipt(municipality, entry=entry.id)
        checked = check_here(municipality, receipt)
        stamped_at = receipt_time(receipt)
    except JournalKeyError:
        return JournalProof(Recorded.UNSIGNED)
    except _DAMAGED:
        return JournalProof(Recorded.CHANGED)
    proven = checked.proven
    is_about_it = proven.leaf.subject == _subject(digest) and proven.leaf.action == SEALED
    is_said = proven.payload is None or proven.payload.data == digest.hex()
    if checked.standing is not Standing.STANDS or not is_about_it or not is_said:
        return JournalProof(Recorded.CHANGED)
    return JournalProof(
        recorded=Recorded.STANDS,
        entered_at=proven.leaf.at,
        position=proven.leaf.position,
        leaf=hashlib.sha256(b"\0" + proven.leaf.to_bytes()).hexdigest(),
        log=proven.checkpoint.origin,
        size=proven.checkpoint.size,
        root=proven.checkpoint.root.hex(),
        stamped_at=stamped_at,
        receipt=receipt.to_json().decode(),
    )


def _subject(digest: bytes) -> UUID:
    return UUID(bytes=digest[:16])
