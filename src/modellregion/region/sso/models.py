"""Tables: the connection to the directory, logins under way, and which person of the staff a subject is."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class SsoConnection(TenantModel):
    """How the staff of a municipality log in at its directory (Anmeldedienst). ``roles``: group, role and unit of each line."""

    issuer = models.TextField()
    client_id = models.TextField()
    secret_file = models.TextField()
    name = models.TextField()
    login_claim = models.TextField(blank=True, default="")
    groups_claim = models.TextField(blank=True, default="")
    roles = models.JSONField(default=list)
    creates_staff = models.BooleanField(default=False)
    set_at = models.DateTimeField()

    class Meta:
        """Table name and keys: one a municipality."""

        db_table = "region_sso_connection"
        constraints = (models.UniqueConstraint(fields=("municipality_id",), name="region_sso_once"),)


class SsoLogin(TenantModel):
    """A login under way; of what the browser holds only digests. ``verifier`` and ``nonce`` are worth nothing afterwards."""

    state_digest = models.BinaryField()
    browser_digest = models.BinaryField()
    nonce = models.TextField()
    verifier = models.TextField()
    target = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "region_sso_login"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "state_digest"), name="region_sso_login_once"),
        )


class StaffIdentity(TenantModel):
    """That a subject of an issuer is a person of the staff."""

    staff_id = models.UUIDField()
    issuer = models.TextField()
    subject = models.TextField()
    since = models.DateTimeField()

    class Meta:
        """Table name and keys: the issuer is part of the key, a person has one subject at each."""

        db_table = "region_staff_identity"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "issuer", "subject"), name="region_staff_identity_once"
            ),
            models.UniqueConstraint(
                fields=("municipality_id", "issuer", "staff_id"), name="region_staff_identity_one"
            ),
        )
