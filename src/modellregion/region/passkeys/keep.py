"""Somebody's own passkeys: add, see, remove."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.security_log import Event, told
from modellregion.kernel.tenancy import tenant
from modellregion.region.models import RoleAssignment, StaffSession
from modellregion.region.passkeys.ceremony import check_new, refused
from modellregion.region.passkeys.errors import (
    LastPasskeyError,
    PasskeyNameMissingError,
    PasskeyNeededError,
    TooManyPasskeysError,
)
from modellregion.region.passkeys.models import Passkey, PasskeyRule
from modellregion.region.sessions import Means, session_digest

PASSKEYS_MAX = 10
"""Of one person."""
NAME_LENGTH_MAX = 60


@dataclass(frozen=True, slots=True)
class PasskeyEntry:
    """A passkey as its owner sees it."""

    id: UUID
    name: str
    since: datetime
    last_used_at: datetime | None


def own_passkeys(ctx: Context) -> list[PasskeyEntry]:
    """Return the passkeys of the acting person, the newest first."""
    with tenant(ctx):
        rows = Passkey.objects.filter(municipality_id=ctx.municipality, staff_id=ctx.person())
        return [
            PasskeyEntry(row.id, row.name, row.created_at, row.last_used_at) for row in rows.order_by("-id")
        ]


def check_may_add(ctx: Context) -> None:
    """Let somebody pass who may add a passkey.

    :raises NotConfirmedError: when the person has not just proved who they are.
    :raises PasskeyNeededError: when a password alone must not lead to another passkey.
    :raises TooManyPasskeysError: when there are ten.
    """
    ctx.ask_confirmed()
    count = len(own_passkeys(ctx))
    if ctx.actor.must_use_passkey and count:
        raise PasskeyNeededError(str(ctx.person()))
    if count >= PASSKEYS_MAX:
        raise TooManyPasskeysError(str(ctx.person()))


def add_passkey(ctx: Context, *, name: str, answer: str, token: str) -> UUID:
    """Keep a new passkey of the acting person under a name; the session of ``token`` counts as opened with it.

    :raises PasskeyRefusedError: when the answer is none, or the passkey is there already.
    :raises PasskeyNameMissingError: when the name is empty or too long. And what ``check_may_add`` raises.
    """
    check_may_add(ctx)
    label = " ".join(name.split())
    if not label or len(label) > NAME_LENGTH_MAX:
        raise PasskeyNameMissingError
    made, passkey = check_new(ctx, answer), new_id()
    try:
        with tenant(ctx):
            Passkey.objects.create(
                municipality_id=ctx.municipality,
                id=passkey,
                staff_id=ctx.person(),
                name=label,
                credential_id=made.id,
                public_key=made.public_key,
                sign_count=made.sign_count,
                created_at=ctx.now(),
            )
            mine = StaffSession.objects.filter(
                municipality_id=ctx.municipality, staff_id=ctx.person(), token_digest=session_digest(token)
            )
            mine.update(means=Means.PASSKEY)
            append(ctx, NewEntry(Subject("staff", ctx.person()), "passkey_added", note=label))
    except IntegrityError as error:
        raise refused("the credential is there already") from error
    told(Event.PASSKEY_ADDED, staff=ctx.person(), passkey=passkey)
    return passkey


def remove_passkey(ctx: Context, *, passkey: UUID) -> None:
    """Forget one of the acting person's passkeys.

    :raises NotConfirmedError: when the person has not just proved who they are.
    :raises NotFoundError: when it is not theirs. :raises LastPasskeyError: when their role needs one.
    """
    ctx.ask_confirmed()
    with tenant(ctx):
        mine = Passkey.objects.select_for_update().filter(
            municipality_id=ctx.municipality, staff_id=ctx.person()
        )
        found = {row.id: row for row in mine}
        if passkey not in found:
            raise NotFoundError(f"passkey {passkey}")
        if len(found) == 1 and _needs_one(ctx):
            raise LastPasskeyError(str(passkey))
        mine.filter(id=passkey).delete()
        append(ctx, NewEntry(Subject("staff", ctx.person()), "passkey_removed", note=found[passkey].name))
    told(Event.PASSKEY_REMOVED, staff=ctx.person(), passkey=passkey)


def _needs_one(ctx: Context) -> bool:
    rules = PasskeyRule.objects.filter(municipality_id=ctx.municipality).values("role")
    return RoleAssignment.objects.filter(
        municipality_id=ctx.municipality, staff_id=ctx.person(), role__in=rules
    ).exists()
