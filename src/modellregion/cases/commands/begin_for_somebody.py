"""Begin an application for somebody else (Erfassung im Auftrag): on the phone, at the counter, from paper or an e-mail."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy

from modellregion.cases.commands.save_page import LIFETIME
from modellregion.cases.drafts import encode_draft
from modellregion.cases.errors import ServiceNotOfferedError
from modellregion.cases.models import Draft as DraftRow
from modellregion.cases.policy import Cases
from modellregion.forms.api import Draft
from modellregion.kernel.context import Context
from modellregion.kernel.errors import ProductError
from modellregion.kernel.ids import access_code_digest, new_access_code, new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import installed_services

OLDEST = timedelta(days=366)


class Channel(StrEnum):
    """How an application reached the office (Eingangskanal)."""

    PORTAL = "portal"
    PHONE = "phone"
    COUNTER = "counter"
    PAPER = "paper"
    EMAIL = "email"


CHANNEL_NAMES = {
    Channel.PORTAL: gettext_lazy("Online"),
    Channel.PHONE: gettext_lazy("Telefon"),
    Channel.COUNTER: gettext_lazy("Persönlich im Amt"),
    Channel.PAPER: gettext_lazy("Papier"),
    Channel.EMAIL: gettext_lazy("E-Mail"),
}
# What is filed is German, whatever the language of the page on which it was made.
CHANNEL_DE = {
    Channel.PHONE: "Telefon",
    Channel.COUNTER: "persönlich im Amt",
    Channel.PAPER: "Papier",
    Channel.EMAIL: "E-Mail",
}


class ReceivedImpossibleError(ProductError):
    """An application cannot have come in tomorrow, nor so long ago."""

    code = "received_impossible"
    user_message = gettext_lazy(
        "Der Tag des Eingangs muss in den letzten zwölf Monaten liegen und darf nicht in der Zukunft sein."
    )


def begin_for_somebody(ctx: Context, *, service: str, channel: Channel, received_at: datetime) -> str:
    """Begin a draft that is marked as typed by staff; return its code, with which assistant and status page work.

    The moment it was received is the one that counts: for the clock, the fee and the law that holds.

    :raises ServiceNotOfferedError: when the municipality does not offer the service.
    :raises ReceivedImpossibleError: when it lies ahead, or more than a year back.
    """
    ctx.authorise(Cases.WORK)
    offered = installed_services(ctx.municipality).get(service)
    if offered is None:
        raise ServiceNotOfferedError(service)
    if not ctx.now() - OLDEST <= received_at <= ctx.now() or channel is Channel.PORTAL:
        raise ReceivedImpossibleError(received_at.isoformat())
    code, row = new_access_code(), new_id()
    with tenant(ctx):
        DraftRow.objects.create(
            municipality_id=ctx.municipality,
            id=row,
            code_digest=access_code_digest(code),
            package=offered.package.id,
            package_hash=offered.package.hash,
            content=encode_draft(ctx, row, Draft()),
            language="de",
            created_at=ctx.now(),
            updated_at=ctx.now(),
            expires_at=ctx.now() + LIFETIME,
            channel=channel.value,
            received_at=received_at,
            entered_by=ctx.actor.name,
        )
    return code
