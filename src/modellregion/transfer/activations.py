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
from modellregion.packages.api import install_package, package_by_hash
from modellregion.transfer.adoptions import (
    OwnedChange,
    Running,
    keep_adoption,
    keep_overlay,
    owned_from_json,
    owned_to_json,
    running_package,
)
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
    overlay: Sequence[OwnedChange]

    @property
    def changes(self) -> int:
        """How many changes of the municipality's own it has."""
        return len(self.overlay)


@dataclass(frozen=True, slots=True)
class NewActivation:
    """What is to go live: the publisher's version, the effective one, and the overlay between them with its reasons."""

    version: str
    upstream_hash: str
    version_hash: str
    overlay: Sequence[OwnedChange] = ()
    report: Sequence[str] = ()


def plan_activation(ctx: Context, package: str, new: NewActivation, *, starts_on: date) -> Activation:
    """Plan a version for a day; an earlier plan is cancelled. Return the row. Must run inside a ``tenant`` block."""
    mine = {"municipality_id": ctx.municipality, "package": package}
    Activation.objects.filter(**mine, state=ActivationState.PLANNED).update(state=ActivationState.CANCELLED)
    row = Activation.objects.create(
        **mine,
        id=new_id(),
        version=new.version,
        upstream_hash=new.upstream_hash,
        version_hash=new.version_hash,
        overlay=[owned_to_json(owned) for owned in new.overlay],
        starts_on=starts_on,
        state=ActivationState.PLANNED,
        report=list(new.report),
        made_by=ctx.actor.name,
        made_at=ctx.now(),
    )
    append(ctx, NewEntry(Subject("activation", row.id), "version_planned", note=f"{package} {new.version}"))
    return row


def activate(ctx: Context, running: Running, row: Activation) -> None:
    """Let a planned version go live. Must run inside a ``tenant`` block; running cases stay with their version."""
    mine = {"municipality_id": ctx.municipality, "package": row.package}
    Activation.objects.filter(**mine, state=ActivationState.ACTIVE).update(state=ActivationState.PAST)
    Activation.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
        state=ActivationState.ACTIVE, activated_at=ctx.now()
    )
    keep_adoption(ctx, running, upstream_hash=row.upstream_hash)
    keep_overlay(ctx, row.package, overlay_of(row))
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
            activate(ctx, running_package(ctx, row.package), row)
    return [row.package for row in due]


def list_activations(ctx: Context, package: str) -> list[ActivationEntry]:
    """Return the versions of a package that were, are or will be live here, newest first. The caller authorises."""
    with tenant(ctx):
        rows = Activation.objects.filter(municipality_id=ctx.municipality, package=package).order_by("-id")
        return [_entry(row) for row in rows]


def overlay_of(row: Activation) -> tuple[OwnedChange, ...]:
    """Return the overlay of an activation; where an earlier release kept no reasons, whoever planned it is the author."""
    plain = {"reason": "", "author": row.made_by, "author_id": None, "made_at": row.made_at.isoformat()}
    return tuple(owned_from_json({**plain, **entry}) for entry in row.overlay)


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
        overlay=overlay_of(row),
    )
