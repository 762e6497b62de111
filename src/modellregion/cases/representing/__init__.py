"""Applications for somebody else (Vertretung, § 14 VwVfG): begun with an account for an organisation or by mandate.

1. Whether somebody may act is asked when an application is begun, and again in the transaction that files it.
2. The clerk sees who acts for whom and how that is known; the represented sees everything that was filed for them.
3. A mandate that ends takes the codes along: who acted by it finds no way back to what was filed.
"""
