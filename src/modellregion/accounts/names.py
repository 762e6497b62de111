"""What an account is called, and where letters reach its owner: as it said at its last login."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from modellregion.accounts.models import Account
from modellregion.accounts.profiles import PROFILES, Facts, Level, Profile
from modellregion.accounts.sessions import Holder, open_facts
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import load


@dataclass(frozen=True, slots=True)
class Named:
    """An account's owner: name, address as it stands on a letter (may be empty), facts."""

    id: UUID
    name: str
    address: str
    profile: Profile
    facts: Facts


def named(ctx: Context, accounts: Iterable[UUID | None]) -> dict[UUID, Named]:
    """Return what accounts are called; one that is gone is missing. Must run inside a ``tenant`` block."""
    wanted = {account for account in accounts if account is not None}
    if not wanted:
        return {}
    found = {}
    load(ctx.municipality, wanted)
    for row in Account.objects.filter(municipality_id=ctx.municipality, id__in=wanted):
        if row.profile in PROFILES:
            profile, facts = PROFILES[row.profile], open_facts(row)
            name = Holder(row.id, profile, Level(row.level), facts).name
            found[row.id] = Named(row.id, name, address_in(facts, profile), profile, facts)
    return found


def address_in(facts: Facts, profile: Profile) -> str:
    """Return the address among facts in two lines; nothing when a part is missing."""
    prefix = "company_address" if profile.is_business else "address"
    part = {
        name: facts[f"{prefix}.{name}"].text if f"{prefix}.{name}" in facts else ""
        for name in ("strasse", "hausnummer", "plz", "ort")
    }
    if not part["strasse"] or not part["ort"]:
        return ""
    return f"{part['strasse']} {part['hausnummer']}".strip() + "\n" + f"{part['plz']} {part['ort']}".strip()


def confirmed_email(ctx: Context, account: UUID) -> str:
    """Return the e-mail address of an account, if its provider says that it was confirmed. Inside a ``tenant`` block.

    BundID gives an address that somebody only typed the lowest level; such a one is not written to.
    """
    found = named(ctx, [account]).get(account)
    fact = found.facts.get("email") if found else None
    return fact.text if fact is not None and fact.level >= Level.LOW else ""
