"""Accounts (Nutzerkonten) of citizens and businesses: logins at BundID and Mein Unternehmenskonto, and what they tell us.

Purpose: somebody who wants to shows who they are at an account they already have; fields are filled in beforehand, and their
applications are found again without a code. A guest needs none of it.

1. An account is (issuer, pseudonym) at one municipality; nothing else joins accounts, least of all an e-mail address.
2. Each attribute keeps the level it came with, which may be lower than that of the login.
3. A login is answered once, in the browser that began it, or not at all.
"""
