"""Tables of scanning: batches as the scanner made them, and the bundles of sheets in them on their way into files."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class ScanBatch(TenantModel):
    """A scanned PDF of many sheets (Scanstapel) with what its transfer note says (Transfervermerk, TR-RESISCAN).

    ``profile``: how it was scanned; ``checked``: what the check of completeness and legibility found; where the paper
    stands, and from when it may be destroyed. ``state`` is reading, open, done or failed; ``note`` says why it failed.
    """

    unit_id = models.UUIDField()
    sha256 = models.TextField()
    name = models.TextField()
    bytes = models.BigIntegerField()
    scanned_by = models.TextField()
    received_at = models.DateTimeField()
    profile = models.TextField()
    checked = models.TextField()
    paper_location = models.TextField(blank=True, default="")
    destroy_on = models.DateField(null=True)
    state = models.TextField(default="reading")
    note = models.TextField(blank=True, default="")
    pages = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "records_scan_batch"
        indexes = (
            models.Index(
                fields=("municipality_id", "unit_id", "id"),
                condition=models.Q(done_at=None),
                name="records_scan_open",
            ),
            models.Index(fields=("municipality_id", "sha256"), name="records_scan_content"),
        )


class ScanBundle(TenantModel):
    """Pages of a batch that become one document. ``blank`` are page numbers; ``text`` is sealed, for proposals only.

    ``to_file`` and ``to_part`` are what a separator sheet named. ``document_id`` is set when filed, ``aside`` says why
    it was not.
    """

    batch_id = models.UUIDField()
    number = models.IntegerField()
    first = models.IntegerField()
    last = models.IntegerField()
    blank = models.JSONField(default=list)
    to_file = models.UUIDField(null=True)
    to_part = models.UUIDField(null=True)
    text = models.BinaryField()
    document_id = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(blank=True, default="")
    aside = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "records_scan_bundle"
        indexes = (
            models.Index(fields=("municipality_id", "batch_id", "first"), name="records_scan_bundle_order"),
            models.Index(
                fields=("municipality_id", "document_id"),
                condition=~models.Q(document_id=None),
                name="records_scan_document",
            ),
        )
