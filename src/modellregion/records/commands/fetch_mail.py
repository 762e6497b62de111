"""Fetch the e-mails of a municipality's mailbox: each is taken in and committed first, and marked in the mailbox then.

Killed in between, the next round finds it in ``records_fetched_mail`` and only marks it. Nothing is deleted over there.
"""

import hashlib
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from modellregion.kernel.context import Context
from modellregion.kernel.errors import ProductError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.commands.take_mail import BYTES_MAX, take_mail
from modellregion.records.mailbox import Mailbox, MailboxError, OpenMailbox, open_mailbox, read_mailbox
from modellregion.records.models import FetchedMail
from modellregion.region.api import list_units


def mailbox_of(slug: str) -> Mailbox | None:
    """Return a municipality's mailbox, or None when it has none.

    :raises MailboxError: when its file cannot be used.
    """
    return read_mailbox(Path(settings.MAILBOXES) / f"{slug}.toml")


def fetch_mail(ctx: Context, mailbox: Mailbox) -> int:
    """Take in what is new, one e-mail a transaction; return how many.

    :raises MailboxError: when the server does not answer or refuses; what was taken in until then stays.
    """
    unit = unit_of(ctx, mailbox)
    with open_mailbox(mailbox) as opened:
        there = opened.uids()
        with tenant(ctx):
            mine = {"municipality_id": ctx.municipality, "mailbox": mailbox.key, "validity": opened.validity}
            known = dict(FetchedMail.objects.filter(**mine).values_list("uid", "refused"))
        taken = 0
        for uid in there:
            if uid not in known:
                refused = _take(ctx, mailbox, opened, uid, unit)
                taken += not refused
            elif not mailbox.done:
                continue  # marked already, or put back on purpose by somebody who reads there
            else:
                refused = known[uid]
            if refused:
                opened.mark_refused(uid)
            else:
                opened.mark_fetched(uid)
    return taken


def unit_of(ctx: Context, mailbox: Mailbox) -> UUID:
    """Return the unit that receives what comes in.

    :raises MailboxError: when there is none of this short name.
    """
    found = next((unit.id for unit in list_units(ctx) if unit.short_name == mailbox.unit), None)
    if found is None:
        raise MailboxError(f'There is no unit with the short name "{mailbox.unit}".')
    return found


def refused_mails(ctx: Context) -> list[FetchedMail]:
    """Return the e-mails that lie in the mailbox still, because they could not be taken in, the newest first."""
    with tenant(ctx):
        rows = FetchedMail.objects.filter(municipality_id=ctx.municipality).exclude(refused="")
        return list(rows.order_by("-id")[:20])


def _take(ctx: Context, mailbox: Mailbox, opened: OpenMailbox, uid: int, unit: UUID) -> str:
    """Take one e-mail in, and note it in the same transaction; return why it was refused, or nothing."""
    refused, content = "", b""
    if opened.size(uid) > BYTES_MAX:
        refused = "too_large"
    else:
        content = opened.content(uid)
        if not content:
            return "gone"
    sha256 = hashlib.sha256(content).hexdigest() if content else ""
    with tenant(ctx):
        mine = FetchedMail.objects.filter(municipality_id=ctx.municipality, mailbox=mailbox.key)
        try:
            with transaction.atomic():
                # A mailbox that was rebuilt counts anew; the same bytes are the same e-mail.
                is_new = not (sha256 and mine.filter(sha256=sha256, refused="").exists())
                if not refused and is_new:
                    take_mail(ctx, unit=unit, name=f"{uid}.eml", content=content, bytes_only=True)
        except ProductError as error:
            refused = error.code
        try:
            with transaction.atomic():
                FetchedMail.objects.create(
                    municipality_id=ctx.municipality,
                    id=new_id(),
                    mailbox=mailbox.key,
                    validity=opened.validity,
                    uid=uid,
                    sha256=sha256,
                    refused=refused,
                    fetched_at=ctx.now(),
                )
        except IntegrityError:
            pass  # another worker was faster; take_mail saw that it was the same
    return refused
