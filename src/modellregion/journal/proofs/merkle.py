"""The Merkle tree of RFC 9162 § 2.1: hashes of leaves and nodes, roots, proofs and how to check them.

A node is named by ``(level, index)``: it covers the leaves from ``index << level`` to below ``(index + 1) << level``. A
tree of any size is covered by a few perfect subtrees, the largest first (the frontier); everything else follows.
Nothing here knows where hashes are kept.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

HASH_LENGTH = 32
EMPTY_ROOT = sha256(b"").digest()

Node = tuple[int, int]
"""Level and index of a perfect subtree."""


class ProofError(ValueError):
    """A proof does not prove what it claims."""


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf (RFC 9162 § 2.1.1): a leaf can never pass for a node."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 9162 § 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def frontier_nodes(size: int) -> list[Node]:
    """Return the perfect subtrees that cover the first ``size`` leaves, from left to right."""
    return cover(0, size)


def cover(begin: int, end: int) -> list[Node]:
    """Return the fewest perfect subtrees that cover the leaves from ``begin`` to below ``end``, from left to right."""
    nodes = []
    while begin < end:
        level = (begin & -begin).bit_length() - 1 if begin else end.bit_length() - 1
        while begin + (1 << level) > end:
            level -= 1
        nodes.append((level, begin >> level))
        begin += 1 << level
    return nodes


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over the subtrees of a frontier, given from left to right."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


@dataclass(slots=True)
class Frontier:
    """A tree that only grows: its size, and the hashes of the perfect subtrees that cover it."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes, completed: Callable[[int, int, bytes], None] | None = None) -> None:
        """Append the hash of a leaf.

        :param completed: is told level, index and hash of each perfect subtree above the leaf that this makes whole.
        """
        carried, level, index = leaf, 0, self.size
        while index & 1:
            carried = node_hash(self.hashes.pop(), carried)
            level, index = level + 1, index >> 1
            if completed is not None:
                completed(level, index, carried)
        self.hashes.append(carried)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        return root_of(self.hashes)

    def to_bytes(self) -> bytes:
        """Return the hashes one after the other."""
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, size: int, content: bytes) -> "Frontier":
        """Read what ``to_bytes`` wrote.

        :raises ValueError: when there are not as many hashes as a tree of this size has subtrees.
        """
        hashes = [content[at : at + HASH_LENGTH] for at in range(0, len(content), HASH_LENGTH)]
        if len(content) != HASH_LENGTH * size.bit_count():
            raise ValueError(f"{len(content)} bytes are not the frontier of a tree of {size} leaves")
        return cls(size, hashes)


@dataclass(frozen=True, slots=True)
class Step:
    """One hash of a proof: that of one node, or of several side by side, hashed together from the right."""

    nodes: tuple[Node, ...]


def inclusion_steps(position: int, size: int) -> list[Step]:
    """Return what proves that the leaf at ``position`` is in the tree of ``size`` leaves (RFC 9162 § 2.1.3.1).

    :raises ValueError: when there is no such leaf.
    """
    if not 0 <= position < size:
        raise ValueError(f"a tree of {size} leaves has no position {position}")
    return _path((0, position), size)


def consistency_steps(first: int, second: int) -> list[Step]:
    """Return what proves that the tree of ``first`` leaves is the beginning of that of ``second`` (§ 2.1.4.1).

    :raises ValueError: when the first is larger.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} leaves is no beginning of one of {second}")
    if first in {0, second}:
        return []
    last = frontier_nodes(first)[-1]
    steps = _path(last, second)
    return steps if first == 1 << last[0] else [Step((last,)), *steps]


def _path(node: Node, size: int) -> list[Step]:
    """Return the siblings on the way from a perfect subtree to the root, from below."""
    level, index = node
    steps = []
    while index << level or (index + 1) << level < size:
        sibling = index ^ 1
        begin, end = sibling << level, (sibling + 1) << level
        if begin < size:
            steps.append(Step(((level, sibling),) if end <= size else tuple(cover(begin, size))))
        level, index = level + 1, index >> 1
    return steps


def proof_hashes(steps: Iterable[Step], hash_of: Callable[[Node], bytes]) -> list[bytes]:
    """Return the hashes of a proof; ``hash_of`` knows those of perfect subtrees."""
    return [root_of([hash_of(node) for node in step.nodes]) for step in steps]


def check_inclusion(*, leaf: bytes, position: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf with this hash stands at ``position`` in the tree (RFC 9162 § 2.1.3.2).

    :raises ProofError: when that is not proven.
    """
    if not 0 <= position < size:
        raise ProofError(f"a tree of {size} leaves has no position {position}")
    _check_lengths([leaf, root, *proof])
    found, index, last = leaf, position, size - 1
    for hashed in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if index & 1 or index == last:
            found = node_hash(hashed, found)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            found = node_hash(found, hashed)
        index, last = index >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof is too short")
    if found != root:
        raise ProofError("the leaf is not in the tree with this root")


def check_consistency(
    *, first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> None:
    """Check that the first tree is the beginning of the second (RFC 9162 § 2.1.4.2).

    :raises ProofError: when that is not proven.
    """
    if not 0 <= first <= second:
        raise ProofError(f"a tree of {first} leaves is no beginning of one of {second}")
    _check_lengths([first_root, second_root, *proof])
    if first in {0, second}:
        _check_without_path(first, proof, first_root, EMPTY_ROOT if first == 0 else second_root)
        return
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        raise ProofError("the proof is too short")
    before, after = _walk(first, second, path)
    if before != first_root:
        raise ProofError("the proof does not belong to the first tree")
    if after != second_root:
        raise ProofError("the second tree does not continue the first one")


def _check_without_path(first: int, proof: Sequence[bytes], root: bytes, expected: bytes) -> None:
    if proof:
        raise ProofError("the proof is too long")
    if root != expected:
        raise ProofError(f"the trees of {first} leaves differ")


def _walk(first: int, second: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the roots of both trees that follow from the path."""
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    before = after = path[0]
    for hashed in path[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if index & 1 or index == last:
            before, after = node_hash(hashed, before), node_hash(hashed, after)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            after = node_hash(after, hashed)
        index, last = index >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof is too short")
    return before, after


def _check_lengths(hashes: Iterable[bytes]) -> None:
    if any(len(hashed) != HASH_LENGTH for hashed in hashes):
        raise ProofError(f"a hash has {HASH_LENGTH} bytes")
