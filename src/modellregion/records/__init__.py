"""The electronic file (E-Akte): file plan, files, documents, renditions, circulation, disposal; named as in xdomea.

Invariants: a final document never changes; its content is found under its hash or not at all; nothing is deleted before
its date or unconfirmed.
"""
