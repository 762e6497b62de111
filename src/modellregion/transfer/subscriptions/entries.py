"""What the subscribed catalogues offer, as they were at the last good pull."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.packages.api import PublicKey
from modellregion.transfer.models import Subscription
from modellregion.transfer.offers import Offering
from modellregion.transfer.subscriptions.news import CatalogueNews

STALE_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class SubscriptionEntry:
    """A subscribed catalogue: address, pinned key, last good pull, what went wrong since, a key nobody agreed to.

    ``news`` is what the last pull that brought anything changed. ``added_for`` is the body at whose desk somebody
    subscribed, None when the operator did.
    """

    address: str
    fingerprint: str
    entries: int
    pulled_at: datetime | None
    tried_at: datetime | None
    problem: str
    offered_fingerprint: str
    agreed_by: str = ""
    agreed_at: datetime | None = None
    added_for: UUID | None = None
    news: tuple[CatalogueNews, ...] = ()
    changed_at: datetime | None = None

    @property
    def is_stale(self) -> bool:
        """Whether the last good pull is too long ago to rely on."""
        return self.pulled_at is None or SYSTEM_CLOCK.now() - self.pulled_at > STALE_AFTER


def list_subscriptions() -> list[SubscriptionEntry]:
    """Return all subscribed catalogues, by address."""
    return [
        SubscriptionEntry(
            row.address,
            _fingerprint(row.key),
            len(row.index.get("entries", [])),
            row.pulled_at,
            row.tried_at,
            row.problem,
            _fingerprint(row.offered_key) if row.offered_key else "",
            row.agreed_by,
            row.agreed_at,
            row.added_for,
            tuple(CatalogueNews(**one) for one in row.news),
            row.changed_at,
        )
        for row in Subscription.objects.order_by("address")
    ]


def subscribed_offerings() -> list[Offering]:
    """Return what the subscribed catalogues offer; addresses and municipalities are the other installation's."""
    rows = Subscription.objects.exclude(pulled_at=None).order_by("address")
    return [
        msgspec.structs.replace(
            entry,
            origin=row.address,
            bundle=f"{row.address}/katalog/{entry.package}/paket.zip",
            dossier=f"{row.address}/katalog/{entry.package}/uebergabemappe.pdf",
            run_by=[msgspec.structs.replace(one, slug="") for one in entry.run_by],
        )
        for row in rows
        for entry in msgspec.convert(row.index.get("entries", []), list[Offering])
    ]


def _fingerprint(key: str) -> str:
    return PublicKey.from_text(key).fingerprint
