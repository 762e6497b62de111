"""Tables: the entries of the trade register (Gewerberegister), and the notices behind them."""

from django.db import models

from modellregion.kernel.sealed_fields import SealedField
from modellregion.kernel.tenancy import TenantModel


class Business(TenantModel):
    """An entry: one business of one trader (Gewerbebetrieb). ``facts`` is sealed: the entry's answers as they stand."""

    number = models.TextField()
    name = models.TextField()
    trader = models.TextField()
    activity = models.TextField()
    address = models.TextField()
    search = models.TextField()
    state = models.TextField()
    since = models.DateField(null=True)
    ceased_on = models.DateField(null=True)
    facts = SealedField()
    updated_at = models.DateTimeField()

    class Meta:
        """Table name and keys; the search index stands in the migration."""

        db_table = "trade_business"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "number"), name="trade_number_once"),
        )


class RegisteredNotice(TenantModel):
    """A certified notice behind an entry; ``content`` is sealed: what it said, in reading order."""

    business_id = models.UUIDField()
    case_id = models.UUIDField()
    sheet = models.IntegerField()
    kind = models.TextField()
    form = models.TextField()
    number = models.TextField()
    effective_on = models.DateField(null=True)
    registered_at = models.DateTimeField()
    content = SealedField(holder="business_id")

    class Meta:
        """Table name and keys."""

        db_table = "trade_notice"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "case_id", "sheet"), name="trade_notice_once"),
        )
        indexes = (
            models.Index(fields=("municipality_id", "business_id", "id"), name="trade_notice_of_business"),
        )


class Retrieval(TenantModel):
    """Who looked up what, for which purpose; deleted after six months (§ 14 Abs. 11 GewO)."""

    at = models.DateTimeField()
    staff_id = models.UUIDField()
    staff_name = models.TextField()
    business_id = models.UUIDField(null=True)
    purpose = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "trade_retrieval"
        indexes = (models.Index(fields=("municipality_id", "at"), name="trade_retrieval_time"),)
