"""The region (Modellregion): municipalities and other bodies, organisation units, staff, roles, sessions.

Invariants: a body's slug never changes once it is public; a person of the staff belongs to exactly one body; a session
carries no more rights than the roles its person holds at this moment.
"""
