"""Verifying the journals of an installation: what ``verify`` does when it has a database."""

from collections.abc import Sequence
from uuid import UUID

from modellregion.journal.api import (
    Evidence,
    NoteError,
    Receipt,
    Source,
    VerifierKey,
    known_keys,
    read_signed,
    verify,
)
from modellregion.kernel.errors import NotFoundError
from modellregion.region.api import list_bodies


def verify_all(
    slug: str | None, *, key: VerifierKey | None, checkpoint: str, receipts: Sequence[Receipt] = ()
) -> int:
    """Verify one journal or all, and print what was found."""
    bodies = [body for body in list_bodies() if slug in {None, body.slug}]
    if not bodies:
        raise NotFoundError(f"There is no municipality {slug} here.")
    is_sound, used = True, not checkpoint
    for body in bodies:
        brought = _brought(body.id, key, checkpoint)
        used = used or bool(brought)
        report = verify(body.id, keys=[key] if key else [], brought=brought, receipts=receipts)
        is_sound = is_sound and report.is_sound
        if report.is_sound:
            words = f", words of {report.erased} erased" if report.erased else ""
            kept = f", {report.receipts} of them of receipts" if report.receipts else ""
            print(
                f"{body.slug}: sound. {report.size} entries{words}; {report.checkpoints} checkpoints{kept}; "
                f"{report.waiting} entries wait for their place."
            )
        for finding in report.findings:
            print(f"{body.slug}: {finding.kind.value.upper()}. {finding.sentence}")
    if not used:
        print("The checkpoint was signed by none of these journals.")
    return 0 if is_sound and used else 1


def _brought(municipality: UUID, key: VerifierKey | None, text: str) -> list[Evidence]:
    if not text:
        return []
    try:
        found = read_signed(text, [*([key] if key else []), *known_keys(municipality)])
    except NoteError:
        return []
    return [Evidence(Source.FILE, found, "the checkpoint of the file")]
