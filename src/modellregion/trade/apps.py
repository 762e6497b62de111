"""Django's name for this room."""

from django.apps import AppConfig


class TradeConfig(AppConfig):
    """The room trade."""

    name = "modellregion.trade"
    label = "trade"
