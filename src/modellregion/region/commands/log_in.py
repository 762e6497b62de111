"""Open and close a session of staff with a local account."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from modellregion.kernel.clock import SYSTEM_CLOCK, Clock
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.region.errors import LoginPausedError, LoginRefusedError
from modellregion.region.models import StaffMember, StaffSession
from modellregion.region.sessions import ABSOLUTE_LIMIT, session_digest

_FREE_FAILURES = 5
_PAUSE = timedelta(minutes=1)
_PAUSE_MAX = timedelta(minutes=30)


def open_session(municipality: UUID, *, login: str, password: str, clock: Clock = SYSTEM_CLOCK) -> str:
    """Check name and password and open a session; return its token for the cookie.

    :raises LoginRefusedError: when they do not fit.
    :raises LoginPausedError: after five wrong passwords in a row, for one minute, doubling up to thirty.
    """
    now = clock.now()
    failure: Exception | None = None
    token = ""
    with tenant(municipality):
        member = StaffMember.objects.filter(
            municipality_id=municipality, login=login.strip().casefold()
        ).first()
        if member is None or not member.is_active:
            make_password(password)  # as long as a real check, so that names cannot be probed
            failure = LoginRefusedError("unknown or inactive")
        elif member.locked_until is not None and member.locked_until > now:
            failure = LoginPausedError(member.login)
        elif not check_password(password, member.password):
            failure = LoginRefusedError("wrong password")
            _count_failure(member, now)
        else:
            StaffMember.objects.filter(municipality_id=municipality, id=member.id).update(
                failed_logins=0, locked_until=None
            )
            token = new_session(municipality, member.id, now)
    if failure is not None:
        raise failure  # outside the transaction: the count of failures stays
    return token


def _count_failure(member: StaffMember, now: datetime) -> None:
    failures = member.failed_logins + 1
    locked_until = None
    if failures >= _FREE_FAILURES:
        locked_until = now + min(_PAUSE * 2 ** (failures - _FREE_FAILURES), _PAUSE_MAX)
    StaffMember.objects.filter(municipality_id=member.municipality_id, id=member.id).update(
        failed_logins=failures, locked_until=locked_until
    )


def new_session(municipality: UUID, staff: UUID, now: datetime) -> str:
    """Open a session of somebody who has shown who they are; return its token. Must run inside a ``tenant`` block."""
    token = secrets.token_urlsafe(32)
    StaffSession.objects.filter(municipality_id=municipality, created_at__lt=now - ABSOLUTE_LIMIT).delete()
    StaffSession.objects.create(
        municipality_id=municipality,
        id=new_id(),
        token_digest=session_digest(token),
        staff_id=staff,
        created_at=now,
        last_seen_at=now,
    )
    return token


def close_session(municipality: UUID, token: str) -> None:
    """End one session."""
    with tenant(municipality):
        StaffSession.objects.filter(municipality_id=municipality, token_digest=session_digest(token)).delete()
