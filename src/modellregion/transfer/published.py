"""What a municipality has published of a package, and what of it was withdrawn."""

from dataclasses import dataclass
from datetime import datetime

from modellregion.kernel.context import Context
from modellregion.region.api import get_body
from modellregion.transfer.models import Bundle
from modellregion.transfer.policy import Transfer
from modellregion.transfer.withdrawals import withdrawals


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version with the hash of its files, when it was published, and what the municipality says about a withdrawal."""

    version: str
    sha256: str
    published_at: datetime
    withdrawal: str


def published_versions(ctx: Context, package: str) -> list[PublishedVersion]:
    """Return what the municipality has published of a package, the newest first."""
    ctx.authorise(Transfer.SEE)
    body = get_body(ctx.municipality)
    rows = Bundle.objects.filter(package=package, publisher=body.name if body else "").order_by("-stored_at")
    notices = {notice.hash: notice.sentence(ctx.language) for notice in withdrawals(own_only=True)}
    return [
        PublishedVersion(version, sha256, at, notices.get(sha256, ""))
        for version, sha256, at in rows.values_list("version", "hash", "stored_at")
    ]
