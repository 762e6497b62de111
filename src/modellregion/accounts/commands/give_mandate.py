"""Give a mandate (Vollmacht erteilen), declare one, and take one by its code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from modellregion.accounts.acting import ROLE_NAMES, MemberRole, acting_with
from modellregion.accounts.commands.keep_members import INVITATION_LIFETIME, join_organisation
from modellregion.accounts.errors import (
    InvitationUnknownError,
    MandatePeriodError,
    OwnInvitationError,
    PrincipalMissingError,
)
from modellregion.accounts.mandates import (
    MANDATE,
    MandateContent,
    MandateDocument,
    content_of,
    sealed_content,
)
from modellregion.accounts.models import Mandate, Member
from modellregion.accounts.names import named
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import access_code_digest, new_access_code, new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import installed_services

_TEXT_MAX = 500


@dataclass(frozen=True, slots=True)
class Scope:
    """What a mandate is for: services (none: all), from when until when (none: until it is revoked)."""

    services: Sequence[str]
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What an agent declares: whom they represent, and the power of attorney, or their word that there is one."""

    principal: str
    address: str
    document: MandateDocument | None
    is_assured: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code is for, to be looked at before it is taken. ``scope`` for a mandate, ``role`` for a membership."""

    who: str
    role: object = ""
    scope: Scope | None = None
    shares_facts: bool = False


def give_mandate(
    ctx: Context, *, person: UUID, principal: UUID, scope: Scope, shares_facts: bool
) -> tuple[UUID, str]:
    """Offer a mandate; return its id and the code by which an agent takes it, once, within two weeks.

    :param shares_facts: whether the agent's forms may be filled in with what the principal's account knows.
    :raises NotFoundError: when the person does not manage the account that gives it.
    :raises MandatePeriodError: when its days do not fit together.
    """
    code = new_access_code()
    with tenant(ctx):
        acting_with(ctx, person, principal, role=MemberRole.OWNER)
        content = MandateContent(named(ctx, [principal])[principal].name)
        row = _row(ctx, scope, content, principal_id=principal, is_declared=False, shares_facts=shares_facts)
        row.code_digest, row.code_expires_at = access_code_digest(code), ctx.now() + INVITATION_LIFETIME
        row.save(force_insert=True)
        _note(ctx, row.id, "mandate_given", content.principal, person)
    return row.id, code


def declare_mandate(ctx: Context, *, person: UUID, agent: UUID, scope: Scope, declared: Declared) -> UUID:
    """Declare that somebody without an account here gave one; the clerk sees which of both it is, and may ask for it.

    § 14 Abs. 1 Satz 3 VwVfG: it has to be shown in writing when the authority asks.

    :raises NotFoundError: when the person may not file with the account that says so.
    :raises PrincipalMissingError: without name, address, or either document or word.
    :raises MandatePeriodError: when its days do not fit together.
    """
    principal, address = declared.principal.strip(), declared.address.strip()
    if not principal or not address or not (declared.document or declared.is_assured):
        raise PrincipalMissingError("declared")
    with tenant(ctx):
        acting = acting_with(ctx, person, agent, role=MemberRole.FILE)
        content = MandateContent(principal[:_TEXT_MAX], acting.name, address[:_TEXT_MAX], declared.document)
        row = _row(ctx, scope, content, agent_id=agent, is_declared=True, shares_facts=False)
        row.accepted_at = ctx.now()
        row.save(force_insert=True)
        _note(ctx, row.id, "mandate_declared", acting.name, person)
    return row.id


def look_at_invitation(ctx: Context, *, code: str) -> Invitation:
    """Return what a code is for. Must run inside a ``tenant`` block.

    :raises InvitationUnknownError: when it is for nothing here (any more).
    """
    row = _invitation(ctx, code)
    if isinstance(row, Member):
        organisation = named(ctx, [row.organisation_id]).get(row.organisation_id)
        return Invitation(organisation.name if organisation else "", role=ROLE_NAMES[MemberRole(row.role)])
    scope = Scope(tuple(row.services), row.starts_on, row.ends_on)
    return Invitation(content_of(row).principal, scope=scope, shares_facts=row.shares_facts)


def take_invitation(ctx: Context, *, person: UUID, account: UUID, code: str) -> None:
    """Become a member, or take a mandate, by a code. A code works once.

    :param account: the account that takes it: the person's own, or that of an organisation they manage.
    :raises InvitationUnknownError: when the code is for nothing here (any more).
    :raises OwnInvitationError: when it was made by this very account.
    """
    with tenant(ctx):
        row = _invitation(ctx, code)
        if isinstance(row, Member):
            join_organisation(ctx, account=person, row=row)
            return
        acting = acting_with(ctx, person, account, role=MemberRole.OWNER)
        if account == row.principal_id:
            raise OwnInvitationError("own mandate")
        content = sealed_content(row, msgspec.structs.replace(content_of(row), agent=acting.name))
        Mandate.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
            agent_id=account, accepted_at=ctx.now(), content=content, code_digest=None, code_expires_at=None
        )
        _note(ctx, row.id, "mandate_accepted", acting.name, person)


def _invitation(ctx: Context, code: str) -> Member | Mandate:
    mine = {
        "municipality_id": ctx.municipality,
        "code_digest": access_code_digest(code),
        "code_expires_at__gt": ctx.now(),
        "ended_at": None,
    }
    found = (
        Member.objects.select_for_update().filter(**mine).first()
        or Mandate.objects.select_for_update().filter(**mine).first()
    )
    if found is None:
        raise InvitationUnknownError("unknown code")
    return found


def _row(ctx: Context, scope: Scope, content: MandateContent, **more: object) -> Mandate:
    if scope.ends_on is not None and scope.ends_on < max(scope.starts_on, ctx.today()):
        raise MandatePeriodError(f"{scope.starts_on} to {scope.ends_on}")
    offered = installed_services(ctx.municipality)
    row = Mandate(
        municipality_id=ctx.municipality,
        id=new_id(),
        services=[service for service in scope.services if service in offered],
        starts_on=scope.starts_on,
        ends_on=scope.ends_on,
        given_at=ctx.now(),
        **more,
    )
    row.content = sealed_content(row, content)
    return row


def _note(ctx: Context, mandate: UUID, action: str, who: str, person: UUID) -> None:
    entry = NewEntry(Subject(MANDATE, mandate), action, note=who, data={"by": str(person)}, is_public=True)
    append(ctx, entry)
