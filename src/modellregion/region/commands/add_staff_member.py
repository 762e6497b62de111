"""Add a person of the staff with a local account."""

from uuid import UUID

from django.contrib.auth.hashers import make_password

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.region.errors import PasswordTooWeakError
from modellregion.region.models import RoleAssignment, StaffMember
from modellregion.region.policy import Region
from modellregion.region.roles import Role

PASSWORD_LENGTH_MIN = 12


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

    ``password_hash`` takes over an account whose password is known only as Django's argon2 hash.

    :raises PasswordTooWeakError: when the password has fewer than 12 characters (ASVS 5.0 V6.2.1 asks for 8).
    """
    ctx.authorise(Region.MANAGE_STAFF)
    if not password_hash and len(password) < PASSWORD_LENGTH_MIN:
        raise PasswordTooWeakError(login)
    identifier = new_id()
    with tenant(ctx):
        StaffMember.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            login=login.strip().casefold(),
            name=name,
            password=password_hash or make_password(password),
            created_at=ctx.now(),
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
