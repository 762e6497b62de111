"""Entries get their places: what is committed and waits is appended to the tree, a batch at a time.

A command only inserts; no command waits for another one's commit (docs/decisions/0090). Whoever needs a proof at once, or
the worker once a second, takes the head of the municipality's tree and appends what waits, in the order of the ids.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.journal.proofs.leaves import Leaf
from modellregion.journal.proofs.merkle import Frontier, leaf_hash
from modellregion.kernel.tenancy import tenant

BATCH = 5_000
STRIDE = 4
"""Of the levels above the leaves every fourth is stored: a proof reads at most 15 rows a step, and rows are few."""

_READ = """
SELECT e.id, e.subject_kind, e.subject_id, e.action, e.actor_kind, e.actor_id, e.at, e.is_public, e.commitment
FROM (SELECT entry FROM journal_queue WHERE municipality = %(municipality)s ORDER BY entry LIMIT %(batch)s) AS waiting
JOIN journal_entry e ON e.municipality_id = %(municipality)s AND e.id = waiting.entry ORDER BY e.id
"""
# What is taken from the queue is named one by one: a smaller id may have been committed since it was read.
_WRITE = """
WITH taken AS (
    DELETE FROM journal_queue WHERE municipality = %(municipality)s AND entry = ANY(%(entries)s::uuid[])
), leaves AS (
    INSERT INTO journal_leaf (municipality_id, position, entry_id, hash)
    SELECT %(municipality)s, * FROM unnest(%(positions)s::bigint[], %(entries)s::uuid[], %(hashes)s::bytea[])
), nodes AS (
    INSERT INTO journal_node (municipality_id, level, number, hash)
    SELECT %(municipality)s, * FROM unnest(%(levels)s::smallint[], %(numbers)s::bigint[], %(node_hashes)s::bytea[])
)
UPDATE journal_head SET size = %(size)s, frontier = %(frontier)s WHERE municipality_id = %(municipality)s
"""
Row = tuple[UUID, str, UUID, str, str, UUID | None, datetime, bool, bytes]


def leaf_of(municipality: UUID, position: int, row: Sequence[Any]) -> Leaf:
    """Return the leaf of a row of ``journal_entry``: id, subject, action, actor, time, public, commitment."""
    entry, subject_kind, subject, action, actor_kind, actor, at, is_public, commitment = row
    return Leaf(
        municipality=municipality,
        position=position,
        entry=entry,
        subject_kind=subject_kind,
        subject=subject,
        action=action,
        actor_kind=actor_kind,
        actor=actor,
        at=at,
        is_public=is_public,
        commitment=bytes(commitment),
    )


def waiting_municipalities() -> list[UUID]:
    """Return the municipalities with entries that have no position yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT municipality FROM journal_queue")
        return [municipality for (municipality,) in cursor.fetchall()]


def enqueue_unplaced(municipality: UUID) -> None:
    """Let all entries wait for a position that have none: after entries were written in bulk. Inside a ``tenant`` block."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_queue (municipality, entry) SELECT e.municipality_id, e.id FROM journal_entry e "
            "WHERE e.municipality_id = %s AND NOT EXISTS (SELECT 1 FROM journal_leaf l "
            "WHERE l.municipality_id = e.municipality_id AND l.entry_id = e.id) ON CONFLICT DO NOTHING",
            [municipality],
        )


def sequence(municipality: UUID) -> int:
    """Append to the tree all that waits; return the tree's size. Doing it from several places at once is harmless."""
    while True:
        with tenant(municipality):
            tree = lock_head(municipality)
            if _append_batch(municipality, tree) < BATCH:
                return tree.size


def lock_head(municipality: UUID) -> Frontier:
    """Return where the tree ends; nobody else appends until the transaction ends. Inside a ``tenant`` block."""
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute(
                "SELECT size, frontier FROM journal_head WHERE municipality_id = %s FOR UPDATE",
                [municipality],
            )
            row = cursor.fetchone()
            if row is not None:
                return Frontier.from_bytes(int(row[0]), bytes(row[1]))
            cursor.execute(
                "INSERT INTO journal_head (municipality_id, size, frontier) VALUES (%s, 0, '') ON CONFLICT DO NOTHING",
                [municipality],
            )
    raise RuntimeError(f"the head of the journal of {municipality} cannot be written")


def _append_batch(municipality: UUID, tree: Frontier) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"municipality": municipality, "batch": BATCH})
        rows: list[Row] = cursor.fetchall()
        if not rows:
            return 0
        begin, hashes = tree.size, []
        nodes: list[tuple[int, int, bytes]] = []

        def completed(level: int, number: int, hashed: bytes) -> None:
            if level % STRIDE == 0:
                nodes.append((level, number, hashed))

        for row in rows:
            hashes.append(leaf_hash(leaf_of(municipality, tree.size, row).to_bytes()))
            tree.add(hashes[-1], completed)
        cursor.execute(
            _WRITE,
            {
                "municipality": municipality,
                "positions": list(range(begin, tree.size)),
                "entries": [row[0] for row in rows],
                "hashes": hashes,
                "levels": [level for level, _, _ in nodes],
                "numbers": [number for _, number, _ in nodes],
                "node_hashes": [hashed for _, _, hashed in nodes],
                "size": tree.size,
                "frontier": tree.to_bytes(),
            },
        )
    return len(rows)
