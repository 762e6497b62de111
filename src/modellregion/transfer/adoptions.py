"""What a municipality runs, and its overlay, as rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    Change,
    PackageFiles,
    Path,
    ScenarioFile,
    change_from_json,
    change_to_json,
    files_by_hash,
    installed_version,
    package_by_hash,
)
from modellregion.transfer.errors import NotAdoptedError
from modellregion.transfer.models import Adoption, OwnChange, OwnScenario
from modellregion.transfer.scenarios.reading import NamedScenario


@dataclass(frozen=True, slots=True)
class OwnedChange:
    """A change of the overlay with its reason, author and date."""

    change: Change
    reason: str
    author: str
    author_id: UUID | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Running:
    """What a municipality runs: the upstream version it goes by, the effective one, its unit, its overlay."""

    package: str
    unit: UUID
    upstream_hash: str
    version_hash: str
    version: str
    publisher: str
    key: str
    origin: str
    slots: Mapping[str, str]
    overlay: tuple[OwnedChange, ...]
    scenarios: tuple[NamedScenario, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The overlay without its history."""
        return tuple(owned.change for owned in self.overlay)

    def upstream(self) -> PackageFiles:
        """Return the files of the version that was adopted."""
        return files_by_hash(self.upstream_hash)

    def effective(self) -> PackageFiles:
        """Return the files of the version that runs, with the overlay."""
        return files_by_hash(self.version_hash)


def running_package(ctx: Context, package: str) -> Running:
    """Return how a municipality runs a package.

    :raises NotAdoptedError: when it does not.
    """
    mine = {"municipality_id": ctx.municipality, "package": package}
    with tenant(ctx):
        service = installed_version(ctx.municipality, package)
        if service is None:
            raise NotAdoptedError(package)
        row = Adoption.objects.filter(**mine).first()
        changes = list(OwnChange.objects.filter(**mine).order_by("id"))
        scenarios = list(OwnScenario.objects.filter(**mine).order_by("name"))
    return Running(
        package=package,
        unit=service.unit,
        # A service that the operator installed from a folder has no row: its version is the upstream's.
        upstream_hash=row.upstream_hash if row else service.version_hash,
        version_hash=service.version_hash,
        version=service.version,
        publisher=row.publisher if row else package_by_hash(service.version_hash).publisher,
        key=row.key if row else "",
        origin=row.origin if row else "",
        slots=row.slots if row else {},
        overlay=tuple(
            OwnedChange(
                change_from_json(vars(change)), change.reason, change.author, change.author_id, change.made_at
            )
            for change in changes
        ),
        scenarios=tuple(
            NamedScenario(one.name, msgspec.toml.decode(one.content, type=ScenarioFile)) for one in scenarios
        ),
    )


def keep_adoption(ctx: Context, running: Running, *, upstream_hash: str) -> None:
    """Note by which version of the publisher the municipality goes. Must run inside a ``tenant`` block."""
    row = Adoption(
        municipality_id=ctx.municipality,
        id=new_id(),
        package=running.package,
        upstream_hash=upstream_hash,
        publisher=running.publisher,
        key=running.key,
        origin=running.origin,
        slots=dict(running.slots),
        adopted_at=ctx.now(),
    )
    Adoption.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["municipality_id", "package"],
        update_fields=["upstream_hash", "publisher", "key", "origin", "slots"],
    )


def owned_overlay(
    ctx: Context,
    known: Iterable[OwnedChange],
    overlay: Iterable[Change],
    *,
    reason: str,
    reasons: Mapping[Path, str] | None = None,
) -> list[OwnedChange]:
    """Return changes with reason, author and date; one that says the same as in ``known`` keeps those it has.

    ``reasons`` says it by path; where it says nothing, ``reason`` holds.
    """
    before = {owned.change.path: owned for owned in known}
    owned_changes = []
    for change in overlay:
        kept = before.get(change.path)
        said = (reasons or {}).get(change.path, "")
        if kept is not None and kept.change.after == change.after and not said:
            owned = replace(kept, change=change)
        else:
            owned = OwnedChange(change, said or reason, ctx.actor.name, ctx.actor.id, ctx.now())
        owned_changes.append(owned)
    return owned_changes


def owned_to_json(owned: OwnedChange) -> dict[str, Any]:
    """Return a change with its reason, author and date as JSON."""
    return {
        **change_to_json(owned.change),
        "reason": owned.reason,
        "author": owned.author,
        "author_id": str(owned.author_id) if owned.author_id else None,
        "made_at": owned.made_at.isoformat(),
    }


def owned_from_json(entry: Mapping[str, Any]) -> OwnedChange:
    """Return the change of its JSON."""
    return OwnedChange(
        change=change_from_json(entry),
        reason=entry["reason"],
        author=entry["author"],
        author_id=UUID(entry["author_id"]) if entry["author_id"] else None,
        made_at=datetime.fromisoformat(entry["made_at"]),
    )


def keep_overlay(ctx: Context, package: str, overlay: Iterable[OwnedChange]) -> None:
    """Replace the overlay. Must run inside a ``tenant`` block."""
    OwnChange.objects.filter(municipality_id=ctx.municipality, package=package).delete()
    OwnChange.objects.bulk_create(
        OwnChange(
            municipality_id=ctx.municipality,
            id=new_id(),
            package=package,
            reason=owned.reason,
            author=owned.author,
            author_id=owned.author_id,
            made_at=owned.made_at,
            **change_to_json(owned.change),
        )
        for owned in overlay
    )


def adopted_on(ctx: Context, package: str) -> date | None:
    """Return the day on which a municipality adopted a package, when it is known."""
    with tenant(ctx):
        row = Adoption.objects.filter(municipality_id=ctx.municipality, package=package).first()
    return row.adopted_at.date() if row else None
