"""Checkpoints that bear witness for or against a journal, from wherever they are kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from modellregion.journal.findings import Finding, Kind
from modellregion.journal.keys import known_keys, last_file, origin_of
from modellregion.journal.models import CheckpointRow, Seen, WitnessRow
from modellregion.journal.proofs.notes import Checkpoint, NoteError, VerifierKey, read_checkpoint
from modellregion.kernel.tenancy import tenant


class Source(StrEnum):
    """Where a checkpoint is kept."""

    DATABASE = "database"
    KEY_FOLDER = "key folder"
    WITNESS = "witness"
    FILE = "file"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A checkpoint that was signed with a key of the journal; ``says`` names it in a sentence."""

    source: Source
    checkpoint: Checkpoint
    says: str


def evidence_of(
    municipality: UUID, *, keys: Iterable[VerifierKey] = (), brought: Iterable[Evidence] = ()
) -> tuple[list[Evidence], list[Finding]]:
    """Return all checkpoints of a journal that can be found here and are signed, and what is wrong with the others."""
    trusted = [*keys, *known_keys(municipality)]
    found, findings = list(brought), []
    for source, says, text in _texts(municipality):
        try:
            checkpoint = read_signed(text, trusted)
        except NoteError as error:
            findings.append(Finding(Kind.SIGNATURE, None, f"Not as it was signed: {says}: {error}."))
        else:
            found.append(Evidence(source, checkpoint, says))
    return found, findings


def read_signed(text: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """Return the checkpoint of a note that one of the keys signed.

    :raises NoteError: when none did.
    """
    fault = NoteError("no key of the journal is known")
    for key in keys:
        try:
            return read_checkpoint(text, key)[0]
        except NoteError as error:
            fault = error
    raise fault


def _texts(municipality: UUID) -> Iterator[tuple[Source, str, str]]:
    with tenant(municipality):
        rows = list(CheckpointRow.objects.filter(municipality_id=municipality).order_by("size"))
        witnesses = list(WitnessRow.objects.filter(municipality_id=municipality).exclude(body_id=None))
    for row in rows:
        yield Source.DATABASE, f"the checkpoint of {row.signed_at:%Y-%m-%d %H:%M}", row.note
    path = last_file(municipality)
    if path.exists():
        text = path.read_text(encoding="utf-8", errors="replace")
        yield Source.KEY_FOLDER, "the checkpoint that was signed last, kept beside the key,", text
    for witness in witnesses:
        assert witness.body_id is not None  # noqa: S101 - excluded above
        with tenant(witness.body_id):
            seen = Seen.objects.filter(municipality_id=witness.body_id, origin=origin_of(municipality))
            for one in seen.order_by("size"):
                yield (
                    Source.WITNESS,
                    f"the checkpoint that a witness signed on {one.at:%Y-%m-%d %H:%M}",
                    one.note,
                )
