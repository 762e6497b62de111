"""Follow the catalogue of another installation from a desk: subscribe, pull now, end the subscription."""

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError
from modellregion.kernel.tenancy import tenant
from modellregion.transfer.asking import typed
from modellregion.transfer.models import Subscription
from modellregion.transfer.policy import Transfer
from modellregion.transfer.subscriptions.pulling import place_of, pull, subscribe, unsubscribe


def follow_catalogue(ctx: Context, *, address: str, fingerprint: str) -> int:
    """Subscribe to a catalogue whose key was compared, or agree to its new key; return how many services it offers.

    The subscription is the whole installation's; only who agreed may end it (and the operator).

    :raises RemoteError: when the address is none, or leads into the operator's own network.
    :raises UnknownCatalogueError: when the catalogue is signed with another key.
    :raises SubscriptionError: when there is no catalogue.
    :raises NotAllowedError: when somebody else subscribed to it.
    :raises NotConfirmedError: when the person has not just proved who they are.
    """
    ctx.authorise_confirmed(Transfer.TRUST)
    place = place_of(typed(address))
    _may_change(ctx, place)
    count = subscribe(
        address=place,
        trust=fingerprint,
        agreed_by=ctx.actor.name,
        added_for=ctx.municipality,
        is_checked=True,
    )
    _enter(ctx, "catalogue_followed", place)
    return count


def pull_catalogue(ctx: Context, *, address: str) -> int:
    """Pull a subscribed catalogue now; return how many services it offers.

    :raises RemoteError: when the address leads into the operator's own network by now.
    :raises UnknownCatalogueError: when it is signed with another key than the one agreed to.
    :raises SubscriptionError: when it cannot be had.
    """
    ctx.authorise(Transfer.ADOPT)
    return pull(address)


def stop_following(ctx: Context, *, address: str) -> None:
    """End a subscription; what was adopted from there lives on.

    :raises SubscriptionError: when there is none.
    :raises NotAllowedError: when somebody else subscribed to it.
    :raises NotConfirmedError: when the person has not just proved who they are.
    """
    ctx.authorise_confirmed(Transfer.TRUST)
    _may_change(ctx, place_of(address))
    unsubscribe(address)
    _enter(ctx, "catalogue_unfollowed", place_of(address))


def _may_change(ctx: Context, place: str) -> None:
    row = Subscription.objects.filter(address=place).first()
    if row is not None and row.added_for != ctx.municipality:
        raise NotAllowedError(f"{place} was subscribed to by somebody else")


def _enter(ctx: Context, action: str, place: str) -> None:
    with tenant(ctx):
        append(ctx, NewEntry(Subject("body", ctx.municipality), action, note=place))
