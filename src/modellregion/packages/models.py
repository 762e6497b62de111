"""Tables: versions of packages (of the whole installation), and which municipality runs which."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class PackageVersion(models.Model):
    """The files of one version, named by their hash. Never changed, and kept as long as a case needs them."""

    hash = models.TextField(primary_key=True)
    package = models.TextField()
    version = models.TextField()
    files = models.BinaryField()
    stored_at = models.DateTimeField()

    class Meta:
        """Table name."""

        db_table = "packages_version"


class Installation(TenantModel):
    """A municipality offers a service in one version; a unit is competent for it."""

    package = models.TextField()
    version_hash = models.TextField()
    unit_id = models.UUIDField()
    is_active = models.BooleanField(default=True)
    installed_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "packages_installation"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "package"), name="packages_installed_once"),
        )
