"""Subscribe to another installation's catalogue, pull it, end the subscription: by the operator, or at a desk."""

import re
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.packages.api import CatalogueFacts
from modellregion.transfer.asking import AskingError, RemoteError, ask
from modellregion.transfer.errors import SubscriptionError, UnknownCatalogueError
from modellregion.transfer.models import Subscription, Withdrawal
from modellregion.transfer.offers import Offering
from modellregion.transfer.subscriptions.news import catalogue_news
from modellregion.transfer.subscriptions.signing import SignedIndex, verify_index
from modellregion.transfer.withdrawals import WithdrawalNotice, take_over

ENTRIES_MAX = 5000
_ID = re.compile(r"[a-z][a-z0-9_-]{1,60}")
_HASH = re.compile(r"[0-9a-f]{64}")
PATH = "/katalog/index.signed.json"


class PulledIndex(msgspec.Struct, frozen=True, kw_only=True):
    """The part of an index that a subscriber keeps."""

    format: str
    entries: list[Offering]
    withdrawals: list[WithdrawalNotice] = []


def subscribe(
    *, address: str, trust: str, agreed_by: str = "", added_for: UUID | None = None, is_checked: bool = False
) -> int:
    """Subscribe to a catalogue, or agree to its new key; return how many services it offers.

    ``trust`` is the fingerprint of the catalogue's key, as its operator said it. ``is_checked``: somebody typed the
    address at a desk, that of the body ``added_for``, so only public addresses are asked, now and at every pull.

    :raises RemoteError: when a checked address leads into the operator's own network.
    :raises UnknownCatalogueError: when the key is another one.
    :raises SubscriptionError: when there is no catalogue.
    """
    place = place_of(address)
    signed, key = verify_index(_fetch(place, is_checked=is_checked))
    if trust.strip().upper() != key.fingerprint:
        raise UnknownCatalogueError(place, key.fingerprint)
    values = {
        "key": key.text,
        "agreed_at": SYSTEM_CLOCK.now(),
        "agreed_by": agreed_by,
        "offered_key": "",
        "problem": "",
    }
    first = {**values, "added_for": added_for, "is_checked": is_checked}
    with transaction.atomic():
        Subscription.objects.update_or_create(address=place, defaults=values, create_defaults=first)
        return _keep(place, signed)


def pull(address: str) -> int:
    """Pull a subscribed catalogue; return how many services it offers. What was known stays when it fails.

    :raises UnknownCatalogueError: when it is signed with another key than the one agreed to.
    :raises SubscriptionError: when it cannot be had, or nobody subscribed to it.
    """
    place = place_of(address)
    row = Subscription.objects.filter(address=place).first()
    if row is None:
        raise SubscriptionError(f"There is no subscription to {place}.")
    try:
        return _pull(row)
    except (SubscriptionError, RemoteError) as error:
        Subscription.objects.filter(address=place).update(problem=str(error), tried_at=SYSTEM_CLOCK.now())
        raise


def _pull(row: Subscription) -> int:
    signed, key = verify_index(_fetch(row.address, is_checked=row.is_checked))
    if key.text != row.key:
        Subscription.objects.filter(address=row.address).update(offered_key=key.text)
        raise UnknownCatalogueError(row.address, key.fingerprint, has_changed=True)
    if row.made_at is not None and signed.made_at < row.made_at:
        raise SubscriptionError(f"{row.address} sent a catalogue that is older than the one known here.")
    with transaction.atomic():
        return _keep(row.address, signed)


def pull_all() -> dict[str, str]:
    """Pull every subscribed catalogue; return what went wrong, by address."""
    problems = {}
    for address in Subscription.objects.order_by("address").values_list("address", flat=True):
        try:
            pull(address)
        except (SubscriptionError, RemoteError) as error:
            problems[address] = str(error)
    return problems


def unsubscribe(address: str) -> None:
    """End a subscription; what was adopted from there lives on, and so do its withdrawal notices.

    :raises SubscriptionError: when there is none.
    """
    deleted, _rows = Subscription.objects.filter(address=place_of(address)).delete()
    if not deleted:
        raise SubscriptionError(f"There is no subscription to {place_of(address)}.")


def _keep(place: str, signed: SignedIndex) -> int:
    try:
        index = msgspec.json.decode(signed.index, type=PulledIndex)
    except msgspec.DecodeError as error:
        raise SubscriptionError(f"The catalogue of {place} cannot be read: {error}.") from error
    if len(index.entries) > ENTRIES_MAX or len(index.withdrawals) > ENTRIES_MAX:
        raise SubscriptionError(f"A catalogue has at most {ENTRIES_MAX} entries.")
    if not all(_ID.fullmatch(entry.package) and _HASH.fullmatch(entry.sha256) for entry in index.entries):
        raise SubscriptionError(f"The catalogue of {place} has an entry without a proper name or hash.")
    index = msgspec.structs.replace(index, entries=[_harmless(entry) for entry in index.entries])
    plain: dict[str, Any] = msgspec.to_builtins(index)
    now = SYSTEM_CLOCK.now()
    row = Subscription.objects.get(address=place)
    if row.pulled_at is not None and (news := catalogue_news(row.index, plain)):
        row.news, row.changed_at = news, now
    row.index, row.made_at, row.pulled_at, row.tried_at = plain, signed.made_at, now, now
    row.problem = row.offered_key = ""
    row.save()
    Withdrawal.objects.filter(origin=place).exclude(hash__in=[one.hash for one in index.withdrawals]).delete()
    take_over(index.withdrawals, origin=place)
    return len(index.entries)


def _harmless(entry: Offering) -> Offering:
    """Return an entry whose facts are what the catalogue knows; what is written otherwise is left out."""
    try:
        facts = msgspec.to_builtins(msgspec.convert(entry.facts, CatalogueFacts))
    except msgspec.ValidationError:
        facts = {}
    return msgspec.structs.replace(entry, facts=facts, origin="")


def place_of(address: str) -> str:
    """Return the address of an installation, however somebody wrote that of its catalogue."""
    if not address.startswith(("http://", "https://")):
        raise SubscriptionError("The address of an installation begins with https://.")
    return address.rstrip("/").removesuffix("/katalog").removesuffix(PATH)


def _fetch(place: str, *, is_checked: bool) -> bytes:
    try:
        return ask(place + PATH, is_checked=is_checked, headers={"Accept": "application/json"}).content
    except AskingError as error:
        raise SubscriptionError(str(error)) from error
