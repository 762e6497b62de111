"""Passkeys of the staff (Web Authentication, W3C Level 2): registered by themselves, used instead of a password.

A passkey is worth two factors: the device, and the finger or PIN it asks for. ``ceremony.py`` is the only file that knows
the package webauthn.
"""
