"""Sessions of citizens and businesses: their limits, and who stands behind one."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec
from django.conf import settings
from django.db.models import QuerySet

from modellregion.accounts.models import Account, AccountSession
from modellregion.accounts.profiles import PROFILES, Facts, Level, Profile
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import destroy
from modellregion.kernel.sealed_fields import opened, sealed_for

# ASVS 5.0 V7.3; the same as those of staff.
IDLE_LIMIT = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=10)
_TOUCH_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is logged in: by which account, how surely, and what it said of them. No ``account`` for a temporary login."""

    account: UUID | None
    profile: Profile
    level: Level
    facts: Facts

    @property
    def name(self) -> str:
        """Return what the holder is called."""
        if self.profile.is_business and "company_name" in self.facts:
            return self.facts["company_name"].text
        parts = (self.facts[key].text for key in ("first_names", "surname") if key in self.facts)
        return " ".join(parts) or self.profile.name


def find_holder(ctx: Context, token: str) -> Holder | None:
    """Return who stands behind a session, or None when it is unknown or over. Must run inside a ``tenant`` block."""
    now = ctx.now()
    row = AccountSession.objects.filter(
        municipality_id=ctx.municipality,
        token_digest=digest_of(token),
        last_seen_at__gt=now - IDLE_LIMIT,
        created_at__gt=now - ABSOLUTE_LIMIT,
    ).first()
    if row is None or row.profile not in PROFILES:
        return None
    if now - row.last_seen_at > _TOUCH_AFTER:
        AccountSession.objects.filter(municipality_id=ctx.municipality, id=row.id).update(last_seen_at=now)
    return Holder(row.account_id, PROFILES[row.profile], Level(row.level), open_facts(row))


def sealed_facts(row: Account | AccountSession, facts: Facts) -> bytes:
    """Return facts as a row keeps them."""
    return sealed_for(row, "facts", msgspec.json.encode(facts))


def open_facts(row: Account | AccountSession) -> Facts:
    """Return the facts of a row."""
    return msgspec.json.decode(opened(row, "facts"), type=Facts)


def end_sessions(ctx: Context, sessions: "QuerySet[AccountSession]") -> None:
    """Delete sessions, and with them what opens what they said. Must run inside a ``tenant`` block."""
    ids = list(sessions.values_list("id", flat=True))
    if ids:
        AccountSession.objects.filter(municipality_id=ctx.municipality, id__in=ids).delete()
        destroy(ctx.municipality, ids)


def digest_of(secret: str) -> bytes:
    """Return what the database keeps of a secret that a browser holds."""
    return hashlib.sha256(b"modellregion account\0" + secret.encode()).digest()


def session_cookie(slug: str) -> str:
    """Return the name of the session's cookie; each municipality has its own, so that one login does not end another."""
    return f"__Host-konto-{slug}" if settings.CSRF_COOKIE_SECURE else f"konto-{slug}"


def login_cookie(slug: str) -> str:
    """Return the name of the cookie by which a browser proves that it began a login."""
    return f"{session_cookie(slug)}-anmeldung"
