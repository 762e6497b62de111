"""Adapting (Anpassung) and upgrading by structure: pure functions on trees of keys, no database, no files on disk.

Invariants: an overlay holds only what differs; a change of the municipality is applied, or named as taken over, or named as
a conflict, and never dropped in silence; the same changes give the same result in whatever order they were made.
"""
