"""Withdrawn versions (Rückrufe): what their publishers say about them, and whom here it concerns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from django.utils.translation import gettext

from modellregion.forms.api import show_date
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import installed_services
from modellregion.region.api import list_bodies
from modellregion.transfer.models import Adoption, Withdrawal


class WithdrawalNotice(msgspec.Struct, frozen=True, kw_only=True):
    """The notice: which version, why, by which law of which date, from when, and what to take instead."""

    hash: str
    package: str
    version: str
    publisher: str
    reason: str
    law: str
    law_date: date
    effective_from: date
    successor: str = ""
    made_at: datetime

    def sentence(self, language: str) -> str:
        """Return the notice as people read it."""
        words = gettext(
            "{publisher} hat Version {version} zurückgezogen, gültig ab {day}: {reason} Grund ist {law} vom {law_day}."
        ).format(
            publisher=self.publisher,
            version=self.version,
            day=show_date(self.effective_from, language),
            reason=self.reason,
            law=self.law,
            law_day=show_date(self.law_date, language),
        )
        if not self.successor:
            return words
        return (
            words + " " + gettext("Nehmen Sie stattdessen Version {version}.").format(version=self.successor)
        )


@dataclass(frozen=True, slots=True)
class Concern:
    """A municipality here that runs a withdrawn version."""

    municipality: str
    slug: str
    title: str
    notice: WithdrawalNotice


def withdrawal_of(version: str) -> WithdrawalNotice | None:
    """Return the notice about a version, by the hash of its files."""
    row = Withdrawal.objects.filter(hash=version).first()
    return _notice(row) if row is not None else None


def withdrawals(*, own_only: bool = False) -> list[WithdrawalNotice]:
    """Return all notices, the newest first; with ``own_only`` those made in this installation."""
    rows = Withdrawal.objects.order_by("-made_at")
    return [_notice(row) for row in (rows.filter(origin="") if own_only else rows)]


def notices_for(ctx: Context) -> dict[str, WithdrawalNotice]:
    """Return the notices about what a municipality runs, by package. The caller authorises."""
    known = {notice.hash: notice for notice in withdrawals()}
    if not known:
        return {}
    # A service that the operator installed from a folder has no row: its version is the upstream's.
    upstream = {name: service.package.hash for name, service in installed_services(ctx.municipality).items()}
    with tenant(ctx):
        rows = Adoption.objects.filter(municipality_id=ctx.municipality)
        upstream |= {
            name: version
            for name, version in rows.values_list("package", "upstream_hash")
            if name in upstream
        }
    return {name: known[version] for name, version in upstream.items() if version in known}


def concerns() -> list[Concern]:
    """Return every municipality of this installation that runs a withdrawn version."""
    found = []
    for body in list_bodies():
        if body.kind.has_portal:
            services = installed_services(body.id)
            for name, notice in notices_for(system_context(body.id)).items():
                found.append(Concern(body.name, body.slug, services[name].package.title("de"), notice))
    return found


def take_over(notices: Iterable[WithdrawalNotice], *, origin: str) -> None:
    """Keep the notices of a subscribed catalogue; one that was made here, or told by another, stays as it is."""
    for notice in notices:
        values = msgspec.structs.asdict(notice) | {"origin": origin}
        row, is_new = Withdrawal.objects.get_or_create(hash=notice.hash, defaults=values)
        if not is_new and row.origin == origin:
            Withdrawal.objects.filter(hash=notice.hash).update(**values)


def _notice(row: Withdrawal) -> WithdrawalNotice:
    return WithdrawalNotice(**{name: getattr(row, name) for name in WithdrawalNotice.__struct_fields__})
