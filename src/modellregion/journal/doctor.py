"""What ``modellregion doctor`` asks of a journal: can it be signed, and does it continue what was signed."""

from uuid import UUID

from modellregion.journal.checkpoints import history_trouble
from modellregion.journal.keys import key_trouble


def journal_troubles(municipality: UUID) -> list[str]:
    """Return what keeps this journal from being signed, in sentences; nothing when all is well.

    Whether every entry is as it was is another question: ``modellregion journal verify``.
    """
    return [trouble for trouble in (key_trouble(municipality), history_trouble(municipality)) if trouble]
