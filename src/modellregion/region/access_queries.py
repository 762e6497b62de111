"""Read models of logins: where somebody is logged in, and who may log in at all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.region.devices import show_device
from modellregion.region.models import StaffSession
from modellregion.region.policy import Region
from modellregion.region.roles import ROLE_NAMES, Role
from modellregion.region.sessions import ABSOLUTE_LIMIT, IDLE_LIMIT, session_digest


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A session of the person who asks."""

    id: UUID
    device: str
    since: datetime
    last_seen_at: datetime
    is_here: bool


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody of the staff as the administration sees them."""

    id: UUID
    name: str
    login: str
    roles: tuple[str, ...]
    is_active: bool
    first_password_until: datetime | None
    last_seen_at: datetime | None
    """Of a session that lasts; when somebody came in general is nobody's business."""
    passkeys: int


def own_sessions(ctx: Context, *, token: str) -> list[SessionEntry]:
    """Return the sessions of the acting person that last, the one of ``token`` first, then the newest."""
    now, here = ctx.now(), session_digest(token)
    with tenant(ctx):
        rows = list(
            StaffSession.objects.filter(
                municipality_id=ctx.municipality,
                staff_id=ctx.person(),
                last_seen_at__gt=now - IDLE_LIMIT,
                created_at__gt=now - ABSOLUTE_LIMIT,
            ).order_by("-created_at")
        )
    entries = [
        SessionEntry(
            row.id,
            show_device(row.device),
            row.created_at,
            row.last_seen_at,
            bytes(row.token_digest) == here,
        )
        for row in rows
    ]
    return sorted(entries, key=lambda entry: not entry.is_here)


def list_access(ctx: Context, *, wanted: str = "") -> list[Access]:
    """Return all people with an account, locked ones last, by name; ``wanted`` is a part of name or login."""
    ctx.authorise(Region.MANAGE_STAFF)
    query = """
        SELECT m.id, m.name, m.login, coalesce(array_agg(DISTINCT a.role || ' ' || u.name) FILTER (WHERE u.id IS NOT NULL), '{}'),
               m.is_active, m.first_password_until, max(s.last_seen_at),
               (SELECT count(*) FROM region_passkey k WHERE k.municipality_id = %(municipality)s AND k.staff_id = m.id)
        FROM region_staff_member m
        LEFT JOIN region_role_assignment a ON (a.municipality_id, a.staff_id) = (m.municipality_id, m.id)
        LEFT JOIN region_unit u ON (u.municipality_id, u.id) = (a.municipality_id, a.unit_id)
        LEFT JOIN region_staff_session s ON (s.municipality_id, s.staff_id) = (m.municipality_id, m.id)
              AND s.last_seen_at > %(idle)s AND s.created_at > %(absolute)s
        WHERE m.municipality_id = %(municipality)s
          AND (strpos(lower(m.name), %(wanted)s) > 0 OR strpos(m.login, %(wanted)s) > 0)
        GROUP BY m.id, m.name, m.login, m.is_active, m.first_password_until ORDER BY m.is_active DESC, m.name
    """
    values: dict[str, Any] = {
        "municipality": ctx.municipality,
        "wanted": wanted.strip().casefold(),
        "idle": ctx.now() - IDLE_LIMIT,
        "absolute": ctx.now() - ABSOLUTE_LIMIT,
    }
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(query, values)
        return [Access(row[0], row[1], row[2], _roles(row[3]), *row[4:]) for row in cursor.fetchall()]


def _roles(held: list[str]) -> tuple[str, ...]:
    parts = (entry.partition(" ") for entry in held)
    return tuple(f"{ROLE_NAMES[Role(role)]}, {unit}" for role, _, unit in parts)
