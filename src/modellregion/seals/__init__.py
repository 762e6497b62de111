"""Seals (elektronische Siegel) of the authority on its letters, and what they prove to anybody who has the file.

Purpose: a notice leaves the house with the municipality's seal (PAdES, ETSI EN 319 142-1); a time-stamp follows as soon as
the service answers; everybody can check who sealed what when, and whether a byte was changed since.

1. A letter that is to be sealed is sealed, or not made: there is no way around the key.
2. A private key lies in a file of the data folder, never in the database, and seals for its own municipality alone.
3. Sealing asks nobody on the network but the keeper of a remote key; all else that needs it happens after the commit.
"""
