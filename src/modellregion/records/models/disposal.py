"""Tables of disposal (Aussonderung): what must be kept beyond its date, what is offered, decided, handed over, deleted."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class Hold(TenantModel):
    """A legal hold: the file is kept whatever its date, until somebody lifts it with a reason."""

    file_id = models.UUIDField()
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.TextField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(blank=True, default="")
    lifted_for = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "records_hold"
        indexes = (models.Index(fields=("municipality_id", "file_id"), name="records_hold_of_file"),)


class Disposal(TenantModel):
    """One run of disposal; ``kind`` is four (0501, 0502, 0503, 0506) or two (0503, 0506). ``id`` is xdomea's ProzessID."""

    kind = models.TextField()
    xdomea = models.TextField()
    archive = models.TextField()
    state = models.TextField()
    started_at = models.DateTimeField()
    started_by = models.TextField()
    started_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Table name."""

        db_table = "records_disposal"


class DisposalItem(TenantModel):
    """One file in a run; it stays as the proof when the file is gone, so it refers to the file by id only.

    ``decision`` is A or V. ``proof`` lists what was deleted: the hashes of all contents, one a line.
    """

    disposal_id = models.UUIDField()
    file_id = models.UUIDField()
    reference = models.TextField()
    subject = models.TextField()
    plan_code = models.TextField(blank=True, default="")
    retain_until = models.DateField()
    proposal = models.TextField()
    decision = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(blank=True, default="")
    transferred_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.TextField(blank=True, default="")
    archive_reference = models.TextField(blank=True, default="")
    refusal = models.TextField(blank=True, default="")
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.TextField(blank=True, default="")
    documents = models.IntegerField(default=0)
    proof = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "records_disposal_item"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "disposal_id", "file_id"), name="records_disposed_once"
            ),
        )
        indexes = (models.Index(fields=("municipality_id", "file_id"), name="records_disposal_of_file"),)


class DisposedContent(TenantModel):
    """A content that no file names any more since a disposal; ``gone_at`` is when it was found gone from the store."""

    disposal_id = models.UUIDField()
    sha256 = models.TextField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "records_disposed_content"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "disposal_id", "sha256"), name="records_content_disposed_once"
            ),
        )
