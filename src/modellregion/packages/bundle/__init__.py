"""The signed bundle (Paketdatei): one file in which a package travels.

A ZIP file whose comment is the seal: who publishes, with which key, and an Ed25519 signature over every other byte of the
file. The seal is verified before an entry is looked at; the same package and key always make the same bytes.
"""
