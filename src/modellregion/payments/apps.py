"""Django's name for this room."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The room payments."""

    name = "modellregion.payments"
    label = "payments"
