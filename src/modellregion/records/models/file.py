"""Tables: files (Akten), their parts, documents, versions, renditions; links between files.

The current version of a document stands in its own row; ``records_version`` keeps the earlier ones.
"""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class File(TenantModel):
    """A file (Akte). Its reference (Aktenzeichen) is unique in the municipality.

    Closing it (zu den Akten) fixes ``retention_years`` (None is for ever), ``retain_until`` and ``disposal``.
    """

    reference = models.TextField()
    subject = models.TextField()
    search = models.TextField(blank=True, default="", db_default="")
    node_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    responsible_id = models.UUIDField(null=True)
    service = models.TextField(blank=True, default="", db_default="")
    medium = models.TextField(default="electronic", db_default="electronic")
    paper_location = models.TextField(blank=True, default="", db_default="")
    confidentiality = models.SmallIntegerField(default=0, db_default=0)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True, default="", db_default="")
    retention_years = models.SmallIntegerField(null=True)
    retain_until = models.DateField(null=True)
    disposal = models.TextField(blank=True, default="", db_default="")

    class Meta:
        """Table name and keys."""

        db_table = "records_file"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "reference"), name="records_reference_once"),
        )
        indexes = (
            models.Index(fields=("municipality_id", "unit_id", "id"), name="records_file_unit"),
            models.Index(fields=("municipality_id", "node_id", "id"), name="records_file_node"),
            models.Index(fields=("municipality_id", "responsible_id"), name="records_file_responsible"),
            models.Index(fields=("municipality_id", "retain_until", "id"), name="records_file_retention"),
        )


class Part(TenantModel):
    """A part of a file: a sub-file (Teilakte) or a transaction (Vorgang), which may lie in a sub-file."""

    file_id = models.UUIDField()
    parent_id = models.UUIDField(null=True)
    kind = models.TextField()
    number = models.IntegerField()
    reference = models.TextField()
    subject = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "records_part"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "reference"), name="records_part_reference_once"
            ),
        )
        indexes = (models.Index(fields=("municipality_id", "file_id"), name="records_part_of_file"),)


class Document(TenantModel):
    """A document. Without ``sha256`` its content is still being made; the database keeps a final one from changing.

    ``scan`` is ``waiting`` while nobody may open it because no scanner has looked at it yet. ``rendered_at``: when its
    renditions were made; ``rendition_note`` says why one of them could not be.
    """

    file_id = models.UUIDField()
    part_id = models.UUIDField(null=True)
    parent_id = models.UUIDField(null=True)
    kind = models.TextField()
    title = models.TextField()
    search = models.TextField(blank=True, default="", db_default="")
    direction = models.TextField()
    state = models.TextField(default="final", db_default="final")
    version = models.SmallIntegerField(default=1, db_default=1)
    name = models.TextField()
    media_type = models.TextField()
    bytes = models.BigIntegerField(default=0)
    sha256 = models.TextField(blank=True, default="")
    confidentiality = models.SmallIntegerField(default=0, db_default=0)
    written_on = models.DateField(null=True)
    sender = models.TextField(blank=True, default="", db_default="")
    message_id = models.TextField(blank=True, default="", db_default="")
    thread = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField()
    created_by = models.TextField(blank=True, default="")
    finalised_at = models.DateTimeField(null=True)
    finalised_by = models.TextField(blank=True, default="", db_default="")
    is_public = models.BooleanField(default=False)
    scan = models.TextField(blank=True, default="", db_default="")
    rendered_at = models.DateTimeField(null=True)
    rendition_note = models.TextField(blank=True, default="", db_default="")

    class Meta:
        """Table name and keys."""

        db_table = "records_document"
        indexes = (
            models.Index(fields=("municipality_id", "file_id", "created_at"), name="records_of_file"),
            models.Index(fields=("municipality_id", "sha256"), name="records_content"),
            models.Index(
                fields=("municipality_id", "message_id"),
                condition=~models.Q(message_id=""),
                name="records_message",
            ),
            models.Index(
                fields=("municipality_id", "thread"), condition=~models.Q(thread=""), name="records_thread"
            ),
            models.Index(
                fields=("municipality_id", "id"),
                condition=models.Q(rendered_at=None, state="final") & ~models.Q(sha256=""),
                name="records_unrendered",
            ),
            models.Index(
                fields=("municipality_id", "id"), condition=models.Q(scan="waiting"), name="records_unscanned"
            ),
        )


class Version(TenantModel):
    """An earlier version of a document, as it stood when the next one replaced it."""

    file_id = models.UUIDField()
    document_id = models.UUIDField()
    number = models.SmallIntegerField()
    name = models.TextField()
    media_type = models.TextField()
    bytes = models.BigIntegerField()
    sha256 = models.TextField()
    created_at = models.DateTimeField()
    created_by = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "records_version"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "document_id", "number"), name="records_version_once"
            ),
        )


class Rendition(TenantModel):
    """Another form of a version's content (Repräsentation): ``pdfa`` for keeping, ``text`` for reading by machines.

    ``lasts_until``: of a sealed letter's form for the long term, when its last time-stamp's certificate ends.
    """

    file_id = models.UUIDField()
    document_id = models.UUIDField()
    version = models.SmallIntegerField()
    role = models.TextField()
    media_type = models.TextField()
    bytes = models.BigIntegerField()
    sha256 = models.TextField()
    made_with = models.TextField()
    created_at = models.DateTimeField()
    lasts_until = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "records_rendition"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "document_id", "version", "role"), name="records_rendition_once"
            ),
        )


class DocumentText(TenantModel):
    """What a document says, as search keys; ``id`` is the document's. Rebuilt at will, so it is no rendition."""

    file_id = models.UUIDField()
    search = models.TextField()

    class Meta:
        """Table name and keys; the index on the words stands in the migration."""

        db_table = "records_document_text"


class Link(TenantModel):
    """A reference from one file to another (Verweis)."""

    file_id = models.UUIDField()
    other_id = models.UUIDField()
    reason = models.TextField(blank=True, default="")
    linked_at = models.DateTimeField()
    linked_by = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "records_link"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "file_id", "other_id"), name="records_link_once"
            ),
        )
