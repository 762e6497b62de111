"""Participation of other authorities (Beteiligung anderer Stellen): parallel requests of a case, each with its own clock.

Invariants: a body sees of a case what one request shares with it, and nothing else; what silence means stands in the
request before it is sent; an answer is filed once, whichever way it comes and however late.
"""
