"""Signed notes, checkpoints and cosignatures, as C2SP writes them (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature).

A note is a text, an empty line, and signature lines. A key is told as ``name+id+key``: the name, eight hexadecimal
digits of its hash, and the Base64 of one byte that names the algorithm with the 32 bytes of an Ed25519 key.
"""

import base64
import binascii
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from modellregion.journal.proofs.merkle import HASH_LENGTH

NOTE_LENGTH_MAX = 64 * 1024
SIGNATURES_MAX = 64
ED25519 = 0x01
"""The algorithm byte of a log's own signature."""
COSIGNATURE_V1 = 0x04
"""The algorithm byte of a witness's signature, which carries its time."""
_DASH = "\N{EM DASH} "
_ID_LENGTH = 4


class NoteError(ValueError):
    """A note, key or checkpoint is not as it should be; the message says why."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key, with the name it signs under."""

    name: str
    algorithm: int
    public: bytes

    def __post_init__(self) -> None:
        """Refuse what cannot be told as a line.

        :raises NoteError: when name or key cannot be used.
        """
        if (
            not self.name
            or not self.name.isascii()
            or any(c in "+ \n\t\r" or not c.isprintable() for c in self.name)
        ):
            raise NoteError("the name of a key is ASCII without blanks and plus signs")
        if self.algorithm not in {ED25519, COSIGNATURE_V1} or len(self.public) != 32:
            raise NoteError("only Ed25519 keys are known here")

    @property
    def id(self) -> bytes:
        """Four bytes that tell the key of a name from its others."""
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public).digest()[
            :_ID_LENGTH
        ]

    @property
    def text(self) -> str:
        """The key as people pass it on."""
        encoded = base64.b64encode(bytes([self.algorithm]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{encoded}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read a key.

        :raises NoteError: when it is none, or its id does not fit.
        """
        name, _, rest = text.strip().partition("+")
        identifier, _, encoded = rest.partition("+")
        content = _decode(encoded, "the key")
        if not content:
            raise NoteError("this is not a key: it has the form name+id+key")
        key = cls(name, content[0], content[1:])
        if key.id.hex() != identifier:
            raise NoteError("the key's id does not belong to it")
        return key

    def check(self, signature: bytes, message: bytes) -> bool:
        """Tell whether the signature over the message was made with this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: under which name, with which key, and the bytes."""

    name: str
    key_id: bytes
    content: bytes

    @property
    def line(self) -> str:
        """The line, with its line feed."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.content).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with signatures."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        """Return the note as it travels."""
        return f"{self.text}\n{''.join(signature.line for signature in self.signatures)}"

    def signed_by(self, key: VerifierKey) -> bool:
        """Tell whether the note carries a valid signature of this log key."""
        return any(
            signature.name == key.name
            and signature.key_id == key.id
            and key.algorithm == ED25519
            and key.check(signature.content, self.text.encode())
            for signature in self.signatures
        )

    def cosigned_at(self, key: VerifierKey) -> int | None:
        """Return when the witness with this key cosigned the note, in seconds since 1970, or None."""
        for signature in self.signatures:
            if signature.name == key.name and signature.key_id == key.id and len(signature.content) == 72:
                (seconds,) = struct.unpack(">Q", signature.content[:8])
                if key.check(signature.content[8:], _cosigned_message(seconds, self.text)):
                    return int(seconds)
        return None

    def also_signed(self, signatures: Sequence[Signature]) -> "Note":
        """Return the note with more signatures; one that is there already is not added."""
        new = [signature for signature in signatures if signature not in self.signatures]
        return replace(self, signatures=(*self.signatures, *new))


def read_note(text: str) -> Note:
    """Read a note; its signatures are not checked here.

    :raises NoteError: when it is not a signed note.
    """
    if len(text) > NOTE_LENGTH_MAX:
        raise NoteError("the note is too long")
    head, gap, tail = text.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise NoteError("a signed note is a text, an empty line, and lines with signatures")
    if any(c < " " and c != "\n" for c in head):
        raise NoteError("a note holds no control characters")
    return Note(f"{head}\n", tuple(read_signatures(tail)))


def read_signatures(text: str) -> list[Signature]:
    """Read signature lines.

    :raises NoteError: when a line is none.
    """
    lines = text.removesuffix("\n").split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise NoteError("the note has too many signatures")
    found = []
    for line in lines:
        name, gap, encoded = line.removeprefix(_DASH).partition(" ")
        content = _decode(encoded, "a signature")
        if not line.startswith(_DASH) or not gap or not name or len(content) <= _ID_LENGTH:
            raise NoteError("a line is not a signature: it has the form — name signature")
        found.append(Signature(name, content[:_ID_LENGTH], content[_ID_LENGTH:]))
    return found


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key, with the name it signs under."""

    name: str
    private: Ed25519PrivateKey

    @property
    def log_key(self) -> VerifierKey:
        """The public half, for what it signs as a log."""
        return VerifierKey(self.name, ED25519, self.private.public_key().public_bytes_raw())

    @property
    def witness_key(self) -> VerifierKey:
        """The public half, for what it signs as a witness."""
        return VerifierKey(self.name, COSIGNATURE_V1, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Note:
        """Return the text as a note with our signature."""
        content = self.private.sign(text.encode())
        return Note(text, (Signature(self.name, self.log_key.id, content),))

    def cosign(self, note: Note, seconds: int) -> Signature:
        """Return our signature as a witness of a note, seen at this time."""
        signed = self.private.sign(_cosigned_message(seconds, note.text))
        return Signature(self.name, self.witness_key.id, struct.pack(">Q", seconds) + signed)


def _cosigned_message(seconds: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its name, how many leaves it has, and their root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read a checkpoint; lines of extensions are left alone.

        :raises NoteError: when the text is none.
        """
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not lines[0]:
            raise NoteError("a checkpoint has three lines: name, size, root")
        if (
            not (lines[1].isascii() and lines[1].isdigit())
            or len(lines[1]) > 18
            or str(int(lines[1])) != lines[1]
        ):
            raise NoteError("the size of a checkpoint is a number without leading zeros")
        root = _decode(lines[2], "the root")
        if len(root) != HASH_LENGTH:
            raise NoteError(f"the root of a checkpoint has {HASH_LENGTH} bytes")
        return cls(lines[0], int(lines[1]), root)


def read_checkpoint(text: str, key: VerifierKey) -> tuple[Checkpoint, Note]:
    """Read a checkpoint that must be signed with this key.

    :raises NoteError: when it is not, or speaks of another log.
    """
    note = read_note(text)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != key.name:
        raise NoteError(f"the checkpoint is of {checkpoint.origin}, the key of {key.name}")
    if not note.signed_by(key):
        raise NoteError("the signature of the checkpoint does not belong to the key")
    return checkpoint, note


def _decode(encoded: str, what: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError(f"{what} is not Base64") from error
