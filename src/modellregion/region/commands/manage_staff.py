"""What the administration does with the access of others: a new first password, lock, unlock, end all sessions, passkeys."""

from uuid import UUID

from django.contrib.auth.hashers import make_password

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.security_log import Event, told
from modellregion.kernel.tenancy import tenant
from modellregion.region.errors import OwnAccessError
from modellregion.region.models import StaffMember, StaffSession
from modellregion.region.passkeys.models import Passkey
from modellregion.region.passwords import FIRST_PASSWORD_LASTS, new_first_password
from modellregion.region.policy import Region


def give_first_password(ctx: Context, *, staff: UUID) -> str:
    """Replace somebody's password by a first one and end their sessions; return it. It is told once and kept nowhere.

    :raises NotConfirmedError: when the acting person has not just proved who they are.
    """
    password = new_first_password()
    with tenant(ctx):
        member = _somebody_else(ctx, staff)
        _update(
            member, password=make_password(password), first_password_until=ctx.now() + FIRST_PASSWORD_LASTS
        )
        _end_sessions(member)
        append(ctx, NewEntry(Subject("staff", staff), "first_password_given"))
    return password


def lock_access(ctx: Context, *, staff: UUID) -> None:
    """Let somebody log in no more, as when they leave; what they did stays theirs."""
    with tenant(ctx):
        member = _somebody_else(ctx, staff)
        _update(member, is_active=False)
        _end_sessions(member)
        append(ctx, NewEntry(Subject("staff", staff), "access_locked"))


def unlock_access(ctx: Context, *, staff: UUID) -> None:
    """Let somebody log in again, with the password they had."""
    with tenant(ctx):
        _update(_somebody_else(ctx, staff), is_active=True)
        append(ctx, NewEntry(Subject("staff", staff), "access_unlocked"))


def end_sessions_of(ctx: Context, *, staff: UUID) -> None:
    """End all sessions of somebody, as when a device is lost."""
    with tenant(ctx):
        _end_sessions(_somebody_else(ctx, staff))
        append(ctx, NewEntry(Subject("staff", staff), "sessions_ended"))


def remove_passkeys(ctx: Context, *, staff: UUID) -> None:
    """Forget all passkeys of somebody and end their sessions, as when a device is lost; they add others after a password."""
    with tenant(ctx):
        member = _somebody_else(ctx, staff)
        Passkey.objects.filter(municipality_id=ctx.municipality, staff_id=staff).delete()
        _end_sessions(member)
        append(ctx, NewEntry(Subject("staff", staff), "passkeys_removed"))
    told(Event.PASSKEY_REMOVED, staff=staff, reason="by_administration")


def _somebody_else(ctx: Context, staff: UUID) -> StaffMember:
    ctx.authorise(Region.MANAGE_STAFF)
    ctx.ask_confirmed()
    if staff == ctx.actor.id:
        raise OwnAccessError(str(staff))  # nobody can lock themselves out
    member = StaffMember.objects.filter(municipality_id=ctx.municipality, id=staff).first()
    if member is None:
        raise NotFoundError(f"staff {staff}")
    return member


def _update(member: StaffMember, **values: object) -> None:
    StaffMember.objects.filter(municipality_id=member.municipality_id, id=member.id).update(**values)


def _end_sessions(member: StaffMember) -> None:
    StaffSession.objects.filter(municipality_id=member.municipality_id, staff_id=member.id).delete()
    told(Event.SESSION_ENDED, staff=member.id, reason="ended_by_administration")
