"""Transfer (Nachnutzung): a service travels from one municipality to the next, is adapted there, and is upgraded later.

Invariants: nothing is read from a bundle before its signature is verified; no adaptation is lost without being named; a
version goes live only when its scenarios pass.
"""
