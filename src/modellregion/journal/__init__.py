"""The journal: what was done, in an order nobody can change unnoticed.

Purpose: every command appends one leaf to its municipality's Merkle tree (RFC 9162); signed checkpoints, witnesses and
time-stamps bind the tree; receipts prove a leaf without us.

1. An act and its leaf are written in one transaction, or neither is.
2. A leaf is never changed or deleted; its words can be erased, and the tree stays verifiable.
3. What is signed continues what was signed before, or nothing is signed.
"""
