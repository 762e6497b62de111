"""Which directory a municipality's staff log in at, and what its groups mean here."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.region.roles import Role
from modellregion.region.sso.directory import check_address, client_of, directory_of, keys_of
from modellregion.region.sso.errors import SsoError, WrongSsoError
from modellregion.region.sso.models import SsoConnection


@dataclass(frozen=True, slots=True)
class GroupRole:
    """That whoever is in a group holds a role in a unit."""

    group: str
    role: Role
    unit: UUID


@dataclass(frozen=True, slots=True)
class StaffLogin:
    """A directory (OpenID provider). ``login_claim``: whose value is the person's login here, at their first login.

    ``roles`` empty: rights are kept here by hand. Else they are what the groups give, no more and no less, at every login.
    """

    issuer: str
    client_id: str
    secret_file: Path
    name: str
    login_claim: str = ""
    groups_claim: str = "groups"
    roles: Sequence[GroupRole] = ()
    creates_staff: bool = False


def set_staff_login(ctx: Context, wish: StaffLogin) -> bool:
    """Connect a municipality's staff to their directory; return whether anything changed.

    :raises WrongSsoError: when the description cannot be right.
    """
    check_address(wish.issuer)
    if wish.creates_staff and not wish.roles:
        raise WrongSsoError("creates_staff needs roles: otherwise whoever logs in would have none.")
    if not wish.creates_staff and not wish.login_claim:
        raise WrongSsoError("Name a login_claim, by which people are found, or let creates_staff add them.")
    if not wish.secret_file.is_file():
        raise WrongSsoError(f"The file of the client's secret is missing: {wish.secret_file}")
    values = {
        "issuer": wish.issuer,
        "client_id": wish.client_id,
        "secret_file": str(wish.secret_file),
        "name": wish.name,
        "login_claim": wish.login_claim,
        "groups_claim": wish.groups_claim,
        "roles": [
            {"group": line.group, "role": line.role.value, "unit": str(line.unit)} for line in wish.roles
        ],
        "creates_staff": wish.creates_staff,
    }
    with tenant(ctx):
        row = staff_login_of(ctx.municipality)
        if row is not None and all(getattr(row, name) == value for name, value in values.items()):
            return False
        row, _ = SsoConnection.objects.update_or_create(
            municipality_id=ctx.municipality,
            defaults={**values, "set_at": ctx.now()},
            create_defaults={**values, "set_at": ctx.now(), "id": new_id()},
        )
        told = {name: values[name] for name in ("issuer", "client_id", "roles", "creates_staff")}
        append(ctx, NewEntry(Subject("staff_login", row.id), "staff_login_set", data=told))
    return True


def staff_login_of(municipality: UUID) -> SsoConnection | None:
    """Return the municipality's connection, if there is one."""
    with tenant(municipality):
        return SsoConnection.objects.filter(municipality_id=municipality).first()


def staff_login_trouble(municipality: UUID) -> str | None:
    """Return what is wrong with the connection, an empty text when nothing is; None where there is none."""
    row = staff_login_of(municipality)
    if row is None:
        return None
    try:
        client_of(row, "https://example.org/").close()
        keys_of(directory_of(row.issuer))
    except SsoError as error:
        return f"{error} Staff with a password log in all the same."
    return ""
