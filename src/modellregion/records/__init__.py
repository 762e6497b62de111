"""The electronic file (E-Akte): files and their documents, named as in xdomea.

Invariants: a final document never changes; its content is found under its hash or not at all; a document belongs to one
file of one tenant.
"""
