"""Region: municipalities, organisation units, staff, roles (Gemeinden, Organisationseinheiten, Personal, Rollen).

Invariants:

* the official keys (AGS, ARS) identify a municipality; names and slugs are for people and addresses;
* the register of municipalities is dated product data, changed by a new release and never by hand in an installation;
* who is competent for whom (chamber, office, court) is data with its source, and says when it is unverified.
"""
