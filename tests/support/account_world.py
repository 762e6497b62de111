"""Accounts without a provider: rows of people who logged in before, with the marker, and browsers in which they are."""

from dataclasses import dataclass
from uuid import UUID

from django.test import Client

from modellregion.accounts.api import (
    PROFILES,
    Fact,
    Facts,
    Holder,
    Level,
    MemberRole,
    Scope,
    give_mandate,
    invite_member,
    take_invitation,
)
from modellregion.accounts.models import Account, AccountSession
from modellregion.accounts.sessions import digest_of, open_facts, sealed_facts, session_cookie
from modellregion.cases.commands.hold_by_account import begin_by_account
from modellregion.cases.models import Held
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from tests.support.people import citizen


@dataclass(frozen=True)
class AccountWorld:
    """A firm, a member of it, its adviser's mandate, and a draft the adviser began for it; all named by the marker."""

    account: UUID
    agent: UUID
    member: UUID
    mandate: UUID
    held: UUID


def make_accounts(marker: str, slug: str = "paderborn", service: str = "gewerbeanmeldung") -> AccountWorld:
    """Make them at a municipality."""
    ctx = citizen(slug)
    firm = make_account(slug, "muk", {"company_name": f"{marker} GmbH"})
    agent = make_account(slug, "muk", {"company_name": f"Kanzlei {marker}"})
    person = make_account(slug, "bundid", {"surname": marker})
    invited = invite_member(ctx, person=firm, organisation=firm, role=MemberRole.FILE, label=marker)
    take_invitation(ctx, person=person, account=person, code=invited)
    mandate, code = give_mandate(
        ctx, person=firm, principal=firm, scope=Scope((), ctx.today()), shares_facts=True
    )
    take_invitation(ctx, person=agent, account=agent, code=code)
    holder = Holder(agent, PROFILES["muk"], Level.SUBSTANTIAL, {})
    begin_by_account(ctx, holder=holder, service=service, key=f"vollmacht-{mandate}")
    with tenant(ctx):
        held = Held.objects.get(municipality_id=ctx.municipality, account_id=agent)
    return AccountWorld(firm, agent, person, mandate, held.id)


def make_account(slug: str, profile: str, said: dict[str, str]) -> UUID:
    """Make an account as a login would."""
    ctx = citizen(slug)
    facts: Facts = {name: Fact(text, Level.SUBSTANTIAL) for name, text in said.items()}
    account = new_id()
    with tenant(ctx):
        row = Account(
            municipality_id=ctx.municipality,
            id=account,
            profile=profile,
            issuer="https://provider.example",
            subject=f"du-{account}",
            level=int(Level.SUBSTANTIAL),
            created_at=ctx.now(),
            last_login_at=ctx.now(),
        )
        row.facts = sealed_facts(row, facts)
        row.save(force_insert=True)
    return account


def enter(client: Client, slug: str, account: UUID) -> None:
    """Let a browser have a session of an account, as a login would have left it."""
    ctx = citizen(slug)
    token = f"token-{new_id()}"
    with tenant(ctx):
        row = Account.objects.get(municipality_id=ctx.municipality, id=account)
        session = AccountSession(
            municipality_id=ctx.municipality,
            id=new_id(),
            token_digest=digest_of(token),
            account_id=account,
            profile=row.profile,
            level=row.level,
            created_at=ctx.now(),
            last_seen_at=ctx.now(),
        )
        session.facts = sealed_facts(session, open_facts(row))
        session.save(force_insert=True)
    client.cookies[session_cookie(slug)] = token
