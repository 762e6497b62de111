"""Tables: files (Akten) and documents."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class File(TenantModel):
    """A file (Akte). Its reference (Aktenzeichen) is unique in the municipality."""

    reference = models.TextField()
    subject = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "records_file"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "reference"), name="records_reference_once"),
        )


class Document(TenantModel):
    """A document in a file. Without ``sha256`` its content is still being made; from then on it is final."""

    file_id = models.UUIDField()
    kind = models.TextField()
    title = models.TextField()
    direction = models.TextField()
    name = models.TextField()
    media_type = models.TextField()
    bytes = models.BigIntegerField(default=0)
    sha256 = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    created_by = models.TextField(blank=True, default="")
    is_public = models.BooleanField(default=False)

    class Meta:
        """Table name and keys."""

        db_table = "records_document"
        indexes = (models.Index(fields=("municipality_id", "file_id", "created_at"), name="records_of_file"),)
