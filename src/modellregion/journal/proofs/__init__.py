"""What proves something about the journal, without framework and database.

Purpose: hashes, signatures, leaves, receipts. It can be read, tested and published alone.

1. A proof is checked as strictly as RFC 9162 and the C2SP formats ask; what is unclear is refused.
2. What was signed or hashed are the bytes that travel; nothing is written anew to be checked.
3. Nothing here asks the time, a file or a network.
"""
