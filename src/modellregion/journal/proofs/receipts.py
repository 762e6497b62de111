"""A receipt: one act, and the proof that it stands in a journal. It is checked with the log's public key and nothing else.

JSON, so that any language reads it; ``leaf``, ``payload`` and ``checkpoint`` are texts whose very bytes were hashed or
signed. How to check one without this program stands in docs/verify-without-us.md.
"""

import base64
import hmac
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from modellregion.journal.proofs.leaves import Leaf, LeafError, Payload, commitment, read_leaf
from modellregion.journal.proofs.merkle import ProofError, check_inclusion, leaf_hash
from modellregion.journal.proofs.notes import Checkpoint, Note, NoteError, VerifierKey, read_checkpoint

FORMAT = "modellregion-receipt/1"
FILE_NAME = "journal-receipt.json"
LENGTH_MAX = 256 * 1024
_PROOF_MAX = 64


class Fault(StrEnum):
    """What can be wrong with a receipt."""

    UNREADABLE = "unreadable"
    OTHER_JOURNAL = "other_journal"
    SIGNATURE = "signature"
    LEAF = "leaf"
    PAYLOAD = "payload"
    PROOF = "proof"


class ReceiptError(ValueError):
    """A receipt proves nothing; ``fault`` says why, the message in more detail."""

    def __init__(self, fault: Fault, message: str) -> None:
        """Remember both."""
        super().__init__(message)
        self.fault = fault


class Receipt(msgspec.Struct, forbid_unknown_fields=True):
    """A receipt as it travels. ``key`` is a hint: whoever checks compares it with the one that was published."""

    format: str
    key: str
    leaf: str
    salt: str
    payload: str
    position: int
    proof: list[str]
    checkpoint: str
    timestamp: str = ""

    def to_json(self) -> bytes:
        """Return the file."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


@dataclass(frozen=True, slots=True)
class Proven:
    """What a receipt proves."""

    leaf: Leaf
    payload: Payload | None
    checkpoint: Checkpoint
    note: Note
    timestamp: bytes


def read_receipt(content: bytes) -> Receipt:
    """Read a receipt's file; nothing is checked yet.

    :raises ReceiptError: when it is none.
    """
    if len(content) > LENGTH_MAX:
        raise ReceiptError(Fault.UNREADABLE, "the file is too long to be a receipt")
    try:
        receipt = msgspec.json.decode(content, type=Receipt)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReceiptError(Fault.UNREADABLE, f"the file is not a receipt: {error}") from error
    if receipt.format != FORMAT:
        raise ReceiptError(Fault.UNREADABLE, f"the format is {receipt.format!r}, not {FORMAT!r}")
    return receipt


def check_receipt(receipt: Receipt, key: VerifierKey) -> Proven:
    """Check a receipt with the published key of the log.

    :raises ReceiptError: when it proves nothing.
    """
    try:
        checkpoint, note = read_checkpoint(receipt.checkpoint, key)
    except NoteError as error:
        is_other = _origin(receipt) != key.name
        raise ReceiptError(Fault.OTHER_JOURNAL if is_other else Fault.SIGNATURE, str(error)) from error
    leaf_bytes = receipt.leaf.encode()
    try:
        leaf = read_leaf(leaf_bytes)
    except LeafError as error:
        raise ReceiptError(Fault.LEAF, str(error)) from error
    if leaf.position != receipt.position:
        raise ReceiptError(Fault.LEAF, "leaf and receipt name different positions")
    try:
        check_inclusion(
            leaf=leaf_hash(leaf_bytes),
            position=leaf.position,
            size=checkpoint.size,
            proof=proof_of(receipt),
            root=checkpoint.root,
        )
    except ProofError as error:
        raise ReceiptError(Fault.PROOF, str(error)) from error
    return Proven(leaf, _payload(receipt, leaf), checkpoint, note, _bytes(receipt.timestamp))


def proof_of(receipt: Receipt) -> list[bytes]:
    """Return the hashes of a receipt's proof.

    :raises ReceiptError: when they are not written as hashes are.
    """
    return [_bytes(entry) for entry in receipt.proof[:_PROOF_MAX]]


def _origin(receipt: Receipt) -> str:
    return receipt.checkpoint.partition("\n")[0]


def _payload(receipt: Receipt, leaf: Leaf) -> Payload | None:
    if not receipt.salt:
        return None  # erased before the receipt was made: the leaf stands, its words are gone
    content = receipt.payload.encode()
    try:
        salt = bytes.fromhex(receipt.salt)
    except ValueError as error:
        raise ReceiptError(Fault.PAYLOAD, "the salt is not hexadecimal") from error
    if not hmac.compare_digest(commitment(salt, content), leaf.commitment):
        raise ReceiptError(Fault.PAYLOAD, "the words are not those the leaf commits to")
    try:
        return Payload.from_bytes(content)
    except LeafError as error:
        raise ReceiptError(Fault.PAYLOAD, str(error)) from error


def _bytes(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise ReceiptError(Fault.PROOF, "the proof is not Base64") from error
