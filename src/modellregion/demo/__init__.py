"""The demo region (Vorführregion): real places and bodies, invented people; and a generator of believable cases.

Invariants: every person is invented and recognisable as such; the same seed makes the same data; nothing here is
needed by an installation without a demo.
"""
