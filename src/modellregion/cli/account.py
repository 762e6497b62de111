"""``modellregion account``: municipalities' connections to citizens' and business accounts, and their keys."""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

import django

from modellregion.cli.journal.places import body_of
from modellregion.kernel.context import system_context
from modellregion.kernel.errors import ProductError
from modellregion.site.attaching import NotReachableError, attach
from modellregion.site.configuration import configuration
from modellregion.site.database import DatabaseError
from modellregion.site.embedded_postgres import EmbeddedServerError

SUBCOMMANDS = {
    "list": "all connections: their profile, the municipality's name there, the address of its metadata",
    "prepare-key": "make the next key; from now on the metadata carry both",
    "import-former": "keep what accounts of the former Servicekonto.NRW held: a CSV file with the columns email;code",
    "switch-key": "sign with the next key, when the providers have loaded it",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")
    home = Path(os.environ.get("MODELLREGION_HOME", ".modellregion"))
    subparsers = parser.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    for name, words in SUBCOMMANDS.items():
        subparser = subparsers.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        subparser.add_argument(
            "--data", type=Path, default=home / "data", help="data folder of the installation"
        )
        if name != "list":
            subparser.add_argument("municipality", metavar="SLUG", help="or its id")
        if name == "import-former":
            subparser.add_argument("file", type=Path, metavar="FILE")


def run(options: argparse.Namespace) -> int:
    """Run the subcommand."""
    os.environ["MODELLREGION_DATA"] = str(options.data.absolute())
    configuration.cache_clear()
    try:
        attach()
        django.setup()
        accounts = import_module("modellregion.accounts.api")
        if options.subcommand == "list":
            return _list()
        body = body_of(options.municipality)
        ctx = system_context(body.id)
        if options.subcommand == "import-former":
            print(f"{accounts.import_former(ctx, options.file)} applications are kept for their owners.")
            return 0
        change = accounts.switch_key(ctx) if options.subcommand == "switch-key" else None
        print(change or accounts.prepare_key(ctx, body.name))
    except (NotReachableError, DatabaseError, EmbeddedServerError, ProductError, OSError) as error:
        print(f"modellregion: {error}", file=sys.stderr)
        return 1
    return 0


def _list() -> int:
    accounts, region = import_module("modellregion.accounts.api"), import_module("modellregion.region.api")
    for body in region.list_bodies():
        for row in accounts.connections_of(body.id):
            kind = "simulated" if row.is_simulated else "production" if row.is_production else "integration"
            print(f"{body.slug}: {row.profile} ({kind}) as {row.entity_id}")
            print(f"  metadata: {accounts.metadata_url(body.slug, row.profile)}")
    return 0
