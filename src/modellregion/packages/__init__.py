"""Service packages (Leistungspakete): loaded from their files, checked, compiled once, kept by version.

Invariants: a package is data and holds no code; what a case was filed with never changes, because its version is named
by the hash of its content; nothing is compiled on a request that was compiled before.
"""
