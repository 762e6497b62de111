"""Tables of account statements; ``models.py`` takes them in."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class Statement(TenantModel):
    """An account statement that was taken in (Kontoauszug, camt.053); ``sha256`` and the bank's own id make it once."""

    name = models.TextField()
    sha256 = models.TextField()
    bank_id = models.TextField()
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    opening_cents = models.BigIntegerField(null=True)
    closing_cents = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by = models.TextField()
    erased_on = models.DateField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "payments_statement"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "bank_id"), name="payments_statement_once"),
        )


class StatementLine(TenantModel):
    """One entry of a statement; cents below zero went out. ``claim_id`` is what it is proposed for or was booked to."""

    statement_id = models.UUIDField()
    position = models.IntegerField()
    cents = models.BigIntegerField()
    booked_on = models.DateField()
    name = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    reference = models.TextField(blank=True, default="")
    state = models.TextField()
    claim_id = models.UUIDField(null=True)
    debit_name = models.TextField(blank=True, default="")
    return_code = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys. ``debit_name``: the direct debit, or the batch of them, that the bank names."""

        db_table = "payments_statement_line"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "statement_id", "position"), name="payments_statement_line_once"
            ),
        )
