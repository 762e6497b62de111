"""Tables: bodies (not of a tenant: the directory of this installation), units, staff, roles, sessions."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel
from modellregion.region.passkeys.models import Passkey, PasskeyQuestion, PasskeyRule
from modellregion.region.sso.models import SsoConnection, SsoLogin, StaffIdentity

__all__ = [
    "Body",
    "Passkey",
    "PasskeyQuestion",
    "PasskeyRule",
    "RoleAssignment",
    "SavedView",
    "SsoConnection",
    "SsoLogin",
    "StaffIdentity",
    "StaffMember",
    "StaffSession",
    "Substitution",
    "Unit",
]


class Body(models.Model):
    """A body (Stelle) with a desk of its own: a municipality, a district, a chamber, a tax office.

    Its ``id`` is what tenant tables call ``municipality_id``: the tenant.
    """

    id = models.UUIDField(primary_key=True)
    slug = models.SlugField(unique=True)
    kind = models.TextField()
    name = models.TextField()
    short_name = models.TextField()
    regional_key = models.TextField(blank=True)
    street = models.TextField(blank=True)
    postcode = models.TextField(blank=True)
    town = models.TextField(blank=True)
    email = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        """Table name."""

        db_table = "region_body"


class Unit(TenantModel):
    """An organisation unit (Organisationseinheit): an office or a team."""

    parent_id = models.UUIDField(null=True)
    name = models.TextField()
    short_name = models.TextField()
    email = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    room = models.TextField(blank=True)

    class Meta:
        """Table name."""

        db_table = "region_unit"


class StaffMember(TenantModel):
    """A person of the staff (Beschäftigte) with a local account.

    ``first_password_until``: the password was given to them and has to be replaced by then; empty once it is their own.
    ``put_away``: words, what they have put away on their pages.
    """

    login = models.TextField()
    name = models.TextField()
    password = models.TextField()
    is_active = models.BooleanField(default=True)
    first_password_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    put_away = models.TextField(blank=True, default="", db_default="")

    class Meta:
        """Table name and keys."""

        db_table = "region_staff_member"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "login"), name="region_staff_login_once"),
        )


class RoleAssignment(TenantModel):
    """A role that a person holds in a unit."""

    staff_id = models.UUIDField()
    unit_id = models.UUIDField()
    role = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "region_role_assignment"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "staff_id", "unit_id", "role"), name="region_role_once"
            ),
        )


class Substitution(TenantModel):
    """A person stands in for another one (Vertretung), from a day to a day, both included."""

    absent_staff_id = models.UUIDField()
    substitute_staff_id = models.UUIDField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        """Table name and keys."""

        db_table = "region_substitution"
        indexes = (models.Index(fields=("municipality_id", "substitute_staff_id"), name="region_substitute"),)


class StaffSession(TenantModel):
    """A login that lasts; the cookie's token is kept only as a digest.

    ``device``: browser and system in words, so that people recognise it. ``confirmed_at``: when they last proved who they are.
    ``means``: with what the person came in, see ``sessions.Means``.
    """

    token_digest = models.BinaryField()
    staff_id = models.UUIDField()
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    device = models.TextField(blank=True, default="", db_default="")
    means = models.TextField(default="password", db_default="password")

    class Meta:
        """Table name and keys."""

        db_table = "region_staff_session"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "token_digest"), name="region_session_token_once"
            ),
        )
        indexes = (models.Index(fields=("municipality_id", "staff_id"), name="region_session_staff"),)


class SavedView(TenantModel):
    """A list that somebody looks at again and again (gespeicherte Ansicht): which list, its filters, and its name."""

    staff_id = models.UUIDField()
    shown = models.TextField()
    name = models.TextField()
    query = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "region_saved_view"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "staff_id", "shown", "name"), name="region_saved_view_once"
            ),
        )
