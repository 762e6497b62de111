"""Tables of notices: the notice, its deliveries, the period of its remedy, text modules, consents to retrieval."""

from datetime import date

from django.db import models

from modellregion.kernel.clock import BERLIN
from modellregion.kernel.sealed_fields import SealedField
from modellregion.kernel.tenancy import TenantModel


class Notice(TenantModel):
    """A notice (Bescheid). ``content`` is sealed: addressee and parts. ``revision`` counts what was saved.

    ``document_id`` is its document in the file, from the first circulation on. ``about_id`` and ``relation`` name the
    earlier notice that it corrects, withdraws or revokes.
    """

    case_id = models.UUIDField()
    kind = models.TextField()
    title = models.TextField()
    state = models.TextField()
    revision = models.IntegerField(default=0)
    content = SealedField(holder="case_id")
    by_post = models.BooleanField(default=False)
    document_id = models.UUIDField(null=True)
    about_id = models.UUIDField(null=True)
    relation = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    created_by = models.TextField()
    edited_at = models.DateTimeField()
    edited_by_id = models.UUIDField(null=True)
    edited_by = models.TextField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "cases_notice"
        indexes = (
            models.Index(fields=("municipality_id", "case_id", "id"), name="cases_notice_of_case"),
            models.Index(fields=("municipality_id", "document_id"), name="cases_notice_of_document"),
        )

    @property
    def signed_on(self) -> date:
        """The day of the final signature, in Germany; only a signed notice has one."""
        if self.signed_at is None:
            raise ValueError(f"notice {self.id} is not signed")
        return self.signed_at.astimezone(BERLIN).date()


class Delivery(TenantModel):
    """A delivery of a notice to its addressee (Bekanntgabe); addressee and e-mail address are sealed.

    ``sent_on`` is the day of posting, or of the hint; ``ends_on`` the last day of retrieval; ``notified_on`` the day on
    which the notice counts as notified.
    """

    case_id = models.UUIDField()
    notice_id = models.UUIDField()
    way = models.TextField()
    state = models.TextField()
    addressee = SealedField(holder="case_id")
    email = SealedField(holder="case_id", default=bytes)
    created_at = models.DateTimeField()
    sent_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    retrieved_at = models.DateTimeField(null=True)
    received_on = models.DateField(null=True)
    notified_on = models.DateField(null=True)
    over_on = models.DateField(null=True)
    reason = models.TextField(blank=True, default="")
    hint_attempts = models.SmallIntegerField(default=0)
    hint_trouble = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "cases_delivery"
        indexes = (
            models.Index(fields=("municipality_id", "notice_id"), name="cases_delivery_of_notice"),
            models.Index(fields=("municipality_id", "case_id"), name="cases_delivery_of_case"),
            models.Index(
                fields=("municipality_id", "id"),
                condition=models.Q(state__in=("waiting", "provided")),
                name="cases_delivery_open",
            ),
            models.Index(fields=("municipality_id", "sent_on", "id"), name="cases_delivery_sent"),
        )


class RemedyClock(TenantModel):
    """The period for the remedy against a notice (Rechtsbehelfsfrist): begins with the day of notification."""

    case_id = models.UUIDField()
    notice_id = models.UUIDField()
    delivery_id = models.UUIDField()
    rule = models.TextField()
    started_on = models.DateField()
    due_on = models.DateField()
    stopped_on = models.DateField(null=True)
    end = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "cases_remedy_clock"
        indexes = (models.Index(fields=("municipality_id", "case_id"), name="cases_remedy_of_case"),)


class TextModule(TenantModel):
    """A text module of the municipality (Textbaustein); an empty ``service`` or ``part`` fits all."""

    service = models.TextField(blank=True, default="")
    part = models.TextField(blank=True, default="")
    title = models.TextField()
    text = models.TextField()
    revision = models.IntegerField(default=0)
    edited_at = models.DateTimeField()
    edited_by = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "cases_text_module"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "service", "title"), name="cases_text_module_once"
            ),
        )


class Consent(TenantModel):
    """That somebody wants to retrieve notices (Einwilligung, § 41 Abs. 2a VwVfG), and where the hint goes; one a case."""

    case_id = models.UUIDField()
    email = SealedField(holder="case_id")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "cases_consent"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "case_id"), name="cases_consent_once"),
        )
