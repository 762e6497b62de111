"""Hashes and proofs from the stored tree: a few rows, however large it is."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from modellregion.journal.proofs.merkle import (
    Node,
    Step,
    consistency_steps,
    frontier_nodes,
    inclusion_steps,
    node_hash,
    proof_hashes,
    root_of,
)
from modellregion.journal.sequencing import STRIDE

_READ = """
SELECT 0, position, hash FROM journal_leaf WHERE municipality_id = %(municipality)s AND position = ANY(%(positions)s)
UNION ALL
SELECT n.level, n.number, n.hash FROM unnest(%(levels)s::smallint[], %(numbers)s::bigint[]) AS wanted (level, number)
JOIN journal_node n ON n.municipality_id = %(municipality)s AND n.level = wanted.level AND n.number = wanted.number
"""


class TreeDamagedError(Exception):
    """Stored hashes are missing; the message names one. ``modellregion journal verify`` tells what happened."""


def inclusion_proof(municipality: UUID, position: int, size: int) -> list[bytes]:
    """Return the proof that the leaf at ``position`` is in the first ``size`` leaves. Inside a ``tenant`` block.

    :raises ValueError: when there is no such position below ``size``.
    """
    return _proof(municipality, inclusion_steps(position, size))


def consistency_proof(municipality: UUID, first: int, second: int) -> list[bytes]:
    """Return the proof that the first ``second`` leaves continue the first ``first``. Inside a ``tenant`` block.

    :raises ValueError: when ``first`` is larger.
    """
    return _proof(municipality, consistency_steps(first, second))


def root_at(municipality: UUID, size: int) -> bytes:
    """Return the root of the first ``size`` leaves. Inside a ``tenant`` block."""
    nodes = frontier_nodes(size)
    known = _read(municipality, nodes)
    return root_of([_hash(node, known) for node in nodes])


def _proof(municipality: UUID, steps: list[Step]) -> list[bytes]:
    known = _read(municipality, [node for step in steps for node in step.nodes])
    return proof_hashes(steps, lambda node: _hash(node, known))


def _stored(node: Node) -> list[Node]:
    level, number = node
    below = level % STRIDE
    return [(level - below, (number << below) + each) for each in range(1 << below)]


def _read(municipality: UUID, nodes: Iterable[Node]) -> dict[Node, bytes]:
    stored = [each for node in nodes for each in _stored(node)]
    inner = [node for node in stored if node[0]]
    with connection.cursor() as cursor:
        cursor.execute(
            _READ,
            {
                "municipality": municipality,
                "positions": [number for level, number in stored if not level],
                "levels": [level for level, _ in inner],
                "numbers": [number for _, number in inner],
            },
        )
        return {(level, number): bytes(hashed) for level, number, hashed in cursor.fetchall()}


def _hash(node: Node, known: dict[Node, bytes]) -> bytes:
    level, number = node
    if level % STRIDE == 0:
        if node not in known:
            raise TreeDamagedError(f"the stored tree lacks the hash of level {level}, number {number}")
        return known[node]
    return node_hash(_hash((level - 1, 2 * number), known), _hash((level - 1, 2 * number + 1), known))
