"""Agree to take packages of a publisher, after comparing the key; refuse whoever was not agreed to."""

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Bundle, ChangedPublisherError, UnknownPublisherError
from modellregion.transfer.models import TrustedPublisher
from modellregion.transfer.policy import Transfer


def check_publisher(ctx: Context, bundle: Bundle) -> None:
    """Let a verified bundle pass whose publisher this municipality knows by this very key.

    :raises UnknownPublisherError: when nobody has agreed to the publisher yet.
    :raises ChangedPublisherError: when the publisher is known by another key.
    """
    ctx.authorise(Transfer.ADOPT)
    with tenant(ctx):
        row = TrustedPublisher.objects.filter(
            municipality_id=ctx.municipality, publisher=bundle.publisher
        ).first()
    if row is None:
        raise UnknownPublisherError(bundle.publisher, bundle.key.fingerprint)
    if row.key != bundle.key.text:
        raise ChangedPublisherError(bundle.publisher, bundle.key.fingerprint)


def trust_publisher(ctx: Context, *, bundle: Bundle, fingerprint: str) -> None:
    """Pin the key of a bundle's publisher. ``fingerprint`` is what the person was told by the publisher.

    :raises UnknownPublisherError: when it is not the key's.
    """
    ctx.authorise(Transfer.TRUST)
    if fingerprint.strip().upper() != bundle.key.fingerprint:
        raise UnknownPublisherError(bundle.publisher, bundle.key.fingerprint)
    with tenant(ctx):
        values = {"key": bundle.key.text, "agreed_by": ctx.actor.name, "agreed_at": ctx.now()}
        append(ctx, NewEntry(Subject("body", ctx.municipality), "publisher_trusted", note=bundle.publisher))
        TrustedPublisher.objects.update_or_create(
            municipality_id=ctx.municipality,
            publisher=bundle.publisher,
            defaults=values,
            create_defaults={**values, "id": new_id()},
        )
