"""Subscribe to another installation's catalogue, pull it, end the subscription. The operator's business."""

import re
import urllib.error
import urllib.request
from typing import Any

import msgspec
from django.db import transaction

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.packages.api import CatalogueFacts
from modellregion.transfer.errors import SubscriptionError, UnknownCatalogueError
from modellregion.transfer.models import Subscription, Withdrawal
from modellregion.transfer.offers import Offering
from modellregion.transfer.subscriptions.signing import SignedIndex, verify_index
from modellregion.transfer.withdrawals import WithdrawalNotice, take_over

BYTES_MAX = 8 * 1024 * 1024
ENTRIES_MAX = 5000
SECONDS_MAX = 20
_ID = re.compile(r"[a-z][a-z0-9_-]{1,60}")
_HASH = re.compile(r"[0-9a-f]{64}")
PATH = "/katalog/index.signed.json"


class PulledIndex(msgspec.Struct, frozen=True, kw_only=True):
    """The part of an index that a subscriber keeps."""

    format: str
    entries: list[Offering]
    withdrawals: list[WithdrawalNotice] = []


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing: who is asked answers."""


_OPENER = urllib.request.build_opener(_StayHere)


def subscribe(*, address: str, trust: str) -> int:
    """Subscribe to a catalogue, or agree to its new key; return how many services it offers.

    ``trust`` is the fingerprint of the catalogue's key, as its operator said it.

    :raises UnknownCatalogueError: when the key is another one.
    :raises SubscriptionError: when there is no catalogue.
    """
    place = _place(address)
    signed, key = verify_index(_fetch(place))
    if trust.strip().upper() != key.fingerprint:
        raise UnknownCatalogueError(place, key.fingerprint)
    values = {"key": key.text, "agreed_at": SYSTEM_CLOCK.now(), "offered_key": "", "problem": ""}
    with transaction.atomic():
        Subscription.objects.update_or_create(address=place, defaults=values)
        return _keep(place, signed)


def pull(address: str) -> int:
    """Pull a subscribed catalogue; return how many services it offers. What was known stays when it fails.

    :raises UnknownCatalogueError: when it is signed with another key than the one agreed to.
    :raises SubscriptionError: when it cannot be had, or nobody subscribed to it.
    """
    place = _place(address)
    row = Subscription.objects.filter(address=place).first()
    if row is None:
        raise SubscriptionError(f"There is no subscription to {place}.")
    try:
        return _pull(row)
    except SubscriptionError as error:
        Subscription.objects.filter(address=place).update(problem=str(error), tried_at=SYSTEM_CLOCK.now())
        raise


def _pull(row: Subscription) -> int:
    signed, key = verify_index(_fetch(row.address))
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
        except SubscriptionError as error:
            problems[address] = str(error)
    return problems


def unsubscribe(address: str) -> None:
    """End a subscription; what was adopted from there lives on, and so do its withdrawal notices.

    :raises SubscriptionError: when there is none.
    """
    deleted, _rows = Subscription.objects.filter(address=_place(address)).delete()
    if not deleted:
        raise SubscriptionError(f"There is no subscription to {_place(address)}.")


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
    Subscription.objects.filter(address=place).update(
        index=plain, made_at=signed.made_at, pulled_at=now, tried_at=now, problem="", offered_key=""
    )
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


def _place(address: str) -> str:
    if not address.startswith(("http://", "https://")):
        raise SubscriptionError("The address of an installation begins with https://.")
    return address.rstrip("/").removesuffix("/katalog").removesuffix(PATH)


def _fetch(place: str) -> bytes:
    request = urllib.request.Request(place + PATH, headers={"Accept": "application/json"})  # noqa: S310 - http(s) only
    try:
        with _OPENER.open(request, timeout=SECONDS_MAX) as answer:
            content: bytes = answer.read(BYTES_MAX + 1)
    except urllib.error.HTTPError as error:
        raise SubscriptionError(f"{place} answered with {error.code}.") from error
    except (OSError, ValueError) as error:
        raise SubscriptionError(f"{place} cannot be reached: {error}") from error
    if len(content) > BYTES_MAX:
        raise SubscriptionError("A catalogue has at most 8 MB.")
    return content
