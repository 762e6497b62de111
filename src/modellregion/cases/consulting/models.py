"""Tables: rounds and requests of the body that asks, received requests of the body that is asked."""

from django.db import models

from modellregion.kernel.sealed_fields import SealedField
from modellregion.kernel.tenancy import TenantModel


class Round(TenantModel):
    """Requests that belong together (Beteiligungsrunde); ``completion`` is FEEL and says when they are enough.

    ``for_process``: a step of the process waits for the end of the round.
    """

    case_id = models.UUIDField()
    completion = models.TextField()
    for_process = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "cases_consultation_round"
        indexes = (models.Index(fields=("municipality_id", "case_id"), name="cases_round_of_case"),)


class AuthorityRequest(TenantModel):
    """What one body is asked (Beteiligungsersuchen). Question, what is shared, and the opinion are sealed.

    ``body_id`` names a body with a desk in this installation; without one the body answers by a code, of which only a
    digest is kept. The clock of the request is a row of ``cases_clock``.
    """

    case_id = models.UUIDField()
    round_id = models.UUIDField()
    key = models.TextField(blank=True, default="")
    name = models.TextField()
    body_id = models.UUIDField(null=True)
    legal_basis = models.TextField(blank=True, default="")
    silence = models.TextField()
    silence_basis = models.TextField(blank=True, default="")
    enquiry = SealedField(holder="case_id")
    state = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.TextField(blank=True, default="")
    remind_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    code_digest = models.BinaryField(null=True)
    code_expires_on = models.DateField(null=True)
    verdict = models.TextField(blank=True, default="")
    opinion = SealedField(holder="case_id", null=True)
    answered_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)

    class Meta:
        """Table name and keys."""

        db_table = "cases_authority_request"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "code_digest"), name="cases_authority_code_once"
            ),
        )
        indexes = (models.Index(fields=("municipality_id", "case_id", "id"), name="cases_request_of_case"),)


class ReceivedRequest(TenantModel):
    """A request as it arrived at the body that is asked; ``sender_id`` and ``request_id`` make it arrive once."""

    sender_id = models.UUIDField()
    request_id = models.UUIDField()
    number = models.TextField()
    subject = models.TextField()
    search = models.TextField()
    enquiry = SealedField()
    due_on = models.DateField(null=True)
    arrived_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.TextField(blank=True, default="")
    reminded_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    verdict = models.TextField(blank=True, default="")
    opinion = SealedField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "cases_received_request"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "sender_id", "request_id"), name="cases_request_arrived_once"
            ),
        )
        indexes = (models.Index(fields=("municipality_id", "due_on", "id"), name="cases_received_by_date"),)
