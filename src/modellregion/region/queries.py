"""Read models of the region's room."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from modellregion.kernel.context import Context, Permission
from modellregion.kernel.tenancy import tenant
from modellregion.region.models import StaffMember, Unit
from modellregion.region.policy import Region
from modellregion.region.roles import Role
from modellregion.region.sessions import permissions_of


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit in lists."""

    id: UUID
    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person in lists, with the units they work in."""

    id: UUID
    name: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubstitutionEntry:
    """A substitution in lists."""

    id: UUID
    absent_id: UUID
    absent: str
    substitute_id: UUID
    substitute: str
    starts_on: date
    ends_on: date


def list_units(ctx: Context) -> list[UnitEntry]:
    """Return all units, by name."""
    ctx.authorise(Region.SEE_COLLEAGUES)
    with tenant(ctx):
        rows = Unit.objects.filter(municipality_id=ctx.municipality).order_by("name")
        return [UnitEntry(row.id, row.name, row.short_name) for row in rows]


def is_login_taken(ctx: Context, login: str) -> bool:
    """Tell whether somebody logs in with this name here."""
    ctx.authorise(Region.SEE_COLLEAGUES)
    with tenant(ctx):
        wanted = login.strip().casefold()
        return StaffMember.objects.filter(municipality_id=ctx.municipality, login=wanted).exists()


def list_colleagues(ctx: Context) -> list[Colleague]:
    """Return all people who can log in, by name."""
    ctx.authorise(Region.SEE_COLLEAGUES)
    query = """
        SELECT m.id, m.name, coalesce(array_agg(DISTINCT u.name) FILTER (WHERE u.id IS NOT NULL), '{}')
        FROM region_staff_member m
        LEFT JOIN region_role_assignment a ON (a.municipality_id, a.staff_id) = (m.municipality_id, m.id)
        LEFT JOIN region_unit u ON (u.municipality_id, u.id) = (a.municipality_id, a.unit_id)
        WHERE m.municipality_id = %s AND m.is_active GROUP BY m.id, m.name ORDER BY m.name
    """
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(query, [ctx.municipality])
        return [Colleague(row[0], row[1], tuple(row[2])) for row in cursor.fetchall()]


def list_holders(ctx: Context, permission: Permission) -> list[Colleague]:
    """Return the people who can log in and hold a permission by one of their roles, by name."""
    ctx.authorise(Region.SEE_COLLEAGUES)
    roles = [role.value for role in Role if permission in permissions_of([role])]
    query = """
        SELECT m.id, m.name, array_agg(DISTINCT u.name)
        FROM region_staff_member m
        JOIN region_role_assignment a ON (a.municipality_id, a.staff_id) = (m.municipality_id, m.id)
        JOIN region_unit u ON (u.municipality_id, u.id) = (a.municipality_id, a.unit_id)
        WHERE m.municipality_id = %s AND m.is_active AND a.role = ANY(%s) GROUP BY m.id, m.name ORDER BY m.name
    """
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(query, [ctx.municipality, roles])
        return [Colleague(row[0], row[1], tuple(row[2])) for row in cursor.fetchall()]


def list_substitutions(ctx: Context) -> list[SubstitutionEntry]:
    """Return the substitutions that run today or later."""
    ctx.authorise(Region.SEE_COLLEAGUES)
    query = """
        SELECT v.id, v.absent_staff_id, a.name, v.substitute_staff_id, s.name, v.starts_on, v.ends_on FROM region_substitution v
        JOIN region_staff_member a ON (a.municipality_id, a.id) = (v.municipality_id, v.absent_staff_id)
        JOIN region_staff_member s ON (s.municipality_id, s.id) = (v.municipality_id, v.substitute_staff_id)
        WHERE v.municipality_id = %s AND v.ends_on >= %s ORDER BY v.starts_on
    """
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(query, [ctx.municipality, ctx.today()])
        return [SubstitutionEntry(*row) for row in cursor.fetchall()]


def staff_names(ctx: Context, staff: set[UUID]) -> dict[UUID, str]:
    """Return the names of some people, for histories."""
    with tenant(ctx):
        rows = StaffMember.objects.filter(municipality_id=ctx.municipality, id__in=staff)
        return {row.id: row.name for row in rows}
