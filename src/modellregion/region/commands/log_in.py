"""Open and close a session of staff with a local account."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Q

from modellregion.kernel.callers import Address, is_unlimited, network_of
from modellregion.kernel.clock import SYSTEM_CLOCK, Clock
from modellregion.kernel.errors import ProductError
from modellregion.kernel.ids import new_id
from modellregion.kernel.limits import Bucket, Limit, give_back, take
from modellregion.kernel.security_log import Event, told
from modellregion.kernel.tenancy import tenant
from modellregion.region.errors import FirstPasswordOverError, LoginRefusedError
from modellregion.region.models import StaffMember, StaffSession
from modellregion.region.passkeys.errors import PasskeyNeededError
from modellregion.region.passkeys.rule import must_use_passkey
from modellregion.region.passwords import PASSWORD_LENGTH_MAX
from modellregion.region.sessions import ABSOLUTE_LIMIT, IDLE_LIMIT, Means, session_digest

# Only what goes wrong counts in the end. From one address ten wrong passwords for a name, then one every five minutes;
# from all addresses together sixty, so that a stranger cannot keep somebody out by guessing.
NAME_FROM_HERE = Limit("login-name-from-here", 10, 300)
NAME = Limit("login-name", 60, 600)
ADDRESS = Limit("login-address", 60, 10)
BODY = Limit("login-body", 600, 1)


@dataclass(frozen=True, slots=True)
class Caller:
    """From where somebody logs in: the address, browser and system in words, the session this browser had before."""

    address: Address | None = None
    device: str = ""
    earlier_token: str = ""


NOBODY = Caller()


def open_session(
    municipality: UUID, *, login: str, password: str, caller: Caller = NOBODY, clock: Clock = SYSTEM_CLOCK
) -> str:
    """Check name and password and open a session; return its token for the cookie. The browser's earlier one ends.

    Names that nobody has count and cost as much time as others, so that they cannot be told apart.

    :raises LoginRefusedError: when they do not fit.
    :raises FirstPasswordOverError: when they do, but the password was given out too long ago.
    :raises PasskeyNeededError: when they do, but the person's role wants the passkey that they have.
    :raises TooManyError: after too many wrong ones.
    """
    now, name = clock.now(), login.strip().casefold()
    buckets = _buckets(municipality, name, caller.address)
    take(buckets, clock=clock)
    failure: ProductError | None = None
    token = ""
    with tenant(municipality):
        member = StaffMember.objects.filter(municipality_id=municipality, login=name).first()
        is_right = _is_right(member, password)
        if member is None or not is_right or not member.is_active:
            failure = LoginRefusedError("unknown, inactive or wrong")
        elif member.first_password_until is not None and member.first_password_until < now:
            failure = FirstPasswordOverError(str(member.id))
        elif must_use_passkey(municipality, member.id):
            failure = PasskeyNeededError(str(member.id))
        else:
            token = new_session(municipality, member.id, now, caller)
    staff = member.id if member else None
    if failure is not None:
        told(Event.LOGIN_FAILED, staff=staff, municipality_id=municipality, reason=failure.code)
        raise failure
    give_back(buckets)
    told(Event.LOGIN_OK, staff=staff, municipality_id=municipality)
    return token


def _buckets(municipality: UUID, name: str, address: Address | None) -> list[Bucket]:
    here = network_of(address) if address is not None else ""
    return [
        NAME_FROM_HERE.of(municipality, name, here),
        NAME.of(municipality, name),
        *buckets_around(municipality, address),
    ]


def buckets_around(municipality: UUID, address: Address | None) -> list[Bucket]:
    """Return what is counted of every login here, whoever it is for."""
    found = [BODY.of(municipality)]
    if address is not None and not is_unlimited(address):
        found.append(ADDRESS.of(network_of(address)))
    return found


def _is_right(member: StaffMember | None, password: str) -> bool:
    if len(password) > PASSWORD_LENGTH_MAX:
        return False
    if member is None:
        make_password(password)  # as long as a real check, so that names cannot be probed
        return False
    return check_password(password, member.password)


def new_session(
    municipality: UUID,
    staff: UUID,
    now: datetime,
    caller: Caller = NOBODY,
    means: Means = Means.PASSWORD,
) -> str:
    """Open a session for somebody who has just proved who they are; return its token. Inside a ``tenant`` block."""
    token = secrets.token_urlsafe(32)
    over = Q(created_at__lt=now - ABSOLUTE_LIMIT) | Q(last_seen_at__lt=now - IDLE_LIMIT)
    if caller.earlier_token:
        over |= Q(token_digest=session_digest(caller.earlier_token))
    StaffSession.objects.filter(over, municipality_id=municipality).delete()
    StaffSession.objects.create(
        municipality_id=municipality,
        id=new_id(),
        token_digest=session_digest(token),
        staff_id=staff,
        created_at=now,
        last_seen_at=now,
        confirmed_at=now,
        device=caller.device,
        means=means,
    )
    return token


def close_session(municipality: UUID, token: str) -> None:
    """End one session."""
    with tenant(municipality):
        StaffSession.objects.filter(municipality_id=municipality, token_digest=session_digest(token)).delete()
    told(Event.LOGGED_OUT, municipality_id=municipality)
