"""Tables: routes and transmissions of the sender, deliveries of the recipient."""

from django.db import models

from modellregion.kernel.sealed_fields import SealedField
from modellregion.kernel.tenancy import TenantModel


class Route(TenantModel):
    """Which body stands behind a recipient of the law for this municipality, and for which forms it waives its data."""

    recipient = models.TextField()
    body_id = models.UUIDField(null=True)
    waived_forms = models.JSONField(default=list)
    note = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "exchange_route"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "recipient"), name="exchange_route_once"),
        )


class Transmission(TenantModel):
    """What a recipient is to get of one form (Übermittlung); the payload is sealed."""

    case_id = models.UUIDField()
    number = models.TextField()
    sheet = models.IntegerField()
    form = models.TextField()
    recipient = models.TextField()
    recipient_name = models.TextField()
    legal_basis = models.TextField()
    body_id = models.UUIDField(null=True)
    payload = SealedField(holder="case_id")
    state = models.TextField()
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "exchange_transmission"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "case_id", "sheet", "recipient"), name="exchange_sent_once"
            ),
        )


class Delivery(TenantModel):
    """What a body received, with its own state; ``sender_id`` and ``transmission_id`` make it arrive once."""

    sender_id = models.UUIDField()
    transmission_id = models.UUIDField()
    number = models.TextField()
    sheet = models.IntegerField()
    form = models.TextField()
    recipient = models.TextField()
    legal_basis = models.TextField()
    subject = models.TextField()
    search = models.TextField()
    payload = SealedField()
    arrived_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    fetched_by = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys; the list's indexes stand in the migration."""

        db_table = "exchange_delivery"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "sender_id", "transmission_id"), name="exchange_arrived_once"
            ),
        )
