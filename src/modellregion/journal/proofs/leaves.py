"""A leaf of the journal: one act, as the text that is hashed; personal words are only committed to.

::

    modellregion-journal/1
    municipality 01a3…
    position 17
    entry 01a3…
    subject case 01a3…
    action submitted
    actor citizen -
    at 2026-11-21T15:31:29.123456Z
    public yes
    commitment 5f0c…

Every line ends with a line feed, the last one too. The commitment is HMAC-SHA256 of the payload with a salt of 32 random
bytes; both are kept apart from the leaf and can be erased (Art. 17 GDPR), and then the leaf says nothing about a person.
"""

import hmac
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

FORMAT = "modellregion-journal/1"
SALT_LENGTH = 32
_LINE_NAMES = (
    "municipality",
    "position",
    "entry",
    "subject",
    "action",
    "actor",
    "at",
    "public",
    "commitment",
)
_WORD = re.compile(r"[a-z][a-z0-9_]{0,63}")
_HEX = re.compile(r"[0-9a-f]{64}")
_INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"


class LeafError(ValueError):
    """A text is not a leaf; the message says which line."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One act: who did what when to which object of which municipality, and the commitment to its payload."""

    municipality: UUID
    position: int
    entry: UUID
    subject_kind: str
    subject: UUID
    action: str
    actor_kind: str
    actor: UUID | None
    at: datetime
    is_public: bool
    commitment: bytes

    def to_bytes(self) -> bytes:
        """Return the text that is hashed."""
        return (
            f"{FORMAT}\nmunicipality {self.municipality}\nposition {self.position}\nentry {self.entry}\n"
            f"subject {self.subject_kind} {self.subject}\naction {self.action}\n"
            f"actor {self.actor_kind} {self.actor or '-'}\nat {self.at.astimezone(UTC).strftime(_INSTANT)}\n"
            f"public {'yes' if self.is_public else 'no'}\ncommitment {self.commitment.hex()}\n"
        ).encode()

    def at_position(self, position: int) -> "Leaf":
        """Return the same act at another place of the journal."""
        return replace(self, position=position)


@dataclass(frozen=True, slots=True)
class Payload:
    """The words of an act: the actor's name, a note for the staff, and data of the action."""

    actor: str = ""
    note: str = ""
    data: Any = None

    def to_bytes(self) -> bytes:
        """Return the payload as it is committed to and kept: JSON."""
        return msgspec.json.encode({"actor": self.actor, "note": self.note, "data": self.data})

    @classmethod
    def from_bytes(cls, content: bytes) -> "Payload":
        """Read what ``to_bytes`` wrote.

        :raises LeafError: when it is something else.
        """
        try:
            return msgspec.json.decode(content, type=cls)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise LeafError(f"the payload is not what the journal writes: {error}") from error


def commitment(salt: bytes, payload: bytes) -> bytes:
    """Return what a leaf says of its payload."""
    return hmac.digest(salt, payload, "sha256")


def read_leaf(content: bytes) -> Leaf:
    """Read the text of a leaf.

    :raises LeafError: when it is not exactly as a leaf is written.
    """
    try:
        lines = content.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise LeafError("a leaf has no other letters than ASCII") from error
    if lines[0] != FORMAT or len(lines) != len(_LINE_NAMES) + 2:
        raise LeafError(f"the text does not begin with {FORMAT}, or has not {len(_LINE_NAMES) + 1} lines")
    words = [line.split(" ") for line in lines[1:-1]]
    if tuple(line[0] for line in words) != _LINE_NAMES:
        raise LeafError(f"the lines are not {', '.join(_LINE_NAMES)}")
    try:
        leaf = _leaf({line[0]: line[1:] for line in words})
    except (ValueError, IndexError) as error:
        raise LeafError(f"a line cannot be read: {error}") from error
    if leaf.to_bytes() != content:
        raise LeafError("the text is not written as the journal writes it")
    return leaf


def _leaf(said: dict[str, list[str]]) -> Leaf:
    if not all(_WORD.fullmatch(said[name][0]) for name in ("subject", "action", "actor")):
        raise ValueError("a kind or an action is a word of small letters")
    if not _HEX.fullmatch(said["commitment"][0]):
        raise ValueError("the commitment has 64 hexadecimal digits")
    return Leaf(
        municipality=UUID(said["municipality"][0]),
        position=int(said["position"][0]),
        entry=UUID(said["entry"][0]),
        subject_kind=said["subject"][0],
        subject=UUID(said["subject"][1]),
        action=said["action"][0],
        actor_kind=said["actor"][0],
        actor=None if said["actor"][1] == "-" else UUID(said["actor"][1]),
        at=datetime.strptime(said["at"][0], _INSTANT).replace(tzinfo=UTC),
        is_public=said["public"][0] == "yes",
        commitment=bytes.fromhex(said["commitment"][0]),
    )
