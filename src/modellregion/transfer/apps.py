"""Django's name for this room."""

from django.apps import AppConfig


class TransferConfig(AppConfig):
    """The room transfer."""

    name = "modellregion.transfer"
    label = "transfer"
