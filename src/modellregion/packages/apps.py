"""Django's name for this room."""

from django.apps import AppConfig


class PackagesConfig(AppConfig):
    """The room packages."""

    name = "modellregion.packages"
    label = "packages"
