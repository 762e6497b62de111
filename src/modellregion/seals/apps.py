"""Django's name for this room."""

from django.apps import AppConfig


class SealsConfig(AppConfig):
    """Seals: certificates of the municipalities."""

    name = "modellregion.seals"
    label = "seals"
