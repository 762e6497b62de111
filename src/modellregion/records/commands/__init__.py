"""Commands of staff on files: each authorises, acts in one transaction, and writes one line of history."""
