"""Sessions of staff: their limits, and the actor a session stands for."""

import hashlib
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from modellregion.kernel.clock import SYSTEM_CLOCK, Clock
from modellregion.kernel.context import Actor, ActorKind
from modellregion.region.models import StaffSession
from modellregion.region.roles import Role

# ASVS 5.0 V7.3: idle and absolute limits of a session.
IDLE_LIMIT = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=10)
_TOUCH_AFTER = timedelta(minutes=1)


class Means(StrEnum):
    """With what somebody came in."""

    PASSWORD = "password"  # noqa: S105 - a kind of login
    PASSKEY = "passkey"
    DIRECTORY = "directory"


_ACTOR_QUERY = """
SELECT s.id, s.last_seen_at, s.confirmed_at, m.first_password_until IS NOT NULL, m.id, m.name, m.put_away,
       coalesce(array_agg(DISTINCT a.role) FILTER (WHERE a.staff_id = m.id), '{}'),
       coalesce(array_agg(DISTINCT a.unit_id) FILTER (WHERE a.unit_id IS NOT NULL), '{}'),
       coalesce(array_agg(DISTINCT v.absent_staff_id) FILTER (WHERE v.absent_staff_id IS NOT NULL), '{}'),
       s.means = 'password' AND coalesce(bool_or(a.staff_id = m.id AND r.id IS NOT NULL), false)
FROM region_staff_session s
JOIN region_staff_member m ON (m.municipality_id, m.id) = (s.municipality_id, s.staff_id) AND m.is_active
LEFT JOIN region_substitution v
       ON v.municipality_id = s.municipality_id AND v.substitute_staff_id = m.id
      AND %(today)s BETWEEN v.starts_on AND v.ends_on
LEFT JOIN region_role_assignment a
       ON a.municipality_id = s.municipality_id AND a.staff_id IN (m.id, v.absent_staff_id)
LEFT JOIN region_passkey_rule r ON (r.municipality_id, r.role) = (a.municipality_id, a.role)
WHERE s.municipality_id = %(municipality)s AND s.token_digest = %(digest)s
  AND s.last_seen_at > %(idle)s AND s.created_at > %(absolute)s
GROUP BY s.id, s.last_seen_at, s.confirmed_at, m.first_password_until, m.id, m.name, m.put_away, s.means
"""


def find_actor(municipality: UUID, token: str, *, clock: Clock = SYSTEM_CLOCK) -> Actor | None:
    """Return who stands behind a session token, or None when it is unknown or over.

    Units include those of people whom the person substitutes today; roles are only the person's own. Must run inside
    a ``tenant`` block.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _ACTOR_QUERY,
            {
                "municipality": municipality,
                "digest": session_digest(token),
                "today": clock.today(),
                "idle": now - IDLE_LIMIT,
                "absolute": now - ABSOLUTE_LIMIT,
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    (
        session_id,
        last_seen_at,
        confirmed_at,
        is_first,
        staff_id,
        name,
        away,
        roles,
        units,
        absent,
        wants_key,
    ) = row
    if now - last_seen_at > _TOUCH_AFTER:
        StaffSession.objects.filter(municipality_id=municipality, id=session_id).update(last_seen_at=now)
    return Actor(
        kind=ActorKind.STAFF,
        id=staff_id,
        name=name,
        permissions=permissions_of([Role(role) for role in roles]),
        units=frozenset(units),
        stands_in_for=frozenset(absent),
        put_away=frozenset(away.split()),
        confirmed_at=confirmed_at,
        must_set_password=is_first,
        must_use_passkey=wants_key,
    )


def permissions_of(roles: list[Role]) -> frozenset[str]:
    """Return the union of what ``roles`` grant, as the golden permission matrix shows it."""
    granted: dict[Role, frozenset[str]] = import_string(settings.PERMISSIONS_OF_ROLE)
    return frozenset().union(*(granted[role] for role in roles))


def session_digest(token: str) -> bytes:
    """Return what the database keeps of a session's token."""
    return hashlib.sha256(token.encode()).digest()
