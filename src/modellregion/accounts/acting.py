"""Who may act for whom (Vertretung): members for their organisation, agents by mandate for whoever gave it.

Nothing here is remembered in a session: whether somebody may act is asked anew, when an application is begun and again when
it is filed.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy

from modellregion.accounts.errors import NOT_ANY_MORE, ActingEndedError
from modellregion.accounts.mandates import MandateDocument, MandateState, content_of, state_of
from modellregion.accounts.models import Mandate, Member
from modellregion.accounts.names import Named, named
from modellregion.accounts.profiles import Facts, Profile
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.sealed_fields import opened


class MemberRole(StrEnum):
    """What a member may do for an organisation account."""

    OWNER = "owner"
    FILE = "file"
    READ = "read"

    @property
    def may_file(self) -> bool:
        """Whether the member may begin and file applications."""
        return self is not MemberRole.READ


ROLE_NAMES = {
    MemberRole.OWNER: gettext_lazy("Verwaltung: stellen, lesen, Mitglieder und Vollmachten verwalten"),
    MemberRole.FILE: gettext_lazy("Stellen: Anträge stellen und lesen"),
    MemberRole.READ: gettext_lazy("Lesen: Anträge ansehen"),
}


@dataclass(frozen=True, slots=True)
class Acting:
    """An account somebody may act with: their own, or that of an organisation they are a member of."""

    account: UUID
    name: str
    role: MemberRole
    is_own: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member of an organisation, or an invitation that waits."""

    id: UUID
    name: str
    role: MemberRole
    since: datetime | None
    account: UUID | None


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom an application is begun, and by whom: ``agent`` holds it, ``principal`` is who it is for.

    Both are the same for an organisation's own application; without a mandate ``mandate`` is empty.
    """

    key: str
    agent: UUID
    agent_name: str
    agent_address: str
    principal: UUID | None
    principal_name: str
    mandate: UUID | None = None
    is_declared: bool = False
    document: MandateDocument | None = None
    facts: Facts | None = None
    profile: Profile | None = None


def acting_accounts(ctx: Context, account: UUID) -> list[Acting]:
    """Return the accounts somebody may act with, their own first. Must run inside a ``tenant`` block."""
    rows = list(
        Member.objects.filter(municipality_id=ctx.municipality, account_id=account, ended_at=None).order_by(
            "id"
        )
    )
    names = named(ctx, [account, *(row.organisation_id for row in rows)])
    own = names.get(account)
    mine = [Acting(account, own.name if own else "", MemberRole.OWNER, is_own=True)]
    return mine + [
        Acting(row.organisation_id, names[row.organisation_id].name, MemberRole(row.role), is_own=False)
        for row in rows
        if row.organisation_id in names
    ]


def acting_with(ctx: Context, account: UUID, wanted: UUID, *, role: MemberRole) -> Acting:
    """Return the account somebody wants to act with. Must run inside a ``tenant`` block.

    :raises NotFoundError: when it is not theirs, or their role in it is not enough.
    """
    enough = {
        MemberRole.OWNER: {MemberRole.OWNER},
        MemberRole.FILE: {MemberRole.OWNER, MemberRole.FILE},
        MemberRole.READ: set(MemberRole),
    }[role]
    for acting in acting_accounts(ctx, account):
        if acting.account == wanted and acting.role in enough:
            return acting
    raise NotFoundError(f"{account} does not act with {wanted} as {role}")


def members_of(ctx: Context, organisation: UUID) -> list[MemberLine]:
    """Return members and open invitations of an organisation. Must run inside a ``tenant`` block."""
    rows = Member.objects.filter(
        municipality_id=ctx.municipality, organisation_id=organisation, ended_at=None
    ).order_by("id")
    return [
        MemberLine(row.id, opened(row, "label").decode(), MemberRole(row.role), row.since, row.account_id)
        for row in rows
        if row.account_id is not None or (row.code_expires_at and row.code_expires_at > ctx.now())
    ]


def standings_of(ctx: Context, account: UUID, service: str) -> list[Standing]:
    """Return for whom somebody may begin an application for a service, beside themselves. Inside a ``tenant`` block."""
    acting = [one for one in acting_accounts(ctx, account) if one.role.may_file]
    agents = {one.account for one in acting}
    rows = Mandate.objects.filter(municipality_id=ctx.municipality, agent_id__in=agents, ended_at=None)
    mandates = [
        row
        for row in rows.order_by("id")
        if state_of(row, ctx.today()) is MandateState.IN_FORCE
        and (not row.services or service in row.services)
    ]
    names = named(ctx, [*agents, *(row.principal_id for row in mandates)])
    own = [
        Standing(
            f"konto-{one.account}", one.account, one.name, "", one.account, one.name,
            facts=names[one.account].facts, profile=names[one.account].profile,
        )
        for one in acting
        if not one.is_own
    ]  # fmt: skip
    return own + [_by_mandate(row, names) for row in mandates if row.agent_id in names]


def _by_mandate(row: Mandate, names: dict[UUID, Named]) -> Standing:
    content = content_of(row)
    agent = names[row.agent_id]  # type: ignore[index]
    principal = names.get(row.principal_id) if row.principal_id and row.shares_facts else None
    return Standing(
        f"vollmacht-{row.id}",
        agent.id,
        agent.name,
        agent.address,
        row.principal_id,
        content.principal,
        mandate=row.id,
        is_declared=row.is_declared,
        document=content.document,
        facts=principal.facts if principal else None,
        profile=principal.profile if principal else None,
    )


def check_acting(
    ctx: Context, *, person: UUID | None, agent: UUID | None, mandate: UUID | None, service: str
) -> None:
    """Let pass whoever may still file with this account and, if one is named, by this mandate. Inside a ``tenant`` block.

    Both rows stay locked until the transaction ends, so that an ending at the same moment comes before or after.

    :raises ActingEndedError: otherwise.
    """
    if person is None or agent is None:
        raise ActingEndedError("the account was deleted")
    if person != agent:
        rows = Member.objects.select_for_update().filter(
            municipality_id=ctx.municipality, organisation_id=agent, account_id=person, ended_at=None
        )
        member = rows.first()
        if member is None or not MemberRole(member.role).may_file:
            raise ActingEndedError("role", user_message=NOT_ANY_MORE["role"])
    if mandate is None:
        return
    row = (
        Mandate.objects.select_for_update()
        .filter(municipality_id=ctx.municipality, id=mandate, agent_id=agent)
        .first()
    )
    state = state_of(row, ctx.today()) if row is not None else MandateState.ENDED
    if row is None or state is not MandateState.IN_FORCE:
        raise ActingEndedError(state.value, user_message=NOT_ANY_MORE.get(state.value))
    if row.services and service not in row.services:
        raise ActingEndedError("service", user_message=NOT_ANY_MORE["service"])
