"""Log in with a passkey, and prove with one who one is."""

from modellregion.kernel.context import Context
from modellregion.kernel.limits import give_back, take
from modellregion.kernel.security_log import Event, told
from modellregion.kernel.tenancy import tenant
from modellregion.region.commands.log_in import Caller, buckets_around, new_session
from modellregion.region.commands.own_access import CONFIRMING
from modellregion.region.models import StaffMember, StaffSession
from modellregion.region.passkeys.ceremony import Proof, Purpose, check_one, refused
from modellregion.region.passkeys.errors import PasskeyRefusedError
from modellregion.region.passkeys.models import Passkey
from modellregion.region.sessions import Means, session_digest


def enter_with_passkey(ctx: Context, *, answer: str, caller: Caller) -> str:
    """Judge a passkey's answer at the login and open a session; return its token.

    :param ctx: of nobody: who it is, the passkey says.
    :raises PasskeyRefusedError: when the answer proves nothing, or its person may not come in.
    :raises TooManyError: after too many wrong ones.
    """
    buckets = buckets_around(ctx.municipality, caller.address)
    take(buckets, clock=ctx.clock)
    try:
        proof = check_one(ctx, answer, Purpose.LOG_IN)
        staff = proof.passkey.staff_id
        _count_up(ctx, proof)
        with tenant(ctx):
            member = StaffMember.objects.filter(
                municipality_id=ctx.municipality, id=staff, is_active=True
            ).first()
            if member is None:
                raise refused("inactive")
            token = new_session(ctx.municipality, staff, ctx.now(), caller, Means.PASSKEY)
    except PasskeyRefusedError as error:
        told(Event.LOGIN_FAILED, by="passkey", municipality_id=ctx.municipality, reason=error.code)
        raise
    give_back(buckets)
    told(Event.LOGIN_OK, staff=staff, municipality_id=ctx.municipality, by="passkey")
    return token


def confirm_with_passkey(ctx: Context, *, token: str, answer: str) -> None:
    """Note in the session of ``token`` that the person has just proved with a passkey who they are.

    :raises PasskeyRefusedError: when the answer proves nothing.
    :raises TooManyError: after too many wrong ones.
    """
    bucket = CONFIRMING.of(ctx.municipality, ctx.person())
    take([bucket], clock=ctx.clock)
    try:
        _count_up(ctx, check_one(ctx, answer, Purpose.CONFIRM))
    except PasskeyRefusedError:
        told(Event.CONFIRMING_FAILED, staff=ctx.person(), by="passkey")
        raise
    give_back([bucket])
    with tenant(ctx):
        mine = StaffSession.objects.filter(
            municipality_id=ctx.municipality, staff_id=ctx.person(), token_digest=session_digest(token)
        )
        mine.update(confirmed_at=ctx.now(), means=Means.PASSKEY)
    told(Event.CONFIRMED, staff=ctx.person(), by="passkey")


def _count_up(ctx: Context, proof: Proof) -> None:
    """Remember the use. The counter only rises, even when two answers come at once."""
    used = 0
    if not proof.is_suspect:
        with tenant(ctx):
            rows = Passkey.objects.filter(
                municipality_id=ctx.municipality, id=proof.passkey.id, sign_count=proof.passkey.sign_count
            )
            used = rows.update(sign_count=proof.sign_count, last_used_at=ctx.now())
    if not used:
        told(
            Event.PASSKEY_SUSPECT,
            staff=proof.passkey.staff_id,
            municipality_id=ctx.municipality,
            passkey=proof.passkey.id,
            counted=proof.sign_count,
            known=proof.passkey.sign_count,
        )
        raise refused("its counter did not rise: it may have been copied")
