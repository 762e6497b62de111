"""Payments (Zahlungen): claims, payments online, by transfer and in cash, the ledger, the cashier's desk.

Invariants: a payment is written down before anybody outside is asked for it; a final state is never left, and what
contradicts one becomes a clearing item; every cent stands in the ledger twice, once on each side, and stays there.
"""
