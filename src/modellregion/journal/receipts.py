"""Receipts: made for one entry, and checked against the journal as it stands today."""

import base64
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.journal.checkpoints import best_checkpoint, sign_checkpoint
from modellregion.journal.keys import known_keys
from modellregion.journal.models import Head, LeafRow
from modellregion.journal.proofs.merkle import leaf_hash
from modellregion.journal.proofs.receipts import (
    FORMAT,
    Fault,
    Proven,
    Receipt,
    ReceiptError,
    check_receipt,
)
from modellregion.journal.sequencing import leaf_of
from modellregion.journal.tree import TreeDamagedError, inclusion_proof, root_at
from modellregion.kernel.envelope import open_plain
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import is_rehearsing
from modellregion.kernel.tenancy import is_inside_tenant, tenant

_ENTRY = """
SELECT e.id, e.subject_kind, e.subject_id, e.action, e.actor_kind, e.actor_id, e.at, e.is_public, e.commitment,
       l.position, w.salt, w.content
FROM journal_entry e LEFT JOIN journal_leaf l ON l.municipality_id = e.municipality_id AND l.entry_id = e.id
LEFT JOIN journal_words w ON w.municipality_id = e.municipality_id AND w.id = e.id
WHERE e.municipality_id = %s AND e.id = %s
"""


class Standing(StrEnum):
    """What today's journal says of a receipt that is genuine."""

    STANDS = "stands"
    REWRITTEN = "rewritten"
    """The journal was changed since, against what was signed."""
    SHORTENED = "shortened"
    """The journal has fewer entries than were signed."""


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """A genuine receipt, and how it stands today."""

    proven: Proven
    standing: Standing


def make_receipt(municipality: UUID, *, entry: UUID) -> Receipt:
    """Return the receipt of an entry; the caller has checked the right to have it.

    An entry that has no place yet gets one now, and a checkpoint is signed when none covers it.

    :raises NotFoundError: when there is no such entry.
    :raises JournalKeyError: when a checkpoint must be signed and the key is not there.
    :raises JournalHistoryError: when the tree does not continue the last checkpoint.
    """
    with tenant(municipality):
        row = _row(municipality, entry)
        signed = None if row[9] is None else best_checkpoint(municipality, row[9])
    # What is not committed yet must not be signed, and a rehearsal leaves nothing behind.
    if signed is None and not is_inside_tenant() and not is_rehearsing():
        sign_checkpoint(municipality)
    with tenant(municipality):
        row = _row(municipality, entry)
        position, salt, content = row[9:]
        signed = None if position is None else best_checkpoint(municipality, position)
        key = next(iter(known_keys(municipality)), None)
        if signed is None or key is None:
            raise NotFoundError(f"no checkpoint covers entry {entry}")
        proof = inclusion_proof(municipality, position, signed.checkpoint.size)
    return Receipt(
        format=FORMAT,
        key=key.text,
        leaf=leaf_of(municipality, position, row[:9]).to_bytes().decode(),
        salt="" if salt is None else bytes(salt).hex(),
        payload="" if content is None else open_plain(content).decode(),
        position=position,
        proof=[base64.b64encode(hashed).decode() for hashed in proof],
        checkpoint=str(signed.note),
        timestamp=base64.b64encode(signed.timestamp).decode(),
    )


def _row(municipality: UUID, entry: UUID) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY, [municipality, entry])
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError(f"no entry {entry}")
    return tuple(row)


def check_here(municipality: UUID, receipt: Receipt) -> CheckedReceipt:
    """Check a receipt with the published keys of a municipality, and whether its journal of today still says so.

    :raises ReceiptError: when it proves nothing.
    """
    fault = ReceiptError(Fault.OTHER_JOURNAL, "this municipality has published no key")
    for key in known_keys(municipality):
        try:
            proven = check_receipt(receipt, key)
        except ReceiptError as error:
            fault = error
        else:
            return CheckedReceipt(proven, _standing(municipality, proven))
    raise fault


def _standing(municipality: UUID, proven: Proven) -> Standing:
    checkpoint, position = proven.checkpoint, proven.leaf.position
    with tenant(municipality):
        head = Head.objects.filter(municipality_id=municipality).first()
        if head is None or head.size < checkpoint.size:
            return Standing.SHORTENED
        row = LeafRow.objects.filter(municipality_id=municipality, position=position).first()
        if row is None or bytes(row.hash) != leaf_hash(proven.leaf.to_bytes()):
            return Standing.REWRITTEN
        try:
            root = root_at(municipality, checkpoint.size)
        except TreeDamagedError:
            return Standing.REWRITTEN
    return Standing.STANDS if root == checkpoint.root else Standing.REWRITTEN
