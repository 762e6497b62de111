"""The authority's seal on a case's letters (Siegel), and the time-stamp that follows it."""

from uuid import UUID

from modellregion.cases.history import record
from modellregion.cases.models import Case
from modellregion.cases.states import Action
from modellregion.kernel.context import Context
from modellregion.kernel.files import is_rehearsing
from modellregion.kernel.jobs import defer
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import ARCHIVED, document_content, find_document, is_stamped, keep_stamped
from modellregion.region.api import get_body
from modellregion.seals.api import can_last, is_stamping, seal_pdf, stamp_pdf, strengthen_pdf


def seal_letter(ctx: Context, title: str, content: bytes) -> bytes:
    """Return a letter with the municipality's seal; a rehearsal seals nothing. Inside a ``tenant`` block.

    :raises SealKeyError: when the key cannot be used: then there is no letter, and a person is told by an incident.
    """
    if is_rehearsing():
        return content
    body = get_body(ctx.municipality)
    return seal_pdf(ctx, content, name=body.name if body else "", reason=title)


def ask_for_stamp(ctx: Context, case: UUID, document: UUID) -> None:
    """Have a sealed letter time-stamped after the commit, where a service is set."""
    if is_stamping() and not is_rehearsing():
        defer("cases.stamp_letter", ctx.municipality, case=str(case), document=str(document))


def stamp_letter(ctx: Context, case: UUID, document: UUID) -> None:
    """Keep a letter's time-stamped form beside it; doing it twice keeps the first.

    :raises StampError: when the service gives none now.
    """
    with tenant(ctx):
        if is_stamped(ctx, document):
            return
        row = Case.objects.get(municipality_id=ctx.municipality, id=case)
        entry = find_document(ctx, file=row.file_id, document=document)
        content = document_content(ctx, entry)
    stamped = stamp_pdf(content)  # outside the transaction: it asks on the network
    with tenant(ctx):
        if keep_stamped(ctx, document=document, content=stamped):
            record(ctx, case, Action.STAMPED, note=entry.title, data={"document": str(document)})
            if can_last(ctx):
                defer("cases.archive_letter", ctx.municipality, case=str(case), document=str(document))


def archive_letter(ctx: Context, case: UUID, document: UUID) -> None:
    """Keep a letter's form with evidence for the long term (PAdES B-LTA) beside it; doing it twice keeps the first.

    :raises StampError: when whoever vouches for the certificates, or the time-stamp service, does not answer now.
    """
    with tenant(ctx):
        if is_stamped(ctx, document, ARCHIVED):
            return
        row = Case.objects.get(municipality_id=ctx.municipality, id=case)
        entry = find_document(ctx, file=row.file_id, document=document)
        content = document_content(ctx, entry)  # the stamped one, that being the strongest there is
    stronger, level = strengthen_pdf(ctx, content)
    with tenant(ctx):
        if keep_stamped(ctx, document=document, content=stronger, role=ARCHIVED, level=level):
            record(ctx, case, Action.EVIDENCED, note=entry.title, data={"document": str(document)})
