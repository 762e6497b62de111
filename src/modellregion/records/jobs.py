"""Jobs of the records: renditions and scans, soon after filing and again for whatever was left."""

from uuid import UUID

from modellregion.kernel.context import system_context
from modellregion.kernel.jobs import RETRY, periodic, task
from modellregion.kernel.logs import log
from modellregion.records.commands.fetch_mail import fetch_mail, mailbox_of
from modellregion.records.commands.take_scan import drop_scan, read_scan
from modellregion.records.mailbox import MailboxError
from modellregion.records.renditions import render_document, render_missing, scan_waiting
from modellregion.region.api import list_bodies


@task(name="records.render_document", retry=RETRY)
def render_document_job(*, municipality: str, document: str) -> None:
    """Make the renditions of one document."""
    render_document(system_context(UUID(municipality)), UUID(document))


@task(name="records.read_scan", retry=RETRY)
def read_scan_job(*, municipality: str, batch: str) -> None:
    """Read a scanned batch and divide it at its separator sheets."""
    read_scan(system_context(UUID(municipality)), UUID(batch))


@task(name="records.drop_scan", retry=RETRY)
def drop_scan_job(*, municipality: str, batch: str) -> None:
    """Delete the whole of a scanned batch when its parts have been filed for a while."""
    drop_scan(system_context(UUID(municipality)), UUID(batch))


@task(name="records.catch_up_here", retry=RETRY)
def catch_up_here(*, municipality: str) -> None:
    """Make what is missing in one municipality, soon after many documents came at once."""
    ctx = system_context(UUID(municipality))
    scan_waiting(ctx)
    render_missing(ctx)


@periodic(cron="*/2 * * * *")
@task(name="records.fetch_mail", lock="records.fetch_mail")
def fetch_mail_job(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """Fetch what is new in the mailboxes; one that does not answer is asked again in the next round."""
    for body in list_bodies():
        try:
            if (mailbox := mailbox_of(body.slug)) is not None:
                fetch_mail(system_context(body.id), mailbox)
        except MailboxError as error:
            log.warning("mailbox does not answer", body=body.slug, trouble=str(error))


@periodic(cron="*/10 * * * *")
@task(name="records.catch_up", retry=RETRY)
def catch_up(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """Scan what waits for the scanner, then make the renditions that are missing."""
    for body in list_bodies():
        ctx = system_context(body.id)
        scan_waiting(ctx)
        render_missing(ctx)
