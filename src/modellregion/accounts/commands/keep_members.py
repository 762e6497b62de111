"""Keep the members of an organisation account (Mitglieder): invite by code, change a role, remove."""

from datetime import timedelta
from uuid import UUID

from modellregion.accounts.acting import MemberRole, acting_with
from modellregion.accounts.errors import OwnInvitationError
from modellregion.accounts.models import Member
from modellregion.accounts.names import named
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.kernel.ids import access_code_digest, new_access_code, new_id
from modellregion.kernel.sealed_fields import opened, sealed_for
from modellregion.kernel.tenancy import tenant

INVITATION_LIFETIME = timedelta(days=14)
_LABEL_MAX = 120


def invite_member(ctx: Context, *, person: UUID, organisation: UUID, role: MemberRole, label: str) -> str:
    """Invite somebody to act for an organisation; return the code that makes them a member, once, for two weeks.

    :param label: whom the code is for, in the organisation's own words, until the member's account tells the name.
    :raises NotFoundError: when the person does not manage this account.
    :raises NotAllowedError: when it is not the account of a business.
    """
    code = new_access_code()
    with tenant(ctx):
        acting_with(ctx, person, organisation, role=MemberRole.OWNER)
        if not named(ctx, [organisation])[organisation].profile.is_business:
            raise NotAllowedError("only a business has members")
        row = Member(
            municipality_id=ctx.municipality,
            id=new_id(),
            organisation_id=organisation,
            role=role.value,
            code_digest=access_code_digest(code),
            code_expires_at=ctx.now() + INVITATION_LIFETIME,
            invited_at=ctx.now(),
        )
        row.label = sealed_for(row, "label", label.strip()[:_LABEL_MAX].encode())
        Member.objects.bulk_create([row])
        _note(ctx, organisation, row, "member_invited", person)
    return code


def join_organisation(ctx: Context, *, account: UUID, row: Member) -> None:
    """Become a member by an invitation that was found by its code, inside its transaction.

    :raises OwnInvitationError: when the account is the organisation itself, or a member already.
    """
    mine = Member.objects.filter(municipality_id=ctx.municipality)
    already = mine.filter(organisation_id=row.organisation_id, account_id=account, ended_at=None)
    if account == row.organisation_id or already.exists():
        raise OwnInvitationError("member already")
    name = named(ctx, [account])[account].name
    mine.filter(id=row.id).update(
        account_id=account,
        since=ctx.now(),
        code_digest=None,
        code_expires_at=None,
        label=sealed_for(row, "label", name.encode()),
    )
    _note(ctx, row.organisation_id, row, "member_joined", account)


def change_member(ctx: Context, *, person: UUID, organisation: UUID, member: UUID, role: MemberRole) -> None:
    """Give a member another role.

    :raises NotFoundError: when the person does not manage this account, or there is no such member.
    """
    with tenant(ctx):
        row = _member(ctx, person, organisation, member)
        Member.objects.filter(municipality_id=ctx.municipality, id=row.id).update(role=role.value)
        row.role = role.value
        _note(ctx, organisation, row, "member_role_changed", person)


def end_membership(ctx: Context, *, person: UUID, organisation: UUID, member: UUID) -> UUID | None:
    """Remove a member, or take an invitation back; a member may leave. Return the account that was removed, if one was.

    :raises NotFoundError: when the person neither manages this account nor is this member.
    """
    with tenant(ctx):
        mine = Member.objects.filter(municipality_id=ctx.municipality, id=member, ended_at=None)
        row = mine.filter(organisation_id=organisation, account_id=person).first()
        row = row or _member(ctx, person, organisation, member)
        mine.update(ended_at=ctx.now(), code_digest=None, code_expires_at=None)
        _note(ctx, organisation, row, "member_ended", person)
        return row.account_id


def _member(ctx: Context, person: UUID, organisation: UUID, member: UUID) -> Member:
    acting_with(ctx, person, organisation, role=MemberRole.OWNER)
    row = (
        Member.objects.select_for_update()
        .filter(municipality_id=ctx.municipality, organisation_id=organisation, id=member, ended_at=None)
        .first()
    )
    if row is None:
        raise NotFoundError(f"no member {member} of {organisation}")
    return row


def _note(ctx: Context, organisation: UUID, row: Member, action: str, person: UUID) -> None:
    told = {"member": str(row.id), "role": row.role, "by": str(person)}
    note = opened(row, "label").decode()
    append(ctx, NewEntry(Subject("account", organisation), action, note=note, data=told, is_public=True))
