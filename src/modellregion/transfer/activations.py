"""Versions going live: planned for a day, active, past; one active at a time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from modellregion.journal.api import NewEntry, Subject, statement_parts
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.statements import run_parts
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import install_package, package_by_hash
from modellregion.transfer.adoptions import (
    ADOPT,
    DROP_CHANGES,
    OwnedChange,
    Running,
    adoption_values,
    keep_changes,
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


def bring_live(ctx: Context, running: Running, new: NewActivation, *, starts_on: date) -> None:
    """Let a version go live, at once or on a later day; an earlier plan is cancelled, running cases stay with theirs.

    Must run inside a ``tenant`` block.
    """
    is_due = starts_on <= ctx.today()
    row = Activation(
        municipality_id=ctx.municipality,
        id=new_id(),
        package=running.package,
        version=new.version,
        upstream_hash=new.upstream_hash,
        version_hash=new.version_hash,
        overlay=[owned_to_json(owned) for owned in new.overlay],
        starts_on=starts_on,
        state=ActivationState.ACTIVE if is_due else ActivationState.PLANNED,
        report=list(new.report),
        made_by=ctx.actor.name,
        made_at=ctx.now(),
        activated_at=ctx.now() if is_due else None,
    )
    planned = _entry_of(row, "version_planned")
    if is_due:
        _go_live(ctx, running, row, new.overlay, [planned, _entry_of(row, "version_activated")], is_new=True)
    else:
        parts, values = statement_parts(ctx, [planned])
        run_parts([("cancelled", _CANCEL), ("made", _MAKE), *parts], {**values, **_values_of(row)})


def _go_live(
    ctx: Context,
    running: Running,
    row: Activation,
    overlay: Sequence[OwnedChange],
    entries: Sequence[NewEntry],
    *,
    is_new: bool = False,
) -> None:
    """Write with one statement all that changes when a version goes live, then the overlay, and offer the service."""
    parts, values = statement_parts(ctx, entries)
    first = [("ended", _END), ("made", _MAKE)] if is_new else [("ended", _END_ACTIVE), ("begun", _BEGIN)]
    values |= _values_of(row) | adoption_values(ctx, running, upstream_hash=row.upstream_hash)
    run_parts([*first, ("adopted", ADOPT), ("dropped", DROP_CHANGES), *parts], values)
    keep_changes(ctx, row.package, overlay)
    install_package(ctx, package=package_by_hash(row.version_hash), unit=running.unit)


def _entry_of(row: Activation, action: str) -> NewEntry:
    return NewEntry(Subject("activation", row.id), action, note=f"{row.package} {row.version}")


_MINE = "municipality_id = %(municipality)s AND package = %(package)s"
_END = f"""
    UPDATE transfer_activation SET state = CASE state WHEN 'planned' THEN 'cancelled' ELSE 'past' END
    WHERE {_MINE} AND state IN ('planned', 'active')
"""  # noqa: S608 - made of constants
_CANCEL = f"UPDATE transfer_activation SET state = 'cancelled' WHERE {_MINE} AND state = 'planned'"  # noqa: S608
_END_ACTIVE = f"UPDATE transfer_activation SET state = 'past' WHERE {_MINE} AND state = 'active'"  # noqa: S608
_BEGIN = """
    UPDATE transfer_activation SET state = 'active', activated_at = %(activated_at)s
    WHERE municipality_id = %(municipality)s AND id = %(activation)s
"""
_MAKE = """
    INSERT INTO transfer_activation (municipality_id, id, package, version, upstream_hash, version_hash, overlay,
        starts_on, state, report, made_by, made_at, activated_at)
    VALUES (%(municipality)s, %(activation)s, %(package)s, %(version)s, %(upstream_hash)s, %(version_hash)s,
        %(overlay)s::jsonb, %(starts_on)s, %(state)s, %(report)s::jsonb, %(made_by)s, %(made_at)s, %(activated_at)s)
"""


def _values_of(row: Activation) -> dict[str, Any]:
    return {
        "municipality": row.municipality_id,
        "activation": row.id,
        "package": row.package,
        "version": row.version,
        "upstream_hash": row.upstream_hash,
        "version_hash": row.version_hash,
        "overlay": json.dumps(row.overlay),
        "starts_on": row.starts_on,
        "state": str(row.state),
        "report": json.dumps(row.report),
        "made_by": row.made_by,
        "made_at": row.made_at,
        "activated_at": row.activated_at,
    }


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
            running = running_package(ctx, row.package)
            row.activated_at = ctx.now()
            _go_live(ctx, running, row, overlay_of(row), [_entry_of(row, "version_activated")])
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
