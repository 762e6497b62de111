"""Django's name for this room."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The room records."""

    name = "modellregion.records"
    label = "records"
