"""Former accounts (Servicekonto.NRW, shut down in July 2024): what they held, taken over by whoever gets mail at their address."""

import csv
import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from modellregion.accounts.errors import FormerAccountUnknownError, FormerFileError
from modellregion.accounts.keys import hide_code, show_code
from modellregion.accounts.models import FormerHolding
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import destroy
from modellregion.kernel.ids import access_code_digest, new_access_code, new_id, normalise_access_code
from modellregion.kernel.jobs import defer
from modellregion.kernel.mail import MailError, send_mail
from modellregion.kernel.sealed_fields import opened, sealed_for
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import get_body

LIFETIME = timedelta(minutes=30)
_COLUMNS = ["email", "code"]


def import_former(ctx: Context, path: Path) -> int:
    """Keep what former accounts held: a CSV file of their confirmed e-mail address and the code of an application each.

    Importing it twice adds nothing. Neither address nor code is readable in the database.

    :raises FormerFileError: when a line is none; then nothing is kept.
    """
    added = 0
    with tenant(ctx):
        for email, code in _lines(path):
            digest = email_digest(ctx, email)
            mine = FormerHolding.objects.filter(municipality_id=ctx.municipality, email_digest=digest)
            if mine.filter(code_digest=access_code_digest(code)).exists():
                continue
            identifier = new_id()
            FormerHolding.objects.create(
                municipality_id=ctx.municipality,
                id=identifier,
                email_digest=digest,
                code_digest=access_code_digest(code),
                code=hide_code(ctx, identifier, code),
                imported_at=ctx.now(),
            )
            added += 1
        told = {"count": added}
        append(ctx, NewEntry(Subject("account_former", ctx.municipality), "former_accounts_kept", data=told))
    return added


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FormerFileError(f"{path} cannot be read: {error}") from error
    if not rows or rows[0] != _COLUMNS:
        raise FormerFileError(f"{path}: the first line has to be {';'.join(_COLUMNS)}")
    for number, row in enumerate(rows[1:], 2):
        code = normalise_access_code(row[1]) if len(row) == len(_COLUMNS) else None
        if code is None or "@" not in row[0]:
            raise FormerFileError(f"{path}:{number}: an e-mail address and a code of 16 signs are expected")
        yield row[0], code


def has_former(ctx: Context) -> bool:
    """Tell whether there is anything to take over here. Must run inside a ``tenant`` block."""
    return FormerHolding.objects.filter(municipality_id=ctx.municipality).exists()


def ask_for_former(ctx: Context, *, account: UUID, email: str) -> None:
    """Have a code sent to an address, if a former account had it; nobody learns here whether one did."""
    with tenant(ctx):
        found = FormerHolding.objects.filter(
            municipality_id=ctx.municipality, email_digest=email_digest(ctx, email)
        )
        for row in found.select_for_update():
            address = sealed_for(row, "address", email.strip()[:200].encode())
            found.filter(id=row.id).update(
                asked_by=account, confirm_digest=None, confirm_until=None, address=address
            )
        for row in found[:1]:
            defer("accounts.confirm_former", ctx.municipality, holding=str(row.id))


def send_confirmation(ctx: Context, holding: UUID) -> None:
    """Send the code that proves the address; each time it is sent it is a new one, and only the last one counts.

    :raises MailError: when it did not go and is to be tried again.
    """
    code = new_access_code()
    with tenant(ctx):
        row = FormerHolding.objects.filter(municipality_id=ctx.municipality, id=holding).first()
        if row is None or row.address is None:
            return
        to = opened(row, "address").decode()
        same = FormerHolding.objects.filter(
            municipality_id=ctx.municipality, email_digest=bytes(row.email_digest)
        )
        same.update(confirm_digest=access_code_digest(code), confirm_until=ctx.now() + LIFETIME)
    body = get_body(ctx.municipality)
    name = body.name if body else ""
    text = (
        f"Guten Tag,\n\njemand möchte Anträge aus einem früheren Servicekonto.NRW bei {name} in ein neues Konto übernehmen. "
        f"Waren Sie das? Dann geben Sie dort diesen Code ein: {code}\n\nEr gilt 30 Minuten. Wenn Sie es nicht waren, müssen Sie "
        "nichts tun.\n\n---\n\n"
        f"Somebody wants to take over applications from a former Servicekonto.NRW account with {name}. If it was you, enter "
        f"this code there: {code}. It works for 30 minutes. If it was not you, do nothing.\n"
    )
    try:
        send_mail(ctx, to=to, subject=f"{name}: Code zur Übernahme", text=text)
    except MailError as error:
        if not error.is_final:
            raise


def take_former(ctx: Context, *, account: UUID, code: str) -> list[str]:
    """Return the codes that a former account held, to whoever asked with this account and got the mail; once.

    :raises FormerAccountUnknownError: when the code is another's, too old, or none.
    """
    with tenant(ctx):
        rows = FormerHolding.objects.select_for_update().filter(
            municipality_id=ctx.municipality,
            asked_by=account,
            confirm_digest=access_code_digest(code),
            confirm_until__gt=ctx.now(),
        )
        codes = [show_code(ctx, row.id, row.code) for row in rows]
        if not codes:
            raise FormerAccountUnknownError("unknown code")
        ids = [row.id for row in rows]
        rows.delete()
        destroy(ctx.municipality, ids)
        told = {"count": len(codes)}
        entry = NewEntry(Subject("account", account), "former_account_taken", data=told, is_public=True)
        append(ctx, entry)
    return codes


def email_digest(ctx: Context, email: str) -> bytes:
    """Return what is kept of an address: enough to find it again, not to read it."""
    text = f"former account\0{ctx.municipality}\0{email.strip().casefold()}"
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256)
