"""``modellregion migrate``: bring the tables up to date, as their owner; several hosts may try at once."""

import argparse
import os

import django
import psycopg
from django.core.management import call_command

from modellregion.site.configuration import configuration
from modellregion.site.database import remember_migration

ADVISORY_LOCK = 7_163_003


def configure(parser: argparse.ArgumentParser) -> None:
    """Add no options."""


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 - every command takes options
    """Migrate."""
    owner = configuration().database_owner
    os.environ["MODELLREGION_DATABASE"] = owner
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")
    configuration.cache_clear()
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        remember_migration(owner)
    return 0
