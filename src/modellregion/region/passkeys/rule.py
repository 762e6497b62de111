"""Which roles need a passkey: the administration says so, and the login asks."""

from collections.abc import Collection
from uuid import UUID

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.region.models import RoleAssignment
from modellregion.region.passkeys.ceremony import party
from modellregion.region.passkeys.errors import PasskeyUnusableError
from modellregion.region.passkeys.models import Passkey, PasskeyRule
from modellregion.region.policy import Region
from modellregion.region.roles import Role


def demand_passkeys(ctx: Context, *, roles: Collection[Role]) -> None:
    """Say which roles need a passkey from now on; nobody is locked out, whoever has none is led to making one.

    :raises NotConfirmedError: when the acting person has not just proved who they are.
    :raises PasskeyUnusableError: when the installation's address allows no passkeys, so nobody could come in.
    """
    ctx.authorise(Region.MANAGE_STAFF)
    ctx.ask_confirmed()
    if roles and party() is None:
        raise PasskeyUnusableError
    wanted = sorted(role.value for role in set(roles))
    with tenant(ctx):
        rules = PasskeyRule.objects.filter(municipality_id=ctx.municipality)
        if sorted(rules.values_list("role", flat=True)) == wanted:
            return
        rules.delete()
        PasskeyRule.objects.bulk_create(
            PasskeyRule(municipality_id=ctx.municipality, id=new_id(), role=role) for role in wanted
        )
        append(ctx, NewEntry(Subject("staff_login", ctx.municipality), "passkeys_demanded", data=wanted))


def demanded_roles(municipality: UUID) -> frozenset[Role]:
    """Return the roles that need a passkey."""
    with tenant(municipality):
        rows = PasskeyRule.objects.filter(municipality_id=municipality).values_list("role", flat=True)
        return frozenset(Role(role) for role in rows)


def must_use_passkey(municipality: UUID, staff: UUID) -> bool:
    """Tell whether somebody's own roles need a passkey and they have one. Inside a ``tenant`` block."""
    rules = PasskeyRule.objects.filter(municipality_id=municipality)
    roles = RoleAssignment.objects.filter(
        municipality_id=municipality, staff_id=staff, role__in=rules.values("role")
    )
    return roles.exists() and Passkey.objects.filter(municipality_id=municipality, staff_id=staff).exists()
