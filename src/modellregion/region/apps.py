"""Django's name for this room."""

from django.apps import AppConfig


class RegionConfig(AppConfig):
    """The region."""

    name = "modellregion.region"
    label = "region"
