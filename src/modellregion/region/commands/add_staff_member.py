"""Add a person of the staff with a local account."""

from uuid import UUID

from django.contrib.auth.hashers import make_password

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.region.models import RoleAssignment, StaffMember
from modellregion.region.passwords import FIRST_PASSWORD_LASTS, check_new_password
from modellregion.region.policy import Region
from modellregion.region.roles import Role


def add_staff_member(
    ctx: Context,
    *,
    login: str,
    name: str,
    roles: list[tuple[Role, UUID]],
    password: str = "",
    password_hash: str = "",
) -> UUID:
    """Add a person with a local account and their roles, each in a unit.

    The password is a first one: it has to be replaced within two weeks. ``password_hash`` takes over an account whose
    password is known only as Django's argon2 hash; that one is the person's own.

    :raises PasswordTooWeakError: when the password is too easy to guess.
    """
    ctx.authorise(Region.MANAGE_STAFF)
    if not password_hash:
        check_new_password(password, known=[login, name])
    identifier = new_id()
    with tenant(ctx):
        StaffMember.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            login=login.strip().casefold(),
            name=name,
            password=password_hash or make_password(password),
            created_at=ctx.now(),
            first_password_until=None if password_hash else ctx.now() + FIRST_PASSWORD_LASTS,
        )
        RoleAssignment.objects.bulk_create(
            RoleAssignment(
                municipality_id=ctx.municipality, id=new_id(), staff_id=identifier, unit_id=unit, role=role
            )
            for role, unit in roles
        )
        held = [{"role": role.value, "unit": str(unit)} for role, unit in roles]
        append(ctx, NewEntry(Subject("staff", identifier), "staff_added", note=name, data=held))
    return identifier
