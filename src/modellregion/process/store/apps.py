"""Django's name for this store."""

from django.apps import AppConfig


class ProcessStoreConfig(AppConfig):
    """The process store."""

    name = "modellregion.process.store"
    label = "process"
