"""The authority's seal on a case's letters (Siegel), and the time-stamp that follows it."""

from datetime import timedelta
from uuid import UUID

from modellregion.cases.history import record
from modellregion.cases.models import Case
from modellregion.cases.states import Action
from modellregion.kernel.context import Context
from modellregion.kernel.files import get_file, is_rehearsing
from modellregion.kernel.jobs import defer
from modellregion.kernel.logs import log
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import (
    ARCHIVED,
    ArchivedForm,
    document_content,
    ending_forms,
    find_document,
    is_stamped,
    keep_stamped,
    note_lasting,
    renewed_role,
)
from modellregion.region.api import get_body
from modellregion.seals.api import (
    Level,
    StampError,
    can_last,
    evidence_ends_at,
    is_stamping,
    renew_pdf,
    seal_pdf,
    stamp_pdf,
    strengthen_pdf,
)

RENEWED_BEFORE = timedelta(days=90)
"""So long before the certificate of a letter's last time-stamp ends."""
RENEWED_MAX = 2_000
"""Letters of a municipality in a night."""


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
        ends = evidence_ends_at(stronger) if level is Level.ARCHIVED else None
        if keep_stamped(
            ctx, document=document, content=stronger, role=ARCHIVED, level=level, lasts_until=ends
        ):
            record(ctx, case, Action.EVIDENCED, note=entry.title, data={"document": str(document)})


def renew_letters(ctx: Context) -> int:
    """Put another time-stamp over letters whose last one's certificate ends soon; return how many could not be renewed.

    Whatever fails is tried again the next night; ``doctor`` says so.
    """
    failed = 0
    for form in ending_forms(ctx, before=ctx.now() + RENEWED_BEFORE)[:RENEWED_MAX]:
        try:
            renew_letter(ctx, form)
        except StampError as error:
            failed += 1
            log.warning("no new time-stamp", document=str(form.document), detail=str(error))
    return failed


def renew_letter(ctx: Context, form: ArchivedForm) -> None:
    """Keep a letter's form with one more time-stamp beside the others, byte for byte the same in front of it.

    :raises StampError: when it cannot be had now.
    """
    content = get_file(ctx.municipality, form.sha256)
    if form.lasts_until is None:
        until = evidence_ends_at(content)
        note_lasting(ctx, form, until)
        if until > ctx.now() + RENEWED_BEFORE:
            return
    renewed = renew_pdf(ctx, content)
    with tenant(ctx):
        case = Case.objects.filter(municipality_id=ctx.municipality, file_id=form.file).first()
        is_kept = keep_stamped(
            ctx,
            document=form.document,
            content=renewed,
            role=renewed_role(form.number + 1),
            level=Level.ARCHIVED,
            lasts_until=evidence_ends_at(renewed),
        )
        if is_kept and case is not None:
            title = find_document(ctx, file=form.file, document=form.document).title
            record(ctx, case.id, Action.EVIDENCED, note=title, data={"document": str(form.document)})
