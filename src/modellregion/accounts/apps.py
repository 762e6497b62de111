"""Django's name for this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts: connections to identity providers, logins, sessions."""

    name = "modellregion.accounts"
    label = "accounts"
