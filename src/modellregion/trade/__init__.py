"""The trade office (Gewerbeamt): the trade register with its entries and the notices behind each of them.

Invariants: an entry changes only by a certified notice; every notice is kept with the entry it changed; an extract shows
no more than the person asking may know.
"""
