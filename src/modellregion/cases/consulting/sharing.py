"""What of a case a request shares: the answers and documents a clerk or a package chose, and only those."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from modellregion.cases.consulting.content import SharedFile, SharedLine, SharedSection
from modellregion.cases.steps import LockedCase
from modellregion.cases.surroundings import surroundings_of
from modellregion.forms.api import Section, summarise
from modellregion.kernel.context import Context
from modellregion.records.api import DocumentEntry, documents_of


@dataclass(frozen=True, slots=True)
class Shared:
    """Paths of answers as ``summarise`` gives them (``personen.0.wohnung``), or ids of fields; ids of documents."""

    answers: frozenset[str] = frozenset()
    documents: frozenset[UUID] = frozenset()


def shareable_sections(ctx: Context, locked: LockedCase) -> Sequence[Section]:
    """Return all answers of a case from which may be chosen."""
    return summarise(locked.package.form, locked.answers(), surroundings_of(ctx), language="de")


def shareable_documents(documents: Sequence[DocumentEntry]) -> list[DocumentEntry]:
    """Return the documents that can be given away: those that have their content."""
    return [entry for entry in documents if entry.sha256]


def shared_with(
    ctx: Context, locked: LockedCase, shared: Shared
) -> tuple[list[SharedSection], list[SharedFile]]:
    """Return the chosen answers by section, and the chosen documents; what the case does not have is left out."""
    sections = [
        SharedSection(section.title, lines)
        for section in shareable_sections(ctx, locked)
        if (
            lines := [
                SharedLine(line.label, line.text)
                for line in section.lines
                if line.path in shared.answers or _field_of(line.path) in shared.answers
            ]
        )
    ]
    if not shared.documents:
        return sections, []
    files = [
        SharedFile(entry.title, entry.name, entry.media_type, entry.bytes, entry.sha256)
        for entry in shareable_documents(documents_of(ctx, file=locked.row.file_id))
        if entry.id in shared.documents
    ]
    return sections, files


def _field_of(path: str) -> str:
    """Return the field of a path without the numbers of rows."""
    return ".".join(part for part in path.split(".") if not part.isdigit())
