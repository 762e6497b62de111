"""What ``modellregion doctor`` asks of a municipality's mailbox: can it be opened, and does it lead to a unit."""

from uuid import UUID

from modellregion.kernel.context import system_context
from modellregion.records.commands.fetch_mail import mailbox_of, refused_mails, unit_of
from modellregion.records.mailbox import MailboxError, open_mailbox


def mailbox_trouble(municipality: UUID, slug: str) -> str | None:
    """Return what keeps e-mails from being fetched, "" when all is well, None when no mailbox is configured."""
    ctx = system_context(municipality)
    try:
        mailbox = mailbox_of(slug)
        if mailbox is None:
            return None
        unit_of(ctx, mailbox)
        with open_mailbox(mailbox):
            pass
    except MailboxError as error:
        return str(error)
    refused = len(refused_mails(ctx))
    return (
        f"{refused} e-mails could not be taken in; they lie flagged in {mailbox.folder}." if refused else ""
    )
