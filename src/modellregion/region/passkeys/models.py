"""Tables: passkeys, questions that wait for an answer, and the roles that may not come with a password alone."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class Passkey(TenantModel):
    """A passkey of somebody of the staff: its public half. ``sign_count``: how often it was used, where it counts."""

    staff_id = models.UUIDField()
    name = models.TextField()
    credential_id = models.BinaryField()
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField()
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "region_passkey"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "credential_id"), name="region_passkey_once"),
        )
        indexes = (models.Index(fields=("municipality_id", "staff_id"), name="region_passkey_staff"),)


class PasskeyQuestion(TenantModel):
    """A challenge that was handed out, as a digest; for what, and to whom when somebody is logged in."""

    challenge_digest = models.BinaryField()
    purpose = models.TextField()
    staff_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "region_passkey_question"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "challenge_digest"), name="region_passkey_question_once"
            ),
        )


class PasskeyRule(TenantModel):
    """That whoever holds a role needs a passkey."""

    role = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "region_passkey_rule"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "role"), name="region_passkey_rule_once"),
        )
