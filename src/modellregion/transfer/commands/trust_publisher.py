"""Agree to take packages of a publisher, after comparing the key; refuse whoever was not agreed to."""

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Bundle, ChangedPublisherError, UnknownPublisherError
from modellregion.region.api import list_bodies
from modellregion.transfer.models import SigningKey, TrustedPublisher
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
    :raises NotConfirmedError: when the person has not just proved who they are.
    """
    ctx.authorise_confirmed(Transfer.TRUST)
    if fingerprint.strip().upper() != bundle.key.fingerprint:
        raise UnknownPublisherError(bundle.publisher, bundle.key.fingerprint)
    _pin(ctx, bundle)


def is_neighbour(bundle: Bundle) -> bool:
    """Tell whether this very installation keeps the key: then it vouches for the publisher itself.

    Must run outside of a ``tenant`` block, because it looks at the publisher's own key.
    """
    for body in list_bodies():
        if body.name == bundle.publisher:
            with tenant(body.id):
                mine = SigningKey.objects.filter(municipality_id=body.id, retired_at=None)
                if mine.filter(public=bundle.key.text).exists():
                    return True
    return False


def trust_neighbour(ctx: Context, *, bundle: Bundle) -> None:
    """Agree to a publisher of this installation: no key has to be compared, so whoever adopts may do it.

    :raises UnknownPublisherError: when the key is not that of a municipality here.
    """
    ctx.authorise(Transfer.ADOPT)
    if not is_neighbour(bundle):
        raise UnknownPublisherError(bundle.publisher, bundle.key.fingerprint)
    _pin(ctx, bundle)


def _pin(ctx: Context, bundle: Bundle) -> None:
    with tenant(ctx):
        values = {"key": bundle.key.text, "agreed_by": ctx.actor.name, "agreed_at": ctx.now()}
        append(ctx, NewEntry(Subject("body", ctx.municipality), "publisher_trusted", note=bundle.publisher))
        TrustedPublisher.objects.update_or_create(
            municipality_id=ctx.municipality,
            publisher=bundle.publisher,
            defaults=values,
            create_defaults={**values, "id": new_id()},
        )
