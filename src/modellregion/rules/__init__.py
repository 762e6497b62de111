"""FEEL and DMN: conditions, fees and decisions as data that a clerk can read and an official examiner has checked.

Three invariants:

- Numbers are decimals of 34 digits, never binary floats, and are rounded only where a rule says so.
- A rule from a stranger can at worst be wrong: nothing is handed to Python's ``eval``, and every evaluation has a
  budget of steps, depth and memory.
- This room is pure: no database, no clock, no file, no network. Who asks for today must say which day that is.
"""
