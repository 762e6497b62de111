"""The seals' face to other rooms."""

from modellregion.seals.checking import CheckedSeal, Verdict, check_seals
from modellregion.seals.errors import SealKeyError, StampError, Trouble, UncheckableError
from modellregion.seals.identities import (
    CertificateEntry,
    certificates_of,
    key_file,
    renew_certificate,
    revoke_certificate,
    seal_trouble,
    use_certificate,
)
from modellregion.seals.sealing import is_stamping, seal_pdf, stamp_pdf

__all__ = [
    "CertificateEntry",
    "CheckedSeal",
    "SealKeyError",
    "StampError",
    "Trouble",
    "UncheckableError",
    "Verdict",
    "certificates_of",
    "check_seals",
    "is_stamping",
    "key_file",
    "renew_certificate",
    "revoke_certificate",
    "seal_pdf",
    "seal_trouble",
    "stamp_pdf",
    "use_certificate",
]
