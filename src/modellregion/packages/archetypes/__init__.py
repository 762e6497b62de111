"""Archetypes (Archetypen): the kinds of service that a new package is begun from.

Invariants: an archetype is data, the files of a package that passes its check and its scenarios; what a person says is put
in as text and can break no file; a file of the archetype itself stands before the same file of a shared part.
"""
