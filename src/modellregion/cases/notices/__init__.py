"""Notices (Bescheide): drafted, signed, delivered, and how long they can be contested.

A notice that is signed never changes; what is said about it later is a notice of its own. What was typed is kept, also
when two people write at once. Nothing counts as notified that the law does not let count so.
"""
