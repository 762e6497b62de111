"""The hint by e-mail that something waits in somebody's account (Hinweis). It says nothing of what, and of whom."""

from uuid import UUID

from django.conf import settings

from modellregion.accounts.api import confirmed_email
from modellregion.cases.models import Held
from modellregion.kernel.context import Context
from modellregion.kernel.jobs import defer
from modellregion.kernel.logs import log
from modellregion.kernel.mail import MailError, can_send, send_mail
from modellregion.kernel.tenancy import tenant
from modellregion.kernel.ui.environment import url
from modellregion.region.api import get_body


def hint_accounts(ctx: Context, code_digest: bytes) -> None:
    """Have a hint sent to every account that holds this case. Must run inside the transaction of what it hints at."""
    if not can_send():
        return
    held = Held.objects.filter(municipality_id=ctx.municipality, code_digest=code_digest)
    for account in held.exclude(account_id=None).values_list("account_id", flat=True):
        hint_account(ctx, account)


def hint_account(ctx: Context, account: UUID | None) -> None:
    """Have a hint sent to one account."""
    if account is not None and can_send():
        defer("cases.hint_account", ctx.municipality, account=str(account))


def send_account_hint(ctx: Context, account: UUID) -> None:
    """Send it, outside of any transaction, if the account has an e-mail address that was confirmed.

    :raises MailError: when it did not go and is to be tried again; an address that takes no mail is left alone.
    """
    with tenant(ctx):
        address = confirmed_email(ctx, account)
    if not address:
        return
    subject, text = _words(ctx)
    try:
        send_mail(ctx, to=address, subject=subject, text=text)
    except MailError as error:
        if not error.is_final:
            raise
        log.warning("hint not sent", account=str(account))


def _words(ctx: Context) -> tuple[str, str]:
    """Return subject and text in both languages, because an e-mail cannot be switched over."""
    body = get_body(ctx.municipality)
    name = body.name if body else ""
    page = settings.PUBLIC_URL + (url("account", slug=body.slug) if body else "")
    return (
        f"{name}: Etwas Neues in Ihrem Konto",
        (
            f"Guten Tag,\n\nin Ihrem Konto bei {name} ist etwas Neues für Sie.\n\n"
            f"So sehen Sie es: Öffnen Sie {page} und melden Sie sich an.\n\n"
            "Diese E-Mail wurde automatisch gesendet. Bitte antworten Sie nicht darauf.\n\n"
            "---\n\n"
            f"There is something new in your account with {name}. Open {page} and log in.\n"
        ),
    )
