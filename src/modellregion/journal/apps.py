"""Django's name for this room."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The journal: entries and their words, the tree over them, checkpoints, keys and witnesses."""

    name = "modellregion.journal"
    label = "journal"
