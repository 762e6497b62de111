"""The store of running processes: each row of the core is a row in PostgreSQL, written in the command's transaction.

The core (read, check, compile, step) stands beside it and knows nothing of it.
"""
