"""Tables of work on files: follow-ups, received e-mails that are not filed yet, circulation."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class FollowUp(TenantModel):
    """A follow-up (Wiedervorlage): somebody looks into the file again on a day."""

    file_id = models.UUIDField()
    document_id = models.UUIDField(null=True)
    due_on = models.DateField()
    owner_id = models.UUIDField()
    reason = models.TextField()
    created_at = models.DateTimeField()
    created_by = models.TextField()
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "records_follow_up"
        indexes = (
            models.Index(
                fields=("municipality_id", "owner_id", "due_on", "id"),
                condition=models.Q(done_at=None),
                name="records_follow_up_open",
            ),
            models.Index(fields=("municipality_id", "file_id"), name="records_follow_up_of_file"),
        )


class Intake(TenantModel):
    """A received e-mail that waits to be filed. Its content lies in the files under ``sha256``; ``unit_id`` received it."""

    unit_id = models.UUIDField()
    sha256 = models.TextField()
    name = models.TextField()
    bytes = models.BigIntegerField()
    subject = models.TextField()
    sender = models.TextField()
    sent_at = models.DateTimeField(null=True)
    message_id = models.TextField(blank=True, default="")
    thread = models.TextField(blank=True, default="")
    attachments = models.IntegerField(default=0)
    received_at = models.DateTimeField()
    received_by = models.TextField()
    scan = models.TextField(blank=True, default="")
    filed_at = models.DateTimeField(null=True)
    filed_by = models.TextField(blank=True, default="")
    document_id = models.UUIDField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "records_intake"
        indexes = (
            models.Index(
                fields=("municipality_id", "unit_id", "id"),
                condition=models.Q(filed_at=None),
                name="records_intake_open",
            ),
            models.Index(fields=("municipality_id", "sha256"), name="records_intake_content"),
        )


class FetchedMail(TenantModel):
    """An e-mail that was fetched from a mailbox (IMAP), so that it is taken in once. ``refused`` says why it was not."""

    mailbox = models.TextField()
    validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    sha256 = models.TextField(blank=True, default="")
    refused = models.TextField(blank=True, default="")
    fetched_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "records_fetched_mail"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "mailbox", "validity", "uid"), name="records_fetched_once"
            ),
        )
        indexes = (models.Index(fields=("municipality_id", "sha256"), name="records_fetched_content"),)


class Circulation(TenantModel):
    """A document on its way through the house (Laufmappe), bound to the version that was sent."""

    file_id = models.UUIDField()
    document_id = models.UUIDField()
    version = models.SmallIntegerField()
    sha256 = models.TextField()
    state = models.TextField()
    started_at = models.DateTimeField()
    started_by_id = models.UUIDField(null=True)
    started_by = models.TextField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "records_circulation"
        indexes = (
            models.Index(fields=("municipality_id", "document_id"), name="records_circulation_document"),
            models.Index(fields=("municipality_id", "file_id"), name="records_circulation_file"),
        )


class CirculationStep(TenantModel):
    """One person's step (Beteiligungsschritt): an order, and what came of it. Steps of one ``number`` go side by side.

    ``by_substitute``: ``done_by`` stood in for whom was asked (in Vertretung).
    """

    circulation_id = models.UUIDField()
    number = models.SmallIntegerField()
    order = models.TextField()
    staff_id = models.UUIDField()
    staff_name = models.TextField()
    by_substitute = models.BooleanField(default=False, db_default=False)
    due_on = models.DateField(null=True)
    state = models.TextField()
    remark = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(blank=True, default="")
    signed_sha256 = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "records_circulation_step"
        indexes = (
            models.Index(fields=("municipality_id", "circulation_id", "number"), name="records_step_order"),
            models.Index(
                fields=("municipality_id", "staff_id"),
                condition=models.Q(state="current"),
                name="records_step_mine",
            ),
        )
