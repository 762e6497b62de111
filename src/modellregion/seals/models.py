"""Table: the certificates with which a municipality seals or sealed."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class CertificateRow(TenantModel):
    """A certificate (Siegelzertifikat), the public half of a seal; ``retired_at`` is empty for the one in use.

    ``revoked_at`` says from when on its seals are not to be trusted: its key was lost to somebody. ``is_made_here``: this
    installation has issued it to itself, so it may replace it before it ends.
    """

    content = models.BinaryField()
    fingerprint = models.TextField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    is_made_here = models.BooleanField(default=False)

    class Meta:
        """Table name; one certificate is in use at a time."""

        db_table = "seals_certificate"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id",), condition=models.Q(retired_at=None), name="seals_one_in_use"
            ),
        )
