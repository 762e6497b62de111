"""Django's name for this room."""

from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    """The room opendata."""

    name = "modellregion.opendata"
    label = "opendata"
