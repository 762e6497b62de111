"""Django's name for this room."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel: it has tables of its own (documents' files, counters), and the translations."""

    name = "modellregion.kernel"
    label = "kernel"
