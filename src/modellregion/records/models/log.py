"""Tables that only grow: what happened to files, and who looked into them for what purpose."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class RecordEvent(TenantModel):
    """One line of a file's history (Protokollinformation); ``data`` is sealed."""

    file_id = models.UUIDField(null=True)
    document_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    action = models.TextField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField(blank=True, default="")
    data = models.BinaryField()

    class Meta:
        """Table name and keys."""

        db_table = "records_event"
        indexes = (models.Index(fields=("municipality_id", "file_id", "id"), name="records_event_of_file"),)


class Access(TenantModel):
    """Who opened a file or a document, when and for what purpose (Zugriffsprotokoll)."""

    file_id = models.UUIDField()
    document_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField(blank=True, default="")
    purpose = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "records_access"
        indexes = (
            models.Index(fields=("municipality_id", "file_id", "id"), name="records_access_of_file"),
            models.Index(fields=("municipality_id", "actor_id", "file_id"), name="records_access_by_actor"),
        )
