"""The seals' face to other rooms."""

from modellregion.seals.checking import CheckedSeal, Verdict, check_seals
from modellregion.seals.errors import SealKeyError, StampError, Trouble, UncheckableError
from modellregion.seals.findings import Level
from modellregion.seals.identities import (
    CertificateEntry,
    certificates_of,
    key_file,
    renew_certificate,
    revoke_certificate,
    seal_trouble,
    use_certificate,
)
from modellregion.seals.proving import JournalProof, Recorded
from modellregion.seals.sealing import (
    can_last,
    evidence_ends_at,
    is_stamping,
    renew_pdf,
    seal_pdf,
    stamp_pdf,
    strengthen_pdf,
)

__all__ = [
    "CertificateEntry",
    "CheckedSeal",
    "JournalProof",
    "Level",
    "Recorded",
    "SealKeyError",
    "StampError",
    "Trouble",
    "UncheckableError",
    "Verdict",
    "can_last",
    "certificates_of",
    "check_seals",
    "evidence_ends_at",
    "is_stamping",
    "key_file",
    "renew_certificate",
    "renew_pdf",
    "revoke_certificate",
    "seal_pdf",
    "seal_trouble",
    "stamp_pdf",
    "strengthen_pdf",
    "use_certificate",
]
