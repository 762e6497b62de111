"""Versions going live: planned for a day, active, past; one active at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    Change,
    change_from_json,
    change_to_json,
    install_package,
    package_by_hash,
)
from modellregion.transfer.adoptions import Running, keep_adoption, keep_overlay, running_package
from modellregion.transfer.models import Activation


class ActivationState(StrEnum):
    """State of an activation (Inbetriebnahme)."""

    PLANNED = "planned"
    ACTIVE = "active"
    PAST = "past"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ActivationEntry:
    """An activation in lists."""

    id: UUID
    version: str
    version_hash: str
    upstream_hash: str
    starts_on: date
    state: ActivationState
    made_by: str
    made_at: datetime
    activated_at: datetime | None
    report: Sequence[str]
    changes: int


@dataclass(frozen=True, slots=True)
class NewActivation:
    """What is to go live: the publisher's version, the effective one, and the overlay between them."""

    version: str
    upstream_hash: str
    version_hash: str
    overlay: tuple[Change, ...]
    report: Sequence[str] = ()


def plan_activation(ctx: Context, package: str, new: NewActivation, *, starts_on: date) -> UUID:
    """Plan a version for a day; an earlier plan is cancelled. Must run inside a ``tenant`` block."""
    mine = {"municipality_id": ctx.municipality, "package": package}
    Activation.objects.filter(**mine, state=ActivationState.PLANNED).update(state=ActivationState.CANCELLED)
    identifier = new_id()
    Activation.objects.create(
        **mine,
        id=identifier,
        version=new.version,
        upstream_hash=new.upstream_hash,
        version_hash=new.version_hash,
        overlay=[change_to_json(change) for change in new.overlay],
        starts_on=starts_on,
        state=ActivationState.PLANNED,
        report=list(new.report),
        made_by=ctx.actor.name,
        made_at=ctx.now(),
    )
    append(
        ctx, NewEntry(Subject("activation", identifier), "version_planned", note=f"{package} {new.version}")
    )
    return identifier


def activate(ctx: Context, running: Running, row: Activation, *, reason: str) -> None:
    """Let a planned version go live. Must run inside a ``tenant`` block; running cases stay with their version."""
    mine = {"municipality_id": ctx.municipality, "package": row.package}
    Activation.objects.filter(**mine, state=ActivationState.ACTIVE).update(state=ActivationState.PAST)
    Activation.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
        state=ActivationState.ACTIVE, activated_at=ctx.now()
    )
    keep_adoption(ctx, running, upstream_hash=row.upstream_hash)
    keep_overlay(ctx, running, [change_from_json(entry) for entry in row.overlay], reason=reason)
    append(
        ctx, NewEntry(Subject("activation", row.id), "version_activated", note=f"{row.package} {row.version}")
    )
    install_package(ctx, package=package_by_hash(row.version_hash), unit=running.unit)


def activate_due(ctx: Context) -> list[str]:
    """Let all planned versions go live whose day has come; return their packages."""
    with tenant(ctx):
        due = list(
            Activation.objects.select_for_update()
            .filter(
                municipality_id=ctx.municipality, state=ActivationState.PLANNED, starts_on__lte=ctx.today()
            )
            .order_by("id")
        )
        for row in due:
            activate(ctx, running_package(ctx, row.package), row, reason="")
    return [row.package for row in due]


def list_activations(ctx: Context, package: str) -> list[ActivationEntry]:
    """Return the versions of a package that were, are or will be live here, newest first. The caller authorises."""
    with tenant(ctx):
        rows = Activation.objects.filter(municipality_id=ctx.municipality, package=package).order_by("-id")
        return [_entry(row) for row in rows]


def _entry(row: Activation) -> ActivationEntry:
    return ActivationEntry(
        id=row.id,
        version=row.version,
        version_hash=row.version_hash,
        upstream_hash=row.upstream_hash,
        starts_on=row.starts_on,
        state=ActivationState(row.state),
        made_by=row.made_by,
        made_at=row.made_at,
        activated_at=row.activated_at,
        report=row.report,
        changes=len(row.overlay),
    )
