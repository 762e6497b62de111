"""Tables: settings, claims, payment intents, direct debits, the ledger, clearing items, day closings, account statements."""

from django.db import models

from modellregion.kernel.sealed_fields import SealedField
from modellregion.kernel.tenancy import TenantModel
from modellregion.payments.statement_models import Statement, StatementLine  # noqa: F401 - Django looks for them here


class Settings(TenantModel):
    """A municipality's bank account and payment provider. ``provider`` names files of secrets, never a secret."""

    holder = models.TextField()
    iban = models.TextField()
    bic = models.TextField(blank=True, default="")
    bank = models.TextField(blank=True, default="")
    counter = models.TextField(blank=True, default="")
    provider = models.JSONField(default=dict)
    creditor_id = models.TextField(blank=True, default="")
    notice_days = models.IntegerField(default=14)
    grace_days = models.IntegerField(default=14)
    kept_years = models.IntegerField(default=8)
    updated_at = models.DateTimeField()

    class Meta:
        """Table name and keys: one row a municipality."""

        db_table = "payments_settings"
        constraints = (models.UniqueConstraint(fields=("municipality_id",), name="payments_settings_once"),)


class Claim(TenantModel):
    """A claim (Forderung) in cents; ``reference`` is its Kassenzeichen (ISO 11649). What is open follows from the sums.

    The four sums repeat what the ledger says of the claim; only ``ledger.book`` writes both. ``debtor`` is sealed: name and
    address of whom a reminder goes to. ``reminder_id`` and ``handover_id`` are the runs that a reminder and a hand-over
    belong to.
    """

    case_id = models.UUIDField()
    code_digest = models.BinaryField()
    number = models.TextField()
    subject = models.TextField()
    purpose = models.TextField()
    reference = models.TextField()
    search = models.TextField()
    titles = models.JSONField(default=dict)
    positions = models.JSONField(default=list)
    amount_cents = models.BigIntegerField()
    reduced_cents = models.BigIntegerField(default=0)
    paid_cents = models.BigIntegerField(default=0)
    refunded_cents = models.BigIntegerField(default=0)
    state = models.TextField()
    created_at = models.DateTimeField()
    due_on = models.DateField()
    settled_at = models.DateTimeField(null=True)
    debtor = SealedField(holder="case_id", default=bytes)
    reminder_id = models.UUIDField(null=True)
    reminded_until = models.DateField(null=True)
    handover_id = models.UUIDField(null=True)
    erased_on = models.DateField(null=True)

    class Meta:
        """Table name and keys; the list's indexes stand in the migration."""

        db_table = "payments_claim"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "reference"), name="payments_claim_reference_once"
            ),
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="payments_claim_positive"),
            models.CheckConstraint(
                condition=models.Q(reduced_cents__gte=0, paid_cents__gte=0, refunded_cents__gte=0),
                name="payments_claim_sums",
            ),
        )
        indexes = (
            models.Index(fields=("municipality_id", "case_id"), name="payments_claim_of_case"),
            models.Index(fields=("municipality_id", "code_digest"), name="payments_claim_by_code"),
        )


class Run(TenantModel):
    """Claims that were reminded of (Mahnlauf) or handed over to enforcement (Vollstreckung) together."""

    kind = models.TextField()
    number = models.IntegerField()
    at = models.DateTimeField()
    by = models.TextField()
    until = models.DateField(null=True)
    claims = models.IntegerField()
    cents = models.BigIntegerField()

    class Meta:
        """Table name and keys."""

        db_table = "payments_run"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "kind", "number"), name="payments_run_once"),
        )


class Intent(TenantModel):
    """One attempt to pay online (Zahlungsvorgang): written before the provider is asked; ``id`` is its requestId.

    What it pays stands in its parts, whose sum is ``amount_cents``.
    """

    return_digest = models.BinaryField()
    return_url = models.TextField()
    amount_cents = models.BigIntegerField()
    state = models.TextField()
    transaction_id = models.TextField(null=True)
    pay_url = models.TextField(blank=True, default="")
    provider_reference = models.TextField(blank=True, default="")
    method = models.TextField(blank=True, default="")
    attempts = models.IntegerField(default=0)
    next_look_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys: a provider's transaction belongs to one intent."""

        db_table = "payments_intent"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "transaction_id"), name="payments_transaction_once"
            ),
            models.UniqueConstraint(fields=("municipality_id", "return_digest"), name="payments_return_once"),
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="payments_intent_positive"),
        )


class IntentPart(TenantModel):
    """What an attempt pays of one claim (Position der Sammelzahlung), in cents; one that pays one claim has one part.

    ``ended_at`` is when the attempt ended, or earlier: when a person decided what became of this part.
    """

    intent_id = models.UUIDField()
    claim_id = models.UUIDField()
    cents = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys: a claim is once in an attempt, and in one live attempt only."""

        db_table = "payments_intent_part"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "intent_id", "claim_id"), name="payments_part_once"
            ),
            models.UniqueConstraint(
                fields=("municipality_id", "claim_id"),
                condition=models.Q(ended_at=None),
                name="payments_one_live_part",
            ),
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="payments_part_positive"),
        )
        indexes = (models.Index(fields=("municipality_id", "claim_id"), name="payments_part_of_claim"),)


class Mandate(TenantModel):
    """A SEPA mandate (Lastschriftmandat), for one claim or for what comes later too.

    ``debtor`` is sealed: name and IBAN of the account's holder. ``claim_id`` is the claim with which it was given.
    """

    claim_id = models.UUIDField()
    reference = models.TextField()
    recurring = models.BooleanField()
    debtor = SealedField()
    state = models.TextField()
    signed_on = models.DateField()
    last_used_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    erased_on = models.DateField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "payments_mandate"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "reference"), name="payments_mandate_reference_once"
            ),
        )


class Collection(TenantModel):
    """Direct debits that went to the bank in one file (pain.008); ``content`` is that file, sealed."""

    number = models.IntegerField()
    message_id = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()
    debits = models.IntegerField()
    cents = models.BigIntegerField()
    content = SealedField()
    sha256 = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "payments_collection"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "number"), name="payments_collection_once"),
        )


class Debit(TenantModel):
    """One direct debit (Lastschrift) of a claim: announced to the payer, then in one collection, once."""

    mandate_id = models.UUIDField()
    claim_id = models.UUIDField()
    cents = models.BigIntegerField()
    collect_on = models.DateField()
    state = models.TextField()
    end_to_end = models.TextField()
    sequence = models.TextField(blank=True, default="")
    collection_id = models.UUIDField(null=True)
    batch = models.TextField(blank=True, default="")
    return_code = models.TextField(blank=True, default="")
    announced_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys: a claim has one live debit, the bank's names for it are ours alone."""

        db_table = "payments_debit"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "end_to_end"), name="payments_debit_end_to_end_once"
            ),
            models.UniqueConstraint(
                fields=("municipality_id", "claim_id"),
                condition=models.Q(ended_at=None),
                name="payments_one_live_debit",
            ),
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="payments_debit_positive"),
        )
        indexes = (models.Index(fields=("municipality_id", "batch"), name="payments_debit_by_batch"),)


class Plan(TenantModel):
    """A plan of instalments (Ratenplan) of a claim: ``parts`` are days and cents; the sums are the claim's when it was agreed."""

    claim_id = models.UUIDField()
    state = models.TextField()
    parts = models.JSONField()
    kept_cents = models.BigIntegerField()
    reduced_cents = models.BigIntegerField()
    grace_days = models.IntegerField()
    agreed_at = models.DateTimeField()
    by = models.TextField()
    note = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys: a claim has one running plan."""

        db_table = "payments_plan"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "claim_id"),
                condition=models.Q(ended_at=None),
                name="payments_one_running_plan",
            ),
        )


class Posting(TenantModel):
    """One posting of the ledger (Buchung): an amount goes from the account ``credit`` to the account ``debit``.

    One row holds both sides, so no posting can be out of balance; rows are never changed or deleted.
    """

    kind = models.TextField()
    debit = models.TextField()
    credit = models.TextField()
    cents = models.BigIntegerField()
    claim_id = models.UUIDField(null=True)
    intent_id = models.UUIDField(null=True)
    line_id = models.UUIDField(null=True)
    booked_on = models.DateField()
    at = models.DateTimeField()
    by = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "payments_posting"
        constraints = (
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="payments_posting_positive"),
            models.CheckConstraint(
                condition=~models.Q(debit=models.F("credit")), name="payments_posting_two_accounts"
            ),
            models.UniqueConstraint(
                fields=("municipality_id", "intent_id", "claim_id"),
                condition=models.Q(kind="payment"),
                name="payments_part_booked_once",
            ),
            models.UniqueConstraint(fields=("municipality_id", "line_id"), name="payments_line_booked_once"),
        )
        indexes = (
            models.Index(fields=("municipality_id", "claim_id"), name="payments_posting_of_claim"),
            models.Index(fields=("municipality_id", "booked_on"), name="payments_posting_by_day"),
        )


class ClearingItem(TenantModel):
    """Something that does not fit (Klärungsfall); a person decides it with a reason. Never deleted."""

    kind = models.TextField()
    claim_id = models.UUIDField(null=True)
    intent_id = models.UUIDField(null=True)
    line_id = models.UUIDField(null=True)
    cents = models.BigIntegerField(default=0)
    detail = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(blank=True, default="")
    decision = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys: the same trouble of the same payment is one item."""

        db_table = "payments_clearing_item"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "intent_id", "claim_id", "kind"),
                name="payments_clearing_of_part_once",
            ),
            models.UniqueConstraint(
                fields=("municipality_id", "line_id", "kind"), name="payments_clearing_of_line_once"
            ),
        )


class Closing(TenantModel):
    """A day closing (Tagesabschluss): the sums of all postings since the one before, and the cash that was counted."""

    day = models.DateField()
    number = models.IntegerField()
    sums = models.JSONField()
    expected_cents = models.BigIntegerField()
    counted_cents = models.BigIntegerField()
    note = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "payments_closing"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "day"), name="payments_closing_day_once"),
            models.UniqueConstraint(
                fields=("municipality_id", "number"), name="payments_closing_number_once"
            ),
        )
