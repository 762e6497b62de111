"""What a municipality runs, and its overlay, as rows."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.statements import run
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
from modellregion.transfer.models import Adoption
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
    mine = {"municipality": ctx.municipality, "package": package}
    with tenant(ctx):
        service = installed_version(ctx.municipality, package)
        if service is None:
            raise NotAdoptedError(package)
        row, changes, scenarios = run(_RUNNING, mine)[0]
    adoption = json.loads(row) if row else {}
    return Running(
        package=package,
        unit=service.unit,
        # A service that the operator installed from a folder has no row: its version is the upstream's.
        upstream_hash=adoption.get("upstream_hash") or service.version_hash,
        version_hash=service.version_hash,
        version=service.version,
        publisher=adoption["publisher"] if adoption else package_by_hash(service.version_hash).publisher,
        key=adoption.get("key", ""),
        origin=adoption.get("origin", ""),
        slots=adoption.get("slots", {}),
        overlay=tuple(owned_from_json(change) for change in json.loads(changes)),
        scenarios=tuple(
            NamedScenario(one["name"], msgspec.toml.decode(one["content"], type=ScenarioFile))
            for one in json.loads(scenarios)
        ),
    )


_RUNNING = """
    SELECT (SELECT to_jsonb(a) FROM transfer_adoption a
            WHERE a.municipality_id = %(municipality)s AND a.package = %(package)s),
        (SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY c.id), '[]') FROM transfer_own_change c
            WHERE c.municipality_id = %(municipality)s AND c.package = %(package)s),
        (SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s.name), '[]') FROM transfer_own_scenario s
            WHERE s.municipality_id = %(municipality)s AND s.package = %(package)s)
"""

ADOPT = """
    INSERT INTO transfer_adoption (municipality_id, id, package, upstream_hash, publisher, key, origin, slots, adopted_at)
    VALUES (%(municipality)s, %(adoption)s, %(package)s, %(upstream_hash)s, %(publisher)s, %(key)s, %(origin)s,
        %(slots)s::jsonb, %(adopted_at)s)
    ON CONFLICT (municipality_id, package) DO UPDATE SET upstream_hash = excluded.upstream_hash,
        publisher = excluded.publisher, key = excluded.key, origin = excluded.origin, slots = excluded.slots
"""
"""Notes by which version of the publisher the municipality goes; part of a statement that has ``adoption_values``."""

DROP_CHANGES = """
    DELETE FROM transfer_own_change WHERE municipality_id = %(municipality)s AND package = %(package)s
"""
"""Takes the overlay away that there was, so that ``keep_changes`` can keep another one."""


def adoption_values(ctx: Context, running: Running, *, upstream_hash: str) -> dict[str, Any]:
    """Return the values of ``ADOPT``."""
    return {
        "municipality": ctx.municipality,
        "adoption": new_id(),
        "package": running.package,
        "upstream_hash": upstream_hash,
        "publisher": running.publisher,
        "key": running.key,
        "origin": running.origin,
        "slots": json.dumps(dict(running.slots)),
        "adopted_at": ctx.now(),
    }


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


def keep_changes(ctx: Context, package: str, overlay: Iterable[OwnedChange]) -> None:
    """Keep the overlay, when none is kept. Must run inside a ``tenant`` block."""
    rows = [{"id": str(new_id()), **owned_to_json(owned)} for owned in overlay]
    if rows:
        run(_KEEP, {"municipality": ctx.municipality, "package": package, "rows": json.dumps(rows)})


_KEEP = """
    INSERT INTO transfer_own_change
        (municipality_id, package, id, path, before, after, behind, reason, author_id, author, made_at)
    SELECT %(municipality)s, %(package)s, own.*
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS own (id uuid, path jsonb, before jsonb, after jsonb, behind text,
        reason text, author_id uuid, author text, made_at timestamptz)
"""


def adopted_on(ctx: Context, package: str) -> date | None:
    """Return the day on which a municipality adopted a package, when it is known."""
    with tenant(ctx):
        row = Adoption.objects.filter(municipality_id=ctx.municipality, package=package).first()
    return row.adopted_at.date() if row else None
