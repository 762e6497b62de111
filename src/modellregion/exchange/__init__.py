"""Exchange (Datenübermittlung): transmissions to recipients named by law, and what bodies received.

Invariants: a recipient gets its fields and nothing else; nobody gets anything twice; what is handed over is on record
with the norm that allows it, and the receipt comes back.
"""
