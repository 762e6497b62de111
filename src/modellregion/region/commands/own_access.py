"""What somebody of the staff does with their own access: prove who they are, change the password, end sessions."""

from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.limits import Limit, give_back, take
from modellregion.kernel.security_log import Event, told
from modellregion.kernel.tenancy import tenant
from modellregion.region.commands.log_in import Caller, new_session
from modellregion.region.errors import PasswordTooWeakError, WrongPasswordError
from modellregion.region.models import StaffMember, StaffSession
from modellregion.region.passkeys.errors import PasskeyNeededError
from modellregion.region.passkeys.rule import must_use_passkey
from modellregion.region.passwords import PASSWORD_LENGTH_MAX, check_new_password
from modellregion.region.sessions import Means, session_digest

CONFIRMING = Limit("confirming", 5, 120)


def confirm(ctx: Context, *, token: str, password: str) -> None:
    """Note in the session of ``token`` that the person has just given their password.

    :raises WrongPasswordError: when it is not theirs.
    :raises PasskeyNeededError: when it is, but their role wants the passkey that they have.
    :raises TooManyError: after too many wrong ones.
    """
    _check(ctx, password)
    with tenant(ctx):
        if must_use_passkey(ctx.municipality, ctx.person()):
            raise PasskeyNeededError(str(ctx.person()))
        mine = StaffSession.objects.filter(
            municipality_id=ctx.municipality, staff_id=ctx.person(), token_digest=session_digest(token)
        )
        mine.update(confirmed_at=ctx.now())
    told(Event.CONFIRMED, staff=ctx.person())


def change_password(ctx: Context, *, current: str, new: str, body: str, caller: Caller) -> str:
    """Set another password; all sessions of the person end, and the token of a new one is returned.

    :param body: what the body is called; that word is too easy to guess.
    :raises WrongPasswordError: when ``current`` is not the person's.
    :raises PasswordTooWeakError: when ``new`` is too easy to guess, or the same.
    :raises TooManyError: after too many wrong ones.
    """
    member = _check(ctx, current)
    if new == current:
        raise PasswordTooWeakError(
            user_message=gettext("Das ist Ihr bisheriges Passwort. Bitte nehmen Sie ein anderes.")
        )
    check_new_password(new, known=[member.login, member.name, body])
    with tenant(ctx):
        StaffMember.objects.filter(municipality_id=ctx.municipality, id=member.id).update(
            password=make_password(new), first_password_until=None
        )
        theirs = StaffSession.objects.filter(municipality_id=ctx.municipality, staff_id=member.id)
        here = theirs.filter(token_digest=session_digest(caller.earlier_token)).first()
        means = Means(here.means) if here else Means.PASSWORD
        theirs.delete()
        token = new_session(ctx.municipality, member.id, ctx.now(), caller, means)
        append(ctx, NewEntry(Subject("staff", member.id), "password_changed"))
    told(Event.SESSION_ENDED, staff=member.id, reason="password_changed")
    return token


def end_session(ctx: Context, *, session: UUID) -> None:
    """End one of the person's own sessions; one that is over already is no fault.

    :raises NotConfirmedError: when the person has not just proved who they are (ASVS 5.0 V7.5.2).
    """
    ctx.ask_confirmed()
    with tenant(ctx):
        StaffSession.objects.filter(
            municipality_id=ctx.municipality, staff_id=ctx.person(), id=session
        ).delete()
    told(Event.SESSION_ENDED, staff=ctx.person(), reason="ended_by_person")


def end_other_sessions(ctx: Context, *, token: str) -> None:
    """End all of the person's own sessions but that of ``token``.

    :raises NotConfirmedError: as for one.
    """
    ctx.ask_confirmed()
    with tenant(ctx):
        mine = StaffSession.objects.filter(municipality_id=ctx.municipality, staff_id=ctx.person())
        mine.exclude(token_digest=session_digest(token)).delete()
    told(Event.SESSION_ENDED, staff=ctx.person(), reason="ended_by_person")


def _check(ctx: Context, password: str) -> StaffMember:
    bucket = CONFIRMING.of(ctx.municipality, ctx.person())
    take([bucket], clock=ctx.clock)
    with tenant(ctx):
        member = StaffMember.objects.get(municipality_id=ctx.municipality, id=ctx.person())
    if len(password) > PASSWORD_LENGTH_MAX or not check_password(password, member.password):
        told(Event.CONFIRMING_FAILED, staff=member.id)
        raise WrongPasswordError(str(member.id))
    give_back([bucket])
    return member
